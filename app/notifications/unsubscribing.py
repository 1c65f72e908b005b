"""Ending letters from within a letter: signed links that need no log-in (RFC 8058)."""

import hashlib
import hmac

from sqlmodel import Session

from app.errors import NotFound
from app.models import User
from app.models.columns import now
from app.notices import Kind, Way, ways
from app.notifications.choices import settings_of
from app.notifications.wording import NAMES
from app.settings import settings

DIGEST = "digest"


def link(user_id: int, what: str) -> str:
    """Ends the digest or the letters of one kind, for this account alone."""
    return f"{settings().public_url}/unsubscribe/{user_id}.{what}.{_signature(user_id, what)}"


def headers(user_id: int, what: str) -> dict[str, str]:
    """With these, mail programs offer a button."""
    return {
        "List-Unsubscribe": f"<{link(user_id, what)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def named(token: str) -> tuple[int, str, str]:
    """Whose letters, which, and how they are called; what was not signed here leads nowhere."""
    user_id, _, rest = token.partition(".")
    what, _, signature = rest.partition(".")
    good = user_id.isdecimal() and (what == DIGEST or what in set(Kind))
    if not good or not hmac.compare_digest(signature.encode(), _signature(int(user_id), what).encode()):
        raise NotFound("letter", "by this link")
    return int(user_id), what, "the weekly digest" if what == DIGEST else f"“{NAMES[Kind(what)]}”"


def unsubscribe(session: Session, token: str) -> str:
    """What is not sent any more; a second time nothing changes."""
    user_id, what, name = named(token)
    if session.get(User, user_id) is None:
        raise NotFound("letter", "by this link")
    kept = settings_of(session, user_id)
    if what == DIGEST:
        kept.digest = False
    else:
        left = ways(kept.notices, Kind(what)) - {Way.MAIL}
        kept.notices = {**kept.notices, what: [way.value for way in Way if way in left]}
    kept.updated_at = now()
    return name


def _signature(user_id: int, what: str) -> str:
    secret = settings().zoetrope_secret_key.get_secret_value().encode()
    return hmac.new(secret, f"unsubscribe:{user_id}:{what}".encode(), hashlib.sha256).hexdigest()[:40]
