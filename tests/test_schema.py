"""The database schema: made from nothing, equal to the models, taken back one step, named as designed."""

from collections.abc import Iterator
from datetime import date

import pytest
from alembic.config import Config
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url

from alembic import command
from app import db
from app.partitions import is_partition, make_partitions, month_after
from app.settings import REPOSITORY, settings
from tests.conftest import forget_connections

DESIGNED = {
    "uploads": {"id", "creator_id", "received"},
    "video_stages": {"video_id", "stage", "state"},
    "users": {"id", "role"},
    "videos": {
        *("id", "creator_id", "url", "duration_seconds", "description", "hashtags", "sound_id", "view_count"),
        *("like_count", "comment_count", "share_count", "status", "created_at"),
    },
    "sounds": {"id"},
    "comments": {"id", "video_id"},
    "likes": {"user_id", "video_id"},
    "follows": {"follower_id", "followed_id"},
    "watch_history": {
        *("user_id", "video_id", "watch_duration_ms", "completion_rate", "liked", "shared", "created_at"),
    },
    "video_embeddings": {"video_id", "embedding"},
    "user_embeddings": {"user_id", "embedding", "updated_at"},
    "analytics_events": {"event_id", "created_at"},
    "audit_logs": {"id"},
    "reports": {"id"},
    "notifications": {"id"},
    "exploration_pool": {"video_id"},
}


@pytest.fixture
def empty_database(stores: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A second database, to which settings point for one test."""
    with db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS fresh"))
        connection.execute(text("CREATE DATABASE fresh"))
    address = make_url(stores["DATABASE_URL"]).set(database="fresh")
    monkeypatch.setenv("DATABASE_URL", address.render_as_string(hide_password=False))
    forget_connections()
    engine = create_engine(settings().sqlalchemy_url)
    yield engine
    engine.dispose()
    monkeypatch.undo()
    forget_connections()


@pytest.fixture
def alembic() -> Config:
    return Config(str(REPOSITORY / "alembic.ini"))


def lasting(engine: Engine) -> set[str]:
    """Tables, with columns as `table.column` and indexes as `table(index)`."""
    found = inspect(engine)
    tables = [name for name in found.get_table_names() if not is_partition(name)]
    columns = {f"{table}.{column['name']}" for table in tables for column in found.get_columns(table)}
    indexes = {f"{table}({index['name']})" for table in tables for index in found.get_indexes(table)}
    return set(tables) | columns | indexes


def test_it_grows_from_nothing_without_drift_and_shrinks_a_step(
    empty_database: Engine, alembic: Config
) -> None:
    command.upgrade(alembic, "head")
    command.check(alembic)
    grown = lasting(empty_database)
    assert set(DESIGNED) <= grown
    command.downgrade(alembic, "-1")
    assert lasting(empty_database) <= grown  # a step may be an index alone
    with empty_database.connect() as connection:
        left = connection.execute(text("SELECT typname FROM pg_type WHERE typname = 'user_role'")).all()
    assert not left or lasting(empty_database) > {"alembic_version", "alembic_version.version_num"}
    command.upgrade(alembic, "head")
    assert lasting(empty_database) == grown


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize("table", DESIGNED)
def test_names_are_those_of_the_design(table: str) -> None:
    assert DESIGNED[table] <= {column["name"] for column in inspect(db.engine()).get_columns(table)}


def definitions(table: str) -> str:
    with db.engine().connect() as connection:
        found = connection.execute(
            text("SELECT indexdef FROM pg_indexes WHERE tablename = :table"), {"table": table}
        )
        return "\n".join(found.scalars())


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize(
    ("table", "part"),
    [
        ("videos", "USING gin (hashtags)"),
        ("videos", "(heat DESC)"),
        ("impressions", "(viewer_key, video_id, created_at DESC)"),
        ("video_embeddings", "USING hnsw (embedding vector_ip_ops)"),
        ("user_embeddings", "USING hnsw (embedding vector_ip_ops)"),
        ("watch_history", "(user_id, created_at DESC)"),
        ("watch_history", "(viewer_key, video_id)"),
        ("videos", "UNIQUE INDEX"),
        ("users", "(username)"),
        ("users", "(email)"),
    ],
)
def test_what_is_asked_often_has_an_index(table: str, part: str) -> None:
    assert part in definitions(table)


@pytest.mark.usefixtures("stores")
def test_embeddings_have_128_numbers() -> None:
    with db.engine().connect() as connection:
        kinds = connection.execute(
            text("SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attname = 'embedding'")
        ).scalars()
        assert set(kinds) >= {"vector(128)"}


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize("table", ["watch_history", "analytics_events"])
def test_growing_tables_have_a_partition_for_each_near_month(table: str) -> None:
    today = date.today()
    with db.engine().begin() as connection:
        for _ in range(2):
            make_partitions(connection, today=today)
    names = {name for name in inspect(db.engine()).get_table_names() if name.startswith(f"{table}_")}
    months = {f"{table}_{month_after(today, offset):%Y_%m}" for offset in range(-2, 4)}
    assert months | {f"{table}_rest"} <= names
    assert len(names) <= 8  # the tables may have been made a month ago, at the end of its last day


@pytest.mark.usefixtures("clean")
def test_a_row_lands_in_its_month_and_otherwise_in_the_rest() -> None:
    insert = text(
        "INSERT INTO analytics_events (event_id, kind, created_at) VALUES (gen_random_uuid(), 'a', :at) "
        "RETURNING tableoid::regclass::text"
    )
    with db.engine().begin() as connection:
        today, long_ago = date.today(), date(1999, 1, 1)
        places = [connection.execute(insert, {"at": at}).scalar_one() for at in (today, long_ago)]
    assert places == [f"analytics_events_{today:%Y_%m}", "analytics_events_rest"]
