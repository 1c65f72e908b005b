"""A transaction is whole, and what it asks for afterwards leaves only when it has committed."""

from contextlib import suppress

import pytest
from rq import Queue

from app.cache import valkey_bytes
from app.db import after_commit, new_session, transaction
from app.jobs import Job, enqueue
from app.models import User
from tests.builders import make_user

pytestmark = pytest.mark.usefixtures("clean")


class Stop(Exception):
    """Ends a block that must not commit."""


def waiting_jobs() -> list[str]:
    return Queue("media", connection=valkey_bytes()).job_ids


def test_a_transaction_that_fails_leaves_nothing() -> None:
    with suppress(Stop), transaction() as session:
        user = make_user(session)
        raise Stop
    with new_session() as session:
        assert session.get(User, user.id) is None


def test_a_job_leaves_only_after_the_commit() -> None:
    with transaction() as session:
        enqueue(session, Job.RUNGS, 1)
        make_user(session)
        assert waiting_jobs() == []
    assert waiting_jobs() == ["rungs-1"]


def test_a_job_never_leaves_when_the_transaction_fails() -> None:
    with suppress(Stop), transaction() as session:
        enqueue(session, Job.RUNGS, 1)
        raise Stop
    assert waiting_jobs() == []


def test_a_released_savepoint_is_not_yet_a_commit() -> None:
    done: list[str] = []
    with new_session() as outer, outer.begin():
        after_commit(outer, lambda: done.append("sent"))
        with outer.begin_nested():
            make_user(outer)
        assert done == []
    assert done == ["sent"]


def test_a_savepoint_that_fails_takes_back_only_what_was_asked_inside_it() -> None:
    done: list[str] = []
    with transaction() as session:
        after_commit(session, lambda: done.append("before"))
        with suppress(Stop), session.begin_nested():
            after_commit(session, lambda: done.append("inside"))
            with session.begin_nested():
                after_commit(session, lambda: done.append("deeper"))
            raise Stop
        after_commit(session, lambda: done.append("after"))
    assert done == ["before", "after"]


def test_the_same_job_waits_only_once() -> None:
    for _ in range(2):
        with transaction() as session:
            enqueue(session, Job.RUNGS, 7)
    assert waiting_jobs() == ["rungs-7"]


def test_what_one_transaction_asked_does_not_leave_with_the_next() -> None:
    done: list[str] = []
    with new_session() as session:
        with suppress(Stop), session.begin():
            after_commit(session, lambda: done.append("first"))
            raise Stop
        with session.begin():
            after_commit(session, lambda: done.append("second"))
    assert done == ["second"]
