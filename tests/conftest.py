"""Real PostgreSQL, Valkey and S3 for every test that asks, started once and emptied between tests."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

# Before numpy comes: its threads wait for each other, on a busy machine for minutes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# A busy machine is no reason to give up a page of the feed; tests of giving up set less.
os.environ.setdefault("FEED_BUDGET_MS", "60000")

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from hypothesis import HealthCheck
from hypothesis import settings as examples
from sqlmodel import Session, SQLModel

from app import cache, cli, db, resilience, settings, storage
from app.accounts import passwords
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

# The same examples in every run, however long they take; `--hypothesis-profile=explore` looks for new ones.
examples.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.register_profile("same", examples.get_profile("explore"), derandomize=True, database=None)
examples.load_profile("same")

# Made to be slow, hashing was most of what a test with accounts cost. Sites in processes of their own pay the
# full price.
passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# Long files first, or one process works at the end while the others wait. What stands together runs together:
# the site of the browser tests lasts until a test of another folder comes.
ORDER = ("e2e", "mobile", "instance", "embedded", "workers", "demo", "api")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    return ORDER.index(folder) if folder in ORDER else len(ORDER)


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
