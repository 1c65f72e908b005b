"""Searching over videos, people, hashtags and sounds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.search import asking, captions, history, names
from app.search.asking import Asked
from app.search.people import people_cards
from app.search.schemas import Found, Hashtag, Question, Type
from app.shapes import Cursor
from app.sounds import service as sounds
from app.videos.cards import cards

# Of each kind where all are shown together.
FEW = {Type.VIDEOS: 12, Type.USERS: 4, Type.HASHTAGS: 6, Type.SOUNDS: 4}


class Place(Cursor):
    at: Annotated[int, Field(ge=0, le=captions.MOST)]


@dataclass(frozen=True, slots=True)
class Listed:
    """All that was found of one kind, the best first, and how a part of it is shown."""

    found: Sequence[Any]
    show: Callable[[Sequence[Any]], Sequence[Any]]
    corrected: str | None = None


def search(session: Session, viewer: Viewer, question: Question) -> Found:
    """A few of each kind, or a page of one; what somebody searched for is remembered for them."""
    if question.cursor is None:
        history.remember(session, viewer, question.q.strip())
    asked = asking.read(session, question.q)
    if question.type:
        return _page(_KINDS[question.type](session, viewer, asked, question), question)
    lists = {kind: find(session, viewer, asked, question) for kind, find in _KINDS.items()}
    few = {kind: one.show(one.found[: FEW[kind]]) for kind, one in lists.items()}
    return Found(items=few.pop(Type.VIDEOS), **few, corrected=lists[Type.VIDEOS].corrected)


def _page(listed: Listed, question: Question) -> Found:
    start = Place.read(question.cursor).at if question.cursor else 0
    end = start + question.limit
    following = Place(at=end).text() if end < min(len(listed.found), captions.MOST) else None
    items = listed.show(listed.found[start:end])
    return Found(items=items, corrected=listed.corrected, next_cursor=following)


def _videos(session: Session, viewer: Viewer, asked: Asked, question: Question) -> Listed:
    found = captions.videos(session, viewer, asked.words, question)
    return Listed(found.ids, partial(cards, session, viewer=viewer), found.corrected)


def _users(session: Session, viewer: Viewer, asked: Asked, _: Question) -> Listed:
    ids = [row.id for row in names.people(session, viewer, asked)]
    return Listed(ids, partial(people_cards, session, viewer))


def _hashtags(session: Session, _: Viewer, asked: Asked, __: Question) -> Listed:
    tags = [Hashtag(name=row.tag, uses=row.uses) for row in names.hashtags(session, asked)]
    return Listed(tags, list)


def _sounds(session: Session, viewer: Viewer, asked: Asked, _: Question) -> Listed:
    return Listed(names.sounds(session, viewer, asked), partial(sounds.listed, session, viewer))


_KINDS = {Type.VIDEOS: _videos, Type.USERS: _users, Type.HASHTAGS: _hashtags, Type.SOUNDS: _sounds}
