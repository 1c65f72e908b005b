"""Cases: all that people reported about one video, comment or person, until somebody has decided."""

from collections import Counter
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.comments.schemas import Author
from app.models import Comment, User
from app.moderation import queries
from app.moderation.schemas import Case, Subject
from app.shapes import Cursor, Page
from app.videos.cards import cards
from app.videos.schemas import VideoCard

NOTES = 5


class After(Cursor):
    id: int


def waiting(session: Session, viewer: Viewer, *, limit: int, cursor: str | None = None) -> Page[Case]:
    """Those that wait the longest come first."""
    viewer.must_be_moderator()
    rows = queries.cases(session, after=After.read(cursor).id if cursor else 0, limit=limit)
    videos = {
        card.id: card for card in cards(session, [row.video_id for row in rows if row.video_id], viewer)
    }
    said = _comments(session, rows)
    people = _people(session, {row.user_id for row in rows} | {one.author_id for one in said.values()})
    following = After(id=rows[-1].first).text() if len(rows) == limit else None
    return Page(items=[_case(row, videos, said, people) for row in rows], next_cursor=following)


def _case(
    row: Row[Any], videos: dict[int, VideoCard], said: dict[int, Comment], people: dict[int, Author]
) -> Case:
    comment, video = said.get(row.comment_id), videos.get(row.video_id)
    author = people.get(comment.author_id if comment else row.user_id)
    creator = Author.model_validate(video.creator, from_attributes=True) if video else None
    return Case(
        kind=_subject(row),
        id=row.comment_id or row.user_id or row.video_id,
        reports=row.reports,
        reasons=dict(Counter(row.reasons).most_common()),
        notes=[note for note in row.notes if note][:NOTES],
        since=row.since,
        video=video,
        text=comment.text if comment else "",
        person=author or creator,
    )


def _subject(row: Row[Any]) -> Subject:
    if row.user_id:
        return Subject.USER
    return Subject.COMMENT if row.comment_id else Subject.VIDEO


def _comments(session: Session, rows: Any) -> dict[int, Comment]:
    ids = [row.comment_id for row in rows if row.comment_id]
    return {one.id: one for one in session.exec(select(Comment).where(col(Comment.id).in_(ids)))}


def _people(session: Session, ids: set[int]) -> dict[int, Author]:
    found = session.exec(select(User).where(col(User.id).in_(ids - {None}))).all()
    return {one.id: Author.model_validate(one, from_attributes=True) for one in found}
