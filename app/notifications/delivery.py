"""Takes what happened to an account beyond the app: pushes now, letters into the outbox."""

import hashlib
from collections.abc import Sequence

from sqlmodel import Session, col, select

from app import mail
from app.accounts.viewer import signed_in
from app.cache import count_in_window, valkey
from app.db import transaction
from app.models import AccountSettings, Notification, PushSubscription, User
from app.notices import Kind, Way, due, ways
from app.notifications import push, queries, service, subscriptions
from app.notifications.schemas import Notice

# A video that many like must not ring all day: so often within an hour for each row of the inbox.
PUSHES, WITHIN_SECONDS = 3, 3600
DONE_SECONDS = 24 * 3600


def deliver(user_id: int) -> None:
    """What is due; raises while a push could not be handed over, so that the job comes again."""
    ids = sorted(int(one) for one in valkey().smembers(due(user_id)))
    with transaction() as session:
        news, reached = _fresh(session, user_id, ids)
        _write(session, user_id, [notice for notice, taken in news if Way.MAIL in taken])
    rung = [notice for notice, taken in news if Way.PUSH in taken]
    failures = [reason for one in reached for notice in rung if (reason := _push(one, notice))]
    if failures:
        raise push.Failed(failures[0])
    if ids:
        valkey().srem(due(user_id), *ids)


def _fresh(
    session: Session, user_id: int, ids: Sequence[int]
) -> tuple[list[tuple[Notice, frozenset[Way]]], list[PushSubscription]]:
    """The rows of the inbox in which they stand, if still unread, each with its ways; and the browsers."""
    user = session.get(User, user_id)
    if user is None or user.deleted_at:
        return [], []
    kept = session.get(AccountSettings, user_id)
    wanted = select(Notification).where(col(Notification.id).in_(ids), col(Notification.read_at).is_(None))
    by_row = {(one.kind, one.subject): one.id for one in session.exec(wanted.order_by(col(Notification.id)))}
    rows = [row for one in by_row.values() if (row := queries.group_of(session, user_id, one))]
    shown = service.shown(session, signed_in(user), rows)
    chosen = kept.notices if kept else {}
    return [(one, ways(chosen, Kind(one.kind))) for one in shown], subscriptions.of(session, user_id)


def _write(session: Session, user_id: int, rows: Sequence[Notice]) -> None:
    for notice in rows:
        if _is_first(f"mail:{user_id}:{_key(notice)}"):
            mail.queue(session, user_id, "notice", notice_id=notice.id)


def _push(subscription: PushSubscription, notice: Notice) -> str | None:
    """What kept it from being handed over, if anything."""
    done = f"push:{subscription.id}:{_key(notice)}"
    row = f"push:{subscription.id}:{notice.kind}:{notice.subject}"
    if not _is_first(done) or count_in_window(row, limit=PUSHES, seconds=WITHIN_SECONDS).wait:
        return None
    try:
        is_there = push.send(subscription, _told(notice), topic=_topic(notice))
    except push.Failed as failure:
        valkey().delete(f"notices:done:{done}")
        return str(failure)
    if not is_there:
        with transaction() as session:
            subscriptions.forget(session, subscription.id)
    return None


def _is_first(done: str) -> bool:
    """Whether nobody did this before; a job that comes again leaves out what was done."""
    return bool(valkey().set(f"notices:done:{done}", 1, nx=True, ex=DONE_SECONDS))


def _key(notice: Notice) -> str:
    return f"{notice.id}:{round(notice.created_at.timestamp() * 1000)}"


def _told(notice: Notice) -> dict[str, str]:
    """Small enough for every push service (4 KB)."""
    title = f"{notice.who} {notice.what}".strip()
    return {"title": title[:200], "body": notice.quote or "", "url": notice.href, "tag": _topic(notice)}


def _topic(notice: Notice) -> str:
    """At most 32 letters of the URL alphabet (RFC 8030, 5.4)."""
    return hashlib.sha256(f"{notice.kind} {notice.subject}".encode()).hexdigest()[:32]


def notice_of(session: Session, user: User, notice_id: int) -> Notice | None:
    """The row for a letter, as it is when the letter is written."""
    row = queries.group_of(session, user.id, notice_id)
    return service.shown(session, signed_in(user), [row])[0] if row else None
