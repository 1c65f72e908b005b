"""People who are named in a text by `@name`."""

import re
from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.accounts.blocks import not_blocked
from app.models import User

# A dot may be part of a name, or end the sentence.
_NAME = re.compile(r"(?<![\w@./])@(\w[\w.]{1,23})", re.ASCII)
MOST = 10


def names_in(text: str) -> set[str]:
    """As they are written, and without the dots of a sentence's end; in lower case."""
    found = [name.lower() for name in _NAME.findall(text)]
    return {one for name in found for one in (name, name.rstrip("."))}


def known(session: Session, viewer_id: int | None, texts: Iterable[str]) -> dict[str, int]:
    """Ids by name of those who are named and whom no block hides from the viewer."""
    names = {name for text in texts for name in names_in(text)}
    if not names:
        return {}
    wanted = select(User.username, User.id).where(
        col(User.username).in_(names), col(User.deleted_at).is_(None), not_blocked(User.id, viewer_id)
    )
    return dict(session.exec(wanted).all())
