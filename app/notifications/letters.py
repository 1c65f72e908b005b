"""What letters about notifications say, written when they are sent: about one thing, or a week's digest."""

from collections.abc import Sequence
from datetime import timedelta
from html import escape

from sqlmodel import Session, col, exists, select

from app import mail
from app.accounts.viewer import signed_in
from app.db import transaction
from app.mail import Letter, composes
from app.models import AccountSettings, Mail, Notification, User
from app.models.columns import now
from app.notifications import delivery, service, unsubscribing
from app.notifications.schemas import Notice
from app.notifications.unsubscribing import DIGEST
from app.settings import settings

A_WEEK = timedelta(days=7)
# A digest that was sent so lately is not sent again, whenever the clock says so.
LATELY = timedelta(days=6)
ROWS = 10
AT_ONCE = 500


@composes("notice")
def about_one(session: Session, row: Mail) -> Letter | None:
    """None for what was read or withdrawn meanwhile; letters go to addresses that somebody confirmed."""
    user = session.get_one(User, row.user_id)
    notice = delivery.notice_of(session, user, int(row.details["notice_id"]))
    if user.email_verified_at is None or notice is None or not notice.is_unread:
        return None
    return _letter(user.id, _sentence(notice), [notice], what=notice.kind)


@composes(DIGEST)
def digest(session: Session, row: Mail) -> Letter | None:
    user = session.get_one(User, row.user_id)
    chosen = session.get(AccountSettings, user.id)
    if user.email_verified_at is None or (chosen and not chosen.digest):
        return None
    page = service.listing(session, signed_in(user), limit=60)
    missed = [one for one in page.items if one.is_unread and one.created_at > now() - A_WEEK]
    if not missed:
        return None
    return _letter(user.id, _headline(missed), missed[:ROWS], what=DIGEST)


def queue_digests() -> int:
    """One for everybody who wants it and missed something this week; how many."""
    last, count = 0, 0
    while True:
        with transaction() as session:
            ids = _readers(session, after=last)
            for user_id in ids:
                mail.queue(session, user_id, DIGEST)
        count += len(ids)
        if len(ids) < AT_ONCE:
            return count
        last = ids[-1]


def _readers(session: Session, *, after: int) -> list[int]:
    missed = exists().where(
        col(Notification.user_id) == col(User.id),
        col(Notification.read_at).is_(None),
        col(Notification.created_at) > now() - A_WEEK,
    )
    unwanted = exists().where(col(AccountSettings.user_id) == col(User.id), ~col(AccountSettings.digest))
    lately = exists().where(
        col(Mail.user_id) == col(User.id), col(Mail.kind) == DIGEST, col(Mail.created_at) > now() - LATELY
    )
    reachable = col(User.email_verified_at).is_not(None), col(User.deleted_at).is_(None)
    wanted = select(User.id).where(col(User.id) > after, *reachable, missed, ~unwanted, ~lately)
    return list(session.exec(wanted.order_by(col(User.id)).limit(AT_ONCE)))


def _headline(missed: Sequence[Notice]) -> str:
    more = len(missed) - 1
    return _sentence(missed[0]) + (f", and {more} more this week" if more else "")


def _sentence(notice: Notice) -> str:
    return f"{notice.who} {notice.what}".strip()


def _letter(user_id: int, subject: str, rows: Sequence[Notice], *, what: str) -> Letter:
    end, home = unsubscribing.link(user_id, what), settings().public_url
    told = [*(_plain(row) for row in rows), f"No more of these letters: {end}"]
    return Letter(
        subject=subject,
        text="\n\n".join(told) + "\n",
        html=_PAGE.format(rows="".join(_html(row) for row in rows), end=escape(end), home=home),
        headers=unsubscribing.headers(user_id, what),
    )


def _plain(notice: Notice) -> str:
    said = f"\n  {notice.quote}" if notice.quote else ""
    return f"{_sentence(notice)}{said}\n{settings().public_url}{notice.href}"


def _html(notice: Notice) -> str:
    said = f'<p style="margin:4px 0 0;color:#6a6a72">{escape(notice.quote)}</p>' if notice.quote else ""
    href = escape(f"{settings().public_url}{notice.href}")
    who = f"<b>{escape(notice.who)}</b> " if notice.who else ""
    return _ROW.format(href=href, sentence=f"{who}{escape(notice.what)}", said=said)


_ROW = (
    '<tr><td style="padding:16px 0;border-bottom:1px solid #e6e6ea;font-size:16px;line-height:1.4">'
    '<a href="{href}" style="color:#17171c;text-decoration:none">{sentence}</a>{said}</td></tr>'
)
_PAGE = """<!DOCTYPE html><html lang="en"><body style="margin:0;background:#f5f5f7;font-family:Inter,system-ui,sans-serif">
<table role="presentation" width="100%" style="max-width:520px;margin:0 auto;padding:32px 24px;background:#fff">
<tr><td style="font-size:20px;font-weight:700;letter-spacing:-0.03em"><a href="{home}" style="color:#d93f1c;text-decoration:none">zoetrope</a></td></tr>
{rows}
<tr><td style="padding:24px 0 0"><a href="{home}/inbox" style="display:inline-block;padding:12px 20px;border-radius:999px;background:#ff5a36;color:#170602;font-weight:600;text-decoration:none">Open your inbox</a></td></tr>
<tr><td style="padding:24px 0 0;font-size:13px;color:#6a6a72"><a href="{end}" style="color:#6a6a72">No more of these letters</a></td></tr>
</table></body></html>"""  # noqa: E501 - mail programs know no style sheets
