"""Sounds in the database."""

from typing import Any

from sqlmodel import Session, col, func, or_, select, tuple_

from app.accounts.blocks import not_blocked
from app.errors import NotFound
from app.models import Sound, User

# How much of what was typed must be found in a title; two wrong letters of eight still find it.
ALIKE = 0.4

Named = tuple[Sound, str | None]


def must_get(session: Session, sound_id: int) -> Sound:
    sound = session.get(Sound, sound_id)
    if sound is None:
        raise NotFound("sound", sound_id)
    return sound


def named(session: Session, viewer_id: int | None, ids: set[int]) -> list[Named]:
    """Sounds with the names of their creators, without those of people hidden by a block."""
    return list(session.exec(_named(viewer_id).where(col(Sound.id).in_(ids))))


def library(
    session: Session,
    viewer_id: int | None,
    typed: str = "",
    *,
    below: tuple[int, int] | None = None,
    limit: int,
) -> list[Named]:
    """Sounds of public videos whose title is like what was typed; the most used first."""
    wanted = _named(viewer_id).where(col(Sound.use_count) > 0)
    if typed:
        session.execute(select(func.set_config("pg_trgm.word_similarity_threshold", str(ALIKE), True)))
        title = col(Sound.title)
        wanted = wanted.where(or_(title.op("%>")(typed), title.icontains(typed, autoescape=True)))
    if below:
        wanted = wanted.where(tuple_(col(Sound.use_count), col(Sound.id)) < below)
    order = (col(Sound.use_count).desc(), col(Sound.id).desc())
    return list(session.exec(wanted.order_by(*order).limit(limit)))


def _named(viewer_id: int | None) -> Any:
    wanted = select(Sound, User.username).join(User, col(User.id) == col(Sound.creator_id), isouter=True)
    if viewer_id is None:
        return wanted
    return wanted.where(or_(col(Sound.creator_id).is_(None), not_blocked(Sound.creator_id, viewer_id)))
