"""The database engine and the one place that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from app.settings import settings


@cache
def engine() -> Engine:
    """Connections are checked before use, so that a restarted PostgreSQL is not noticed.

    The last one used is the next: its process at PostgreSQL has at hand what a search looks at, and plans.
    """
    return create_engine(
        settings().sqlalchemy_url,
        pool_pre_ping=True,
        pool_use_lifo=True,
        pool_size=20,
        max_overflow=20,
        connect_args={"connect_timeout": 3},
    )


def new_session() -> Session:
    return Session(engine(), expire_on_commit=False)


@contextmanager
def transaction() -> Iterator[Session]:
    with new_session() as session, session.begin():
        yield session


def after_commit(session: Session, act: Callable[[], None]) -> None:
    """Run `act` once the session's outermost transaction has committed, never when it rolls back."""
    inside = session.get_nested_transaction() or session.get_transaction() or session.begin()
    session.info.setdefault("after_commit", []).append((inside, act))


@event.listens_for(Session, "after_commit")
def _leave(session: Session) -> None:
    """Releasing a savepoint is called a commit too, but promises nothing."""
    if session.in_nested_transaction():
        return
    for _, act in session.info.pop("after_commit", []):
        act()


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, gone: SessionTransaction) -> None:
    """What was asked inside the part that was rolled back; a savepoint leaves the rest as it was."""
    waiting = session.info.get("after_commit", [])
    session.info["after_commit"] = [(inside, act) for inside, act in waiting if not _is_within(inside, gone)]


def _is_within(inside: SessionTransaction | None, gone: SessionTransaction) -> bool:
    while inside is not None and inside is not gone:
        inside = inside.parent
    return inside is gone
