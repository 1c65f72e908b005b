"""The database engine and the one place that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Engine, create_engine, event
from sqlmodel import Session

from app.settings import settings


@cache
def engine() -> Engine:
    """Connections are checked before use, so that a restarted PostgreSQL is not noticed."""
    return create_engine(settings().sqlalchemy_url, pool_pre_ping=True, pool_size=20, max_overflow=20)


def new_session() -> Session:
    return Session(engine(), expire_on_commit=False)


@contextmanager
def transaction() -> Iterator[Session]:
    with new_session() as session, session.begin():
        yield session


def after_commit(session: Session, act: Callable[[], None]) -> None:
    """Run `act` once the session's transaction has committed, never when it rolls back."""
    waiting = session.info.setdefault("after_commit", [])
    waiting.append(act)
    if len(waiting) == 1:
        event.listen(session, "after_commit", _leave, once=True)
        event.listen(session, "after_soft_rollback", _forget, once=True)


def _leave(session: Session) -> None:
    for act in session.info.pop("after_commit", []):
        act()


def _forget(session: Session, _transaction: object) -> None:
    session.info.pop("after_commit", None)
