"""Letters from the outbox to a real mail server: sent once, tried again, given up, kept waiting."""

import os
from collections.abc import Callable, Iterator

import pytest
from sqlmodel import Session
from structlog.testing import capture_logs

from app import cache, db, jobs, mail
from app.jobs import Job
from app.mail import COMPOSERS, Letter
from app.models import Mail, User
from app.resilience import State
from tests.builders import make_user
from tests.conftest import forget_connections
from tests.letters import Postbox, mail_server
from tests.workers.conftest import work_through

Write = Callable[..., int]


@pytest.fixture
def box(clean: None) -> Iterator[Postbox]:
    with mail_server() as running:
        yield running


@pytest.fixture
def write(clean: None) -> Iterator[Write]:
    """Queue a letter that says its details; its id."""
    COMPOSERS["greeting"] = lambda _session, row: Letter("Hello", f"Dear {row.details['name']}, häßlich?")
    COMPOSERS["unwanted"] = lambda _session, _row: None

    def one(kind: str = "greeting", name: str = "Ada") -> int:
        with db.transaction() as session:
            user = make_user(session)
            return mail.queue(session, user.id, kind, name=name)

    yield one
    del COMPOSERS["greeting"], COMPOSERS["unwanted"]


def kept(mail_id: int) -> Mail:
    with db.new_session() as session:
        return session.get_one(Mail, mail_id)


def address_of(mail_id: int) -> str:
    with db.new_session() as session:
        return session.get_one(User, session.get_one(Mail, mail_id).user_id).email


@pytest.fixture(autouse=True)
def long_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """What rests after failures does so for longer than any test takes."""
    monkeypatch.setattr(mail, "SHORTEST_WAIT", mail.LONGEST_WAIT)
    monkeypatch.setattr(mail.breaker(), "rest", 3600)


def rest_is_over(mail_id: int) -> None:
    cache.valkey().delete(f"mail:rests:{mail_id}")


def test_a_letter_arrives_once_at_the_accounts_address(box: Postbox, write: Write) -> None:
    mail_id = write()
    work_through("notify")
    mail.send(mail_id)
    (letter,) = box.letters
    assert letter["To"] == address_of(mail_id)
    assert (letter["Subject"], box.text().strip()) == ("Hello", "Dear Ada, häßlich?")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert kept(mail_id).sent_at


def test_a_letter_of_a_transaction_that_failed_is_never_sent(box: Postbox, write: Write) -> None:
    def fail() -> None:
        with db.transaction() as session:
            mail.queue(session, make_user(session).id, "greeting", name="Ada")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    work_through("notify")
    assert box.letters == []


def test_a_server_that_is_busy_gets_the_letter_later(box: Postbox, write: Write) -> None:
    mail_id = write()
    box.answer = "451 later, please"
    work_through("notify")
    assert (kept(mail_id).sent_at, "later, please" in str(kept(mail_id).failure)) == (None, True)
    box.answer = "250 OK"
    assert mail.sweep() == 0
    rest_is_over(mail_id)
    assert mail.sweep() == 1
    work_through("notify")
    assert (len(box.letters), kept(mail_id).failure) == (1, None)


def test_an_address_that_does_not_exist_is_tried_once(box: Postbox, write: Write) -> None:
    mail_id = write()
    box.answer = "550 no such person"
    work_through("notify")
    rest_is_over(mail_id)
    assert mail.sweep() == 0
    mail.send(mail_id)
    assert box.asked == 1
    assert "no such person" in str(kept(mail_id).failure)
    assert mail.breaker().state is State.CLOSED


def test_a_letter_nobody_wants_any_more_is_not_sent(box: Postbox, write: Write) -> None:
    mail_id = write("unwanted")
    work_through("notify")
    assert (box.asked, kept(mail_id).sent_at) == (0, None)
    assert mail.sweep() == 0


def test_a_letter_that_the_queue_lost_is_found_by_the_sweep(box: Postbox, write: Write) -> None:
    mail_id = write()
    cache.valkey().flushall()
    assert not jobs.is_known(Job.MAIL, mail_id)
    assert mail.sweep() == 1
    work_through("notify")
    assert len(box.letters) == 1


def test_the_breaker_opens_after_failures_and_closes_when_the_server_is_back(write: Write) -> None:
    ids = [write() for _ in range(mail.breaker().limit + 1)]
    os.environ["SMTP_URL"] = "smtp://127.0.0.1:9"
    forget_connections()
    work_through("notify")
    assert mail.breaker().state is State.OPEN
    assert kept(ids[-1]).failure is None  # nobody was asked any more
    with mail_server() as box:
        assert mail.sweep() == 0
        cache.valkey().delete(mail.breaker().rest_key)
        mail.send(ids[-1])
        assert mail.breaker().state is State.CLOSED
        for mail_id in ids:
            rest_is_over(mail_id)
        mail.sweep()
        work_through("notify")
        assert len(box.letters) == len(ids)


def test_without_a_server_a_developer_reads_the_letter_in_the_log(write: Write) -> None:
    mail_id = write(name="Grace")
    with capture_logs() as said:
        mail.send(mail_id)
    assert "Dear Grace" in said[0]["text"]
    assert kept(mail_id).sent_at


def test_without_a_server_production_keeps_letters_and_says_so(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_id = write()
    monkeypatch.setenv("ZOETROPE_ENV", "production")
    monkeypatch.setenv("ZOETROPE_SECRET_KEY", "x" * 32)
    monkeypatch.setenv("ZOETROPE_LIMITS", "on")
    forget_connections()
    try:
        work_through("notify")
        assert mail.sweep() == 0
        assert mail.state() == "letters wait: SMTP_URL is not set"
    finally:
        monkeypatch.undo()
        forget_connections()
    assert kept(mail_id).sent_at is None
    mail.sweep()
    work_through("notify")
    assert kept(mail_id).sent_at


def test_two_workers_do_not_send_one_letter_twice(box: Postbox, write: Write) -> None:
    def compose(_session: Session, row: Mail) -> Letter:
        mail.send(row.id)  # another worker takes it up while this one composes
        return Letter("Hello", "once")

    mail_id = write()
    COMPOSERS["greeting"] = compose
    work_through("notify")
    assert (len(box.letters), bool(kept(mail_id).sent_at)) == (1, True)
