"""For whom videos are while their creator's account is private: at most its followers."""

from typing import Any

from sqlmodel import Session, col, func, select, update

from app.db import after_commit
from app.models import User, Video, Visibility
from app.models.columns import now
from app.sounds.access import forget_open as forget_sound
from app.videos.access import OPEN, forget_all_open


def lock_creator(session: Session, creator_id: int) -> User:
    """Before a choice of visibility, and before any lock of a video: the account stays as open as it is."""
    wanted = select(User).where(User.id == creator_id).with_for_update(read=True)
    return session.exec(wanted, execution_options={"populate_existing": True}).one()


def choose(video: Video, creator: User, wanted: Visibility) -> None:
    """What its creator chose; a private account keeps it to followers and remembers the choice."""
    is_kept = creator.is_private and wanted in OPEN
    video.visibility = Visibility.FOLLOWERS if is_kept else wanted
    video.chosen_visibility = wanted if is_kept else None


def restrict(video: Video) -> None:
    """Out of every list, and seen by nobody who did not see it before."""
    if video.visibility is Visibility.PUBLIC:
        video.visibility = Visibility.UNLISTED
    elif video.visibility is Visibility.FOLLOWERS:
        video.chosen_visibility = Visibility.UNLISTED
    video.restricted_at = now()


def close(session: Session, creator: User) -> None:
    """The account became private: what was open is for followers from now on."""
    kept = {"chosen_visibility": col(Video.visibility), "visibility": Visibility.FOLLOWERS}
    _switch(session, creator, col(Video.visibility).in_(OPEN), kept)


def reopen(session: Session, creator: User) -> None:
    """The account is public again, and each video as open as its creator chose."""
    back = {"visibility": col(Video.chosen_visibility), "chosen_visibility": None}
    _switch(session, creator, col(Video.chosen_visibility).is_not(None), back)


def withdraw(session: Session, creator: User) -> None:
    """The creator is leaving: nobody sees any of it, and how open each was is remembered."""
    seen = func.coalesce(col(Video.chosen_visibility), col(Video.visibility))
    hidden = {"chosen_visibility": seen, "visibility": Visibility.PRIVATE}
    _switch(session, creator, col(Video.visibility) != Visibility.PRIVATE, hidden)


def give_back(session: Session, creator: User) -> None:
    """The creator stays after all: each is as open as before, as far as the account is."""
    is_hidden = (col(Video.visibility) == Visibility.PRIVATE) & col(Video.chosen_visibility).is_not(None)
    back = {"visibility": col(Video.chosen_visibility), "chosen_visibility": None}
    _switch(session, creator, is_hidden, back)
    if creator.is_private:
        close(session, creator)


def _switch(session: Session, creator: User, which: Any, columns: dict[str, Any]) -> None:
    """Locked in the order of their ids, as those do who count."""
    wanted = select(Video.id, Video.sound_id).where(Video.creator_id == creator.id, which)
    rows = session.exec(wanted.order_by(col(Video.id)).with_for_update()).all()
    ids, sounds = [video_id for video_id, _ in rows], {sound_id for _, sound_id in rows if sound_id}
    session.exec(update(Video).where(col(Video.id).in_(ids)).values(columns))
    after_commit(session, lambda: _tell(ids, sounds))


def _tell(video_ids: list[int], sound_ids: set[int]) -> None:
    """Every process serves their files, and sounds that only they played, as they are now."""
    forget_all_open(video_ids)
    for sound_id in sound_ids:
        forget_sound(sound_id)
