"""Letters: written into an outbox with what they are about, composed and sent by a worker."""

import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlmodel import Session, col, select

from app import jobs
from app.cache import valkey
from app.db import new_session, transaction
from app.jobs import Job
from app.models import Mail, User
from app.models.columns import now
from app.resilience import SharedBreaker, State
from app.settings import settings
from app.telemetry import MAILS, log

SECONDS = 10
# A letter that could not be sent waits as long again as it has waited, up to an hour; then it is given up.
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)
GIVEN_UP = timedelta(days=3)
A_SWEEP = 200
REFUSED_FOR_GOOD = 500


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    to: str = ""  # the account's address, unless another is named
    html: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """The server will never take letters to this address."""


Compose = Callable[[Session, Mail], Letter | None]
COMPOSERS: dict[str, Compose] = {}


def composes(kind: str) -> Callable[[Compose], Compose]:
    """`@composes("verify")`: writes a letter of this kind when it is sent; None where it need not go."""

    def keep(compose: Compose) -> Compose:
        COMPOSERS[kind] = compose
        return compose

    return keep


def queue(session: Session, user_id: int, kind: str, **details: Any) -> int:
    """A letter to the account, sent once the transaction has committed; its id. No secrets in `details`."""
    mail = Mail(user_id=user_id, kind=kind, details=details)
    session.add(mail)
    session.flush()
    jobs.enqueue(session, Job.MAIL, mail.id, timeout=120)
    return mail.id


@cache
def breaker() -> SharedBreaker:
    return SharedBreaker("mail")


def send(mail_id: int) -> None:
    """Send one letter of the outbox; what fails is tried again by `sweep`."""
    if is_waiting() or not valkey().set(f"mail:sending:{mail_id}", 1, nx=True, ex=6 * SECONDS):
        return
    try:
        with transaction() as session:
            found = session.get(Mail, mail_id)
            ready = _compose(session, found) if found and _is_open(found) else None
        if ready and breaker().admits():
            _try(mail_id, *ready)
    finally:
        valkey().delete(f"mail:sending:{mail_id}")


def _compose(session: Session, mail: Mail) -> tuple[str, Letter] | None:
    """The address and the letter. What is not wanted any more is given up."""
    user = session.get_one(User, mail.user_id)
    is_gone = user.deleted_at and not user.deletes_at
    letter = None if is_gone else COMPOSERS[mail.kind](session, mail)
    if letter is None:
        mail.failure, mail.details = "not wanted any more", {**mail.details, "given_up": True}
    return (letter.to or user.email, letter) if letter else None


def is_waiting() -> bool:
    """Production without a mail server: letters wait until there is one."""
    return settings().is_production and not settings().smtp_url.get_secret_value()


def state() -> str:
    """For /health: letters waiting are no reason to take the site out of service."""
    if not settings().smtp_url.get_secret_value():
        return "letters wait: SMTP_URL is not set" if is_waiting() else "written into the log"
    return "ok" if breaker().state is State.CLOSED else "resting after failures"


def sweep() -> int:
    """Queue what no job stands for: lost by the queue, failed and rested, written while Valkey was away."""
    if is_waiting() or breaker().state is State.OPEN:
        return 0
    unsent = select(Mail).where(col(Mail.sent_at).is_(None), _not_given_up()).order_by(col(Mail.created_at))
    with new_session() as session:
        found = session.exec(unsent.limit(A_SWEEP)).all()
    forgotten = [mail.id for mail in found if not _rests(mail.id) and not jobs.is_known(Job.MAIL, mail.id)]
    for mail_id in forgotten:
        jobs.send(Job.MAIL, mail_id, timeout=120)
    return len(forgotten)


def deliver(to: str, letter: Letter, *, name: str = "") -> None:
    """Hand a letter to the mail server, or write it into the log where a developer has none."""
    message = _message(to, letter, name)
    if not settings().smtp_url.get_secret_value():
        log().info("mail_not_sent", to=to, subject=letter.subject, text=letter.text)
        return
    try:
        with _server() as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, said = refusal.recipients[to]
        if code >= REFUSED_FOR_GOOD:
            raise Refused(f"{code} {said.decode(errors='replace')}") from None
        raise


def _try(mail_id: int, to: str, letter: Letter) -> None:
    try:
        deliver(to, letter, name=f"mail-{mail_id}")
    except Refused as refusal:
        breaker().succeeded()
        _note(mail_id, str(refusal), for_good=True)
    except (OSError, smtplib.SMTPException) as error:
        breaker().failed()
        _note(mail_id, str(error) or type(error).__name__)
    else:
        breaker().succeeded()
        MAILS.labels("sent").inc()
        with transaction() as session:
            mail = session.get_one(Mail, mail_id)
            mail.sent_at, mail.failure = now(), None


def _note(mail_id: int, failure: str, *, for_good: bool = False) -> None:
    with transaction() as session:
        mail = session.get(Mail, mail_id)
        if mail is None or mail.sent_at:
            return
        age = now() - mail.created_at
        mail.failure = failure[:500]
        if for_good or age > GIVEN_UP:
            mail.details = {**mail.details, "given_up": True}
    MAILS.labels("given_up" if for_good else "failed").inc()
    log().warning("mail_failed", mail_id=mail_id, error=failure[:500], for_good=for_good)
    rest = max(SHORTEST_WAIT, min(age, LONGEST_WAIT))
    valkey().set(_rest_key(mail_id), 1, ex=round(rest.total_seconds()))


def _is_open(mail: Mail) -> bool:
    return mail.sent_at is None and "given_up" not in mail.details


def _not_given_up() -> Any:
    return ~col(Mail.details).has_key("given_up")  # type: ignore[attr-defined]


def _rest_key(mail_id: int) -> str:
    return f"mail:rests:{mail_id}"


def _rests(mail_id: int) -> bool:
    return bool(valkey().exists(_rest_key(mail_id)))


def _message(to: str, letter: Letter, name: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings().mail_sender, to, letter.subject
    message["Date"] = formatdate(localtime=False)
    message["Auto-Submitted"] = "auto-generated"
    if name:
        message["Message-ID"] = f"<{name}@{urlsplit(settings().public_url).hostname}>"
    for header, value in letter.headers.items():
        message[header] = value
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message


def _server() -> smtplib.SMTP:
    """Encrypted wherever the server can; a password goes over nothing else, but within this machine."""
    where = urlsplit(settings().smtp_url.get_secret_value())
    host, context = where.hostname or "localhost", ssl.create_default_context()
    if where.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, where.port or 465, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, where.port or 587, timeout=SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif where.username and host not in {"localhost", "127.0.0.1", "::1"}:
            server.close()
            raise smtplib.SMTPNotSupportedError("The mail server offers no encryption for the password.")
    if where.username:
        server.login(unquote(where.username), unquote(where.password or ""))
    return server
