"""What people choose about their own account: where they are, and how clips play for them."""

from typing import Annotated

from pydantic import Field
from sqlmodel import Session

from app.accounts.schemas import Language, Region
from app.accounts.viewer import Viewer
from app.models import AccountSettings, User
from app.models.columns import CHANGED, now
from app.shapes import Body, Shape

OWN = {"language", "region"}
Minutes = Annotated[int, Field(ge=5, le=600, description="Of watching a day, after which a card asks.")]


class Choices(Shape):
    """`screen_minutes` null: no reminder."""

    language: str | None
    region: str | None
    autoplay: bool
    data_saver: bool
    screen_minutes: int | None


class ChoicesChange(Body):
    """Only what is named changes."""

    language: Language | None = None
    region: Region | None = None
    autoplay: bool = True
    data_saver: bool = False
    screen_minutes: Minutes | None = None


def chosen(session: Session, viewer: Viewer) -> Choices:
    user = viewer.must_be_signed_in()
    kept = session.get(AccountSettings, user.id) or AccountSettings(user_id=user.id)
    return _choices(user, kept)


def choose(session: Session, viewer: Viewer, change: ChoicesChange) -> Choices:
    user = session.get_one(User, viewer.must_be_signed_in().id, with_for_update=CHANGED)
    kept = session.get(AccountSettings, user.id) or AccountSettings(user_id=user.id)
    for name, value in change.model_dump(exclude_unset=True).items():
        setattr(user if name in OWN else kept, name, value)
    kept.updated_at = now()
    session.add(kept)
    session.flush()
    return _choices(user, kept)


def _choices(user: User, kept: AccountSettings) -> Choices:
    known = {**kept.model_dump(), **user.model_dump(include=OWN)}
    return Choices(**{name: known[name] for name in Choices.model_fields})
