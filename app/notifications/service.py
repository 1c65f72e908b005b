"""The inbox: reading it, and marking it as read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, update
from sqlmodel import Session, col

from app import notices
from app.accounts.viewer import Viewer
from app.db import after_commit
from app.models import Notification, User
from app.models.columns import now
from app.notices import Kind
from app.notifications import queries, wording
from app.notifications.schemas import About, Actor, Filter, Notice, Unread
from app.shapes import Cursor, Id, Page
from app.videos.cards import cards

KEEP_READ = timedelta(days=90)
QUOTED = 140
CAPTIONED = {Kind.PROCESSED, Kind.POSTED, Kind.MILESTONE}
KINDS: dict[Filter, list[Kind]] = {
    Filter.ALL: list(Kind),
    Filter.LIKES: [Kind.LIKE, Kind.COMMENT_LIKE],
    Filter.COMMENTS: [Kind.COMMENT, Kind.REPLY],
    Filter.MENTIONS: [Kind.MENTION],
    Filter.FOLLOWS: [Kind.FOLLOW, Kind.FOLLOW_REQUEST, Kind.FOLLOW_ACCEPTED],
}


class Below(Cursor):
    at: datetime
    id: Id


def listing(
    session: Session, viewer: Viewer, *, only: Filter = Filter.ALL, limit: int, cursor: str | None = None
) -> Page[Notice]:
    """Grouped by kind and subject, the newest first."""
    me = viewer.must_be_signed_in()
    place = Below.read(cursor) if cursor else None
    below = queries.Place(place.at, place.id) if place else None
    rows = queries.groups(session, me.id, kinds=KINDS[only], below=below, limit=limit)
    last = rows[-1] if len(rows) == limit else None
    following = Below(at=last.at, id=last.id).text() if last else None
    return Page(items=shown(session, viewer, rows), next_cursor=following)


def unread(session: Session, viewer: Viewer) -> Unread:
    me = viewer.must_be_signed_in()
    return Unread(count=queries.unread(session, me.id), requests=queries.requests(session, me.id))


def read(session: Session, viewer: Viewer, *, up_to: int | None = None) -> Unread:
    """Mark all as read, or those that are no newer than the one named."""
    me = viewer.must_be_signed_in()
    fresh = update(Notification).where(
        col(Notification.user_id) == me.id, col(Notification.read_at).is_(None)
    )
    if up_to is not None:
        fresh = fresh.where(col(Notification.id) <= up_to)
    if session.execute(fresh.values(read_at=now()).returning(col(Notification.id))).first():
        after_commit(session, lambda: notices.changed(me.id))
    return unread(session, viewer)


def latest(session: Session, viewer: Viewer) -> Notice | None:
    """The newest unread one, for a page that was just told."""
    page = listing(session, viewer, limit=1)
    return page.items[0] if page.items and page.items[0].is_unread else None


def forget_read(session: Session, *, before: datetime) -> None:
    session.execute(delete(Notification).where(col(Notification.read_at) < before))


def shown(session: Session, viewer: Viewer, rows: Sequence[Row[Any]]) -> list[Notice]:
    """Groups with all that their rows show, asked for together."""
    me = viewer.must_be_signed_in()
    named = queries.notifications(session, [row.ids[0] for row in rows])
    newest = [named[row.ids[0]] for row in rows if row.ids[0] in named]
    faces = {person for row in rows for person in _faces(row)}
    people = queries.people(session, sorted(faces | {me.id}), seen_by=me.id)
    words = queries.words(session, [one.comment_id for one in newest if one.comment_id])
    found = cards(session, [one.video_id for one in newest if one.video_id], viewer)
    videos = {card.id: About.model_validate(card, from_attributes=True) for card in found}
    return [_notice(row, named[row.ids[0]], people, words, videos) for row in rows if row.ids[0] in named]


def _notice(
    row: Row[Any],
    newest: Notification,
    people: dict[int, tuple[User, bool]],
    words: dict[int, str],
    videos: dict[int, About],
) -> Notice:
    known = [people[person] for person in _faces(row) if person in people]
    kind, count = Kind(row.kind), max(row.people, len(known))
    video = videos.get(newest.video_id or 0)
    said = words.get(newest.comment_id or 0) or newest.details.get("reason") or newest.details.get("message")
    if video and (kind in CAPTIONED or (kind is Kind.MENTION and newest.comment_id is None)):
        said = video.description
    return Notice(
        id=row.id,
        kind=kind,
        subject=row.subject,
        who=wording.who([user for user, _ in known], count),
        what=wording.what(kind, count, newest.details, of_comment=newest.comment_id is not None),
        quote=_short(str(said)) if said else None,
        actors=[_actor(user, is_following) for user, is_following in known],
        count=count,
        video=video,
        comment_id=newest.comment_id,
        details=newest.details,
        href=_href(kind, newest, known[0][0] if known else people[newest.user_id][0]),
        is_unread=row.unread,
        created_at=row.at,
    )


def _actor(user: User, is_following: bool) -> Actor:
    told = user.model_dump(include=set(Actor.model_fields))
    return Actor(**told, is_following=is_following)


def _faces(row: Row[Any]) -> list[int]:
    """Whoever did it last comes first, and everybody once."""
    return list(dict.fromkeys(one for one in row.everybody if one is not None))[: queries.FACES]


def _href(kind: Kind, newest: Notification, who: User) -> str:
    """`who` did it last; where nobody did, whose inbox it is."""
    if kind is Kind.FOLLOW_REQUEST:
        return "/requests"
    if newest.video_id is None:
        return f"/@{who.username}"
    if newest.comment_id is not None:
        return f"/v/{newest.video_id}?comment={newest.comment_id}"
    return f"/v/{newest.video_id}"


def _short(text: str) -> str:
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1].rstrip()}…"
