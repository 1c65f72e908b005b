"""The three stores alone: what they keep, and for whom they run."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
import redis
from minio import Minio

from app.embedded.places import SHARED
from app.embedded.stores import Stores, running_stores
from tests.embedded.conftest import STORES, environment, start

EMPTY = {name: value for name, value in os.environ.items() if name not in STORES}
AS_NOBODY = (
    "setpriv",
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
    "--inh-caps=+dac_override",  # only to read this checkout and its Python, wherever they lie
    "--ambient-caps=+dac_override",
)


def minio(stores: Stores) -> Minio:
    found = stores.environment()
    endpoint = found["S3_ENDPOINT"].removeprefix("http://")
    return Minio(endpoint, found["S3_ACCESS_KEY"], found["S3_SECRET_KEY"], secure=False, region="us-east-1")


def test_everything_written_is_there_after_a_restart(home: Path) -> None:
    source = Path(__file__)
    with running_stores(home, env=EMPTY) as stores:
        found = stores.environment()
        with psycopg.connect(found["DATABASE_URL"], autocommit=True) as connection:
            connection.execute("CREATE EXTENSION vector")
            connection.execute("CREATE TABLE kept AS SELECT '[1,2,3]'::vector AS value")
        redis.Redis.from_url(found["REDIS_URL"]).set("kept", "yes")
        minio(stores).fput_object(found["S3_BUCKET"], "kept", str(source))
    with running_stores(home, env=EMPTY) as stores:
        found = stores.environment()
        with psycopg.connect(found["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT value <-> '[1,2,4]' FROM kept").fetchone() == (1.0,)
        assert redis.Redis.from_url(found["REDIS_URL"]).get("kept") == b"yes"
        assert minio(stores).get_object(found["S3_BUCKET"], "kept").data == source.read_bytes()


def test_what_postgresql_had_at_hand_is_at_hand_again_after_a_restart(home: Path) -> None:
    at_hand = "SELECT count(*) FROM pg_buffercache WHERE relfilenode = pg_relation_filenode('hot')"
    with (
        running_stores(home, env=EMPTY, durable=False) as stores,
        psycopg.connect(stores.environment()["DATABASE_URL"], autocommit=True) as connection,
    ):
        connection.execute("CREATE EXTENSION pg_buffercache")
        connection.execute("CREATE TABLE hot AS SELECT generate_series(1, 100_000)")
        before = connection.execute(at_hand).fetchone()
        assert before is not None
        assert before[0] > 0
    with (
        running_stores(home, env=EMPTY, durable=False) as stores,
        psycopg.connect(stores.environment()["DATABASE_URL"], autocommit=True) as connection,
    ):
        deadline = time.monotonic() + 240
        while (connection.execute(at_hand).fetchone() or (0,)) < before:  # its own housekeeping reads more
            assert time.monotonic() < deadline, "It was not fetched within four minutes."
            time.sleep(0.1)


def test_stores_run_below_a_private_folder_and_leave_nothing_outside_it(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    with running_stores(private / "home", env=EMPTY, durable=False) as stores:
        outside = SHARED / stores.instance
        assert outside.exists() == (os.getuid() == 0)
    assert not outside.exists()


def test_strangers_need_the_password(home: Path) -> None:
    with running_stores(home, env=EMPTY, durable=False) as stores:
        found = stores.environment()
        port = found["REDIS_URL"].rsplit(":", 1)[1].split("/")[0]
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=int(port)).ping()
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(found["DATABASE_URL"].replace("app:", "app:wrong"))
        with pytest.raises(Exception, match=r"Access Denied|AccessDenied"):
            Minio(found["S3_ENDPOINT"].removeprefix("http://"), secure=False).list_buckets()


def test_a_named_service_replaces_the_embedded_one(home: Path) -> None:
    elsewhere = {"DATABASE_URL": "postgresql://db.example/zoetrope", "S3_ENDPOINT": "https://s3.example"}
    stores = Stores(home, {**EMPTY, **elsewhere})
    assert [store.name for store in stores.embedded] == ["valkey"]
    assert stores.environment()["DATABASE_URL"] == elsewhere["DATABASE_URL"]


def test_an_instance_runs_for_an_ordinary_user(home: Path) -> None:
    if os.getuid() == 0:
        os.chown(home, 65534, 65534)
    house = start(home, before=AS_NOBODY if os.getuid() == 0 else ())
    owners: set[int] = set()
    for process in house.parts():
        with suppress(psutil.NoSuchProcess):  # PostgreSQL's own workers come and go
            owners.add(process.uids().real)
    house.stop()
    assert owners == {home.stat().st_uid}
    assert 0 not in owners
    assert house.parts() == []


def test_stores_die_with_the_program_that_entered_them(home: Path) -> None:
    code = (
        "import os, pathlib, signal, sys\n"
        "from app.embedded.stores import running_stores\n"
        "with running_stores(pathlib.Path(sys.argv[1]), durable=False): os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code, str(home)], cwd=root, env=environment(home, 1), check=False)
    with running_stores(home, env=EMPTY, durable=False) as stores:
        assert stores.environment()["DATABASE_URL"]
