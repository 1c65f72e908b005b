"""Counts below videos and comments: the rows are the truth, and a count is only ever counted again from them.

Who changes a row marks the count in Valkey, and after the commit what it grew by. Every second a flush counts
what is marked. So nobody who likes a hot video waits for another, and a process that dies loses nothing:
a mark stays until the rows that it stands for were counted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from secrets import token_hex
from typing import Any, NamedTuple

from sqlalchemy import Select
from sqlmodel import Session, col, func, select, update

from app.cache import valkey
from app.db import after_commit, transaction
from app.models import Comment, CommentLike, Like, Save, Share, Video, WatchHistory
from app.models.columns import now
from app.recsys.heat import height
from app.resilience import hints
from app.videos import milestones
from app.videos.heat import warmed

PENDING, TOUCHED = "counts:pending", "counts:touched"
BATCH = 500
# As many watches to the end.
LIKE_WARMTH = 2.0


@dataclass(frozen=True, slots=True)
class Count:
    """A column and the rows that it counts."""

    table: type[Video | Comment]
    column: str
    rows: Select[Any]


class Change(NamedTuple):
    id: int
    before: int
    after: int


def _rows(counted: Any, *conditions: Any) -> Select[Any]:
    return select(func.count()).select_from(counted).where(*conditions)


def _shown(*conditions: Any) -> Select[Any]:
    return _rows(Comment, *conditions, col(Comment.deleted_at).is_(None), ~col(Comment.is_filtered))


def _replies() -> Select[Any]:
    reply = Comment.__table__.alias("reply")  # type: ignore[attr-defined]
    is_shown = reply.c.deleted_at.is_(None) & ~reply.c.is_filtered
    return _rows(reply, reply.c.parent_id == col(Comment.id), is_shown)


COUNTS: Mapping[str, Count] = {
    "video:like_count": Count(Video, "like_count", _rows(Like, col(Like.video_id) == col(Video.id))),
    "video:save_count": Count(Video, "save_count", _rows(Save, col(Save.video_id) == col(Video.id))),
    "video:share_count": Count(Video, "share_count", _rows(Share, col(Share.video_id) == col(Video.id))),
    "video:comment_count": Count(Video, "comment_count", _shown(col(Comment.video_id) == col(Video.id))),
    "comment:like_count": Count(
        Comment, "like_count", _rows(CommentLike, col(CommentLike.comment_id) == col(Comment.id))
    ),
    "comment:reply_count": Count(Comment, "reply_count", _replies()),
}
# Watches add these up themselves, each batch in the transaction that writes its rows.
VIEWS = "video:view_count"
NAMES = (*COUNTS, VIEWS)
_WATCHES = _rows(WatchHistory, col(WatchHistory.video_id) == col(Video.id)).scalar_subquery()
OF_VIDEOS = ("like_count", "save_count", "share_count", "comment_count")
OF_COMMENTS = ("like_count", "reply_count")


def changed(session: Session, name: str, number: int, change: int) -> None:
    """A row came or went that `COUNTS[name]` counts; where Valkey is away, all are counted at once."""
    field = f"{name}:{number}"
    if hints().ask(lambda it: _mark(it, field), False):
        after_commit(session, lambda: _show(field, change))
    else:
        recount(session, name, [number])
        _warm(session, {field: change})


def _mark(client: Any, field: str) -> bool:
    """Never the same mark twice: a late flush must see that the one it read was settled and set again."""
    client.hset(TOUCHED, field, token_hex(8))
    return True


def _show(field: str, change: int) -> None:
    def say(client: Any) -> None:
        pipe = client.pipeline()
        _mark(pipe, field)
        pipe.hincrby(PENDING, field, change)
        pipe.execute()

    hints().ask(say, None)


def pending(table: str, columns: Sequence[str], ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """What is not counted yet, of those that have any."""
    fields = [(number, column) for number in ids for column in columns]
    names = [f"{table}:{column}:{number}" for number, column in fields]
    nothing: list[bytes | None] = []
    found = hints().ask(lambda it: it.hmget(PENDING, names), nothing) if names else nothing
    waiting: dict[int, dict[str, int]] = {}
    for (number, column), change in zip(fields, found, strict=False):
        if change:
            waiting.setdefault(number, {})[column] = int(change)
    return waiting


def flush() -> int:
    """Count what is marked; how many counts that were."""
    marks = valkey().hgetall(TOUCHED)
    fields = sorted(marks, key=_place)
    for first in range(0, len(fields), BATCH):
        batch = fields[first : first + BATCH]
        grown = dict(zip(batch, valkey().hmget(PENDING, batch), strict=True))
        changes = {field: int(change) for field, change in grown.items() if change}
        with transaction() as session:
            for name, found in groupby(batch, key=_name):
                _tell(session, name, recount(session, name, [_number(field) for field in found]))
            _warm(session, changes)
        _settle({field: marks[field] for field in batch}, changes)
    return len(fields)


def recount(session: Session, name: str, ids: Sequence[int]) -> list[Change]:
    """Count the rows and write it down; locked first, so that they are counted as they are after that."""
    counted = COUNTS[name]
    key, column = col(counted.table.id), getattr(counted.table, counted.column)
    held = select(key, column).where(key.in_(ids)).order_by(key).with_for_update(key_share=True)
    before = dict(session.execute(held).all())
    written = update(counted.table).where(key.in_(before)).values({column: counted.rows.scalar_subquery()})
    returned = written.returning(key, column).execution_options(synchronize_session=False)
    return [Change(number, before[number], after) for number, after in session.execute(returned).all()]


def wrong(session: Session, name: str) -> Iterator[Change]:
    """Counts that differ from their rows: what is written, what it should be. The marked are left out."""
    if name == VIEWS:
        yield from _lost_views(session)
        return
    counted = COUNTS[name]
    key, column = col(counted.table.id), getattr(counted.table, counted.column)
    rows = counted.rows.scalar_subquery()
    marked = {_number(field) for field in valkey().hkeys(TOUCHED) if _name(field) == name}
    found = session.execute(select(key, column, rows).where(column != rows).order_by(key))
    yield from (Change(*one) for one in found if one[0] not in marked)


def mend(session: Session, name: str, number: int) -> None:
    if name != VIEWS:
        recount(session, name, [number])
        return
    found = update(Video).where(col(Video.id) == number, col(Video.view_count) < _WATCHES)
    session.execute(found.values(view_count=_WATCHES).execution_options(synchronize_session=False))


def _lost_views(session: Session) -> Iterator[Change]:
    """History is kept for a year only, so that a count may be more than its rows, but never less."""
    watches = select(WatchHistory.video_id, func.count().label("rows")).group_by(col(WatchHistory.video_id))
    known = watches.subquery()
    wanted = select(Video.id, Video.view_count, known.c.rows).join(known, known.c.video_id == Video.id)
    for one in session.execute(wanted.where(col(Video.view_count) < known.c.rows).order_by(col(Video.id))):
        yield Change(*one)


def _tell(session: Session, name: str, changes: Sequence[Change]) -> None:
    if name == "video:like_count":
        for one in changes:
            milestones.of_video(session, one.id, "likes", before=one.before, after=one.after)


def _warm(session: Session, changes: Mapping[str, int]) -> None:
    """Heat is the one thing that likes change by how many are new, not by how many there are."""
    for field, change in changes.items():
        if _name(field) == "video:like_count" and change > 0:
            heat = warmed(height(now()), change * LIKE_WARMTH)
            session.execute(update(Video).where(col(Video.id) == _number(field)).values(heat=heat))


# A mark that was set again meanwhile stays, and so does what came with it. Two flushes may both take away
# what both saw; whichever meets the mark unchanged knows that nothing waits any more.
_SETTLE = """
for at = 1, #ARGV, 3 do
  local field, read, counted = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local mark = redis.call('HGET', KEYS[1], field)
  if mark == read then
    redis.call('HDEL', KEYS[1], field)
    redis.call('HDEL', KEYS[2], field)
  elseif mark and counted ~= 0 then
    redis.call('HINCRBY', KEYS[2], field, -counted)
  end
end
"""


def _settle(marks: Mapping[str, str], changes: Mapping[str, int]) -> None:
    args = [part for field, mark in marks.items() for part in (field, mark, changes.get(field, 0))]
    valkey().register_script(_SETTLE)(keys=[TOUCHED, PENDING], args=args)


def _name(field: str) -> str:
    return field.rpartition(":")[0]


def _number(field: str) -> int:
    return int(field.rpartition(":")[2])


def _place(field: str) -> tuple[str, int]:
    return _name(field), _number(field)
