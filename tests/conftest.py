"""Real PostgreSQL, Valkey and S3 for every test that asks, started once and emptied between tests."""

import os
from collections.abc import Callable, Iterator

# Before numpy comes: its threads wait for each other, on a busy machine for minutes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# A busy machine is no reason to give up a page of the feed; tests of giving up set less.
os.environ.setdefault("FEED_BUDGET_MS", "8000")

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel

from app import cache, cli, db, resilience, settings, storage
from app.embedded.stores import running_stores
from app.learning import models

CACHED: tuple[Callable[[], object], ...] = (
    settings.settings,
    settings.ffmpeg_path,
    settings.ffprobe_path,
    db.engine,
    cache.valkey,
    cache.valkey_bytes,
    storage.client,
    resilience.hints,
    models.follower,
)


def forget_connections() -> None:
    """Settings changed: whatever was made from the old ones is made again."""
    for made in CACHED:
        made.cache_clear()  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment under which the embedded stores are reached; migrated."""
    home = tmp_path_factory.mktemp("home")
    before = dict(os.environ)
    with running_stores(home, durable=False) as running:
        environment = {**running.environment(), "ZOETROPE_HOME": str(home), "ZOETROPE_LIMITS": "off"}
        os.environ.update(environment)
        forget_connections()
        cli.migrate()
        yield environment
        db.engine().dispose()
        os.environ.clear()
        os.environ.update(before)
        forget_connections()


def empty_stores() -> None:
    # Deleting a few rows is ten times quicker than making thirty tables anew.
    emptied = [f"DELETE FROM {table.name}" for table in reversed(SQLModel.metadata.sorted_tables)]  # noqa: S608
    with db.engine().begin() as connection:
        connection.exec_driver_sql("; ".join(emptied))
    cache.valkey().flushall()
    models.follower.cache_clear()


@pytest.fixture
def clean(stores: dict[str, str]) -> Iterator[None]:
    """An empty site; for tests whose code commits. What others said without committing is in Valkey still."""
    cache.valkey().flushall()
    yield
    empty_stores()


@pytest.fixture
def session(stores: dict[str, str]) -> Iterator[Session]:
    """A session whose every change is rolled back, commits of the code under test included."""
    with db.engine().connect() as connection:
        outer = connection.begin()
        with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as made:
            yield made
        outer.rollback()


@pytest.fixture
def client(clean: None) -> Iterator[TestClient]:
    """The REST edge with a browser's cookie jar."""
    from app.api import api

    with TestClient(api, base_url="http://localhost:8000", raise_server_exceptions=False) as made:
        yield made
