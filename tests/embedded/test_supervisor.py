"""One instance from start to end, also when things are killed."""

import signal
import socket
import stat
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from app.embedded.health import answers
from app.settings import Settings
from tests.embedded.conftest import PATIENCE, House, free_port, launch, start, wait_for

PARTS = {"postgres", "valkey-server", "weed", "sleep"}


def test_term_stops_every_process(house: House) -> None:
    wait_for(lambda: all(house.parts(name) for name in PARTS))
    output = house.stop(signal.SIGTERM)
    assert house.process.returncode == 0
    assert house.parts() == []
    assert f"http://localhost:{house.port}" in output
    assert not (house.home / "instance.env").exists()


def test_ctrl_c_stops_every_process(house: House) -> None:
    house.stop(signal.SIGINT)
    assert house.parts() == []


def test_kill_of_the_supervisor_leaves_no_process_and_the_next_start_recovers(house: House) -> None:
    with psycopg.connect(house.variables()["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    house.stop(signal.SIGKILL)
    wait_for(lambda: house.parts() == [])
    again = start(house.home)
    with psycopg.connect(again.variables()["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    again.stop()
    assert (house.home / "demo.runs").read_text() == "one\n", "demo content is made on the first start only"


def test_kill_of_supervisor_and_guardian_together_is_cleaned_up_by_the_next_start(house: House) -> None:
    guardian = next(child for child in psutil.Process(house.process.pid).children() if _is_guardian(child))
    before = {process.pid for process in house.parts()}
    guardian.kill()
    house.stop(signal.SIGKILL)
    again = start(house.home)
    assert before.isdisjoint(process.pid for process in again.parts())
    again.stop()


def test_a_guardian_that_comes_late_spares_what_the_next_start_has_started(house: House) -> None:
    guardian = next(child for child in psutil.Process(house.process.pid).children() if _is_guardian(child))
    guardian.suspend()
    house.process.kill()
    house.process.wait()
    again = start(house.home)
    assert not guardian.is_running() or guardian.status() == psutil.STATUS_ZOMBIE
    again.stop()


def _is_guardian(process: psutil.Process) -> bool:
    """False also for one that dies while it is looked at."""
    try:
        return "app.embedded.guardian" in process.cmdline()
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("name", ["postgres", "valkey-server", "weed"])
def test_a_killed_store_works_again(lasting_house: House, name: str) -> None:
    [old] = lasting_house.parts(name)
    old.kill()
    wait_for(lambda: [new for new in lasting_house.parts(name) if new.pid != old.pid])
    wait_for(lambda: _stores_answer(lasting_house.variables()))


def _stores_answer(variables: dict[str, str]) -> bool:
    host, port = variables["S3_ENDPOINT"].removeprefix("http://").split(":")
    try:
        redis.Redis.from_url(variables["REDIS_URL"]).ping()
        psycopg.connect(variables["DATABASE_URL"], connect_timeout=10).close()
        socket.create_connection((host, int(port)), timeout=10).close()
    except (redis.RedisError, psycopg.OperationalError, OSError):
        return False
    return True


def test_a_killed_part_takes_its_own_children_along_and_comes_back(lasting_house: House) -> None:
    wait_for(lambda: lasting_house.parts("sleep"))
    [child] = lasting_house.parts("sleep")
    child.parent().kill()
    wait_for(lambda: not child.is_running())
    wait_for(lambda: lasting_house.parts("sleep"))


def test_other_shells_find_the_running_instance(lasting_house: House) -> None:
    file = lasting_house.home / "instance.env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found = Settings.from_env({"ZOETROPE_HOME": str(lasting_house.home)})
    assert found.database_url.get_secret_value() == lasting_house.variables()["DATABASE_URL"]
    assert found.zoetrope_port == lasting_house.port
    assert len(found.zoetrope_secret_key.get_secret_value()) >= 32


def test_a_second_supervisor_of_the_same_home_is_refused(lasting_house: House) -> None:
    second = launch(lasting_house.home, free_port())
    output = second.process.communicate(timeout=PATIENCE)[0]
    assert second.process.returncode == 1
    assert f"already runs in {lasting_house.home}" in output
    wait_for(lambda: answers(lasting_house.url))


def test_a_busy_port_is_a_sentence_that_names_the_setting(home: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        output = launch(home, port).process.communicate(timeout=PATIENCE)[0]
    assert f"Port {port} is busy." in output
    assert "ZOETROPE_PORT" in output
    assert "Traceback" not in output


def test_two_instances_run_side_by_side(lasting_house: House, house: House) -> None:
    first, second = lasting_house.variables(), house.variables()
    assert first["DATABASE_URL"] != second["DATABASE_URL"]
    house.stop()
    wait_for(lambda: answers(lasting_house.url))
    wait_for(lambda: _stores_answer(first))


def test_no_store_listens_beyond_loopback(lasting_house: House) -> None:
    listening = {ip for process in lasting_house.parts() for ip in _listens_on(process)}
    assert listening
    assert listening <= {"127.0.0.1", "::1"}


def _listens_on(process: psutil.Process) -> list[str]:
    """Nothing for one that ends while it is looked at, as PostgreSQL's own workers do."""
    try:
        found = process.net_connections(kind="inet")
    except psutil.NoSuchProcess:
        return []
    return [one.laddr.ip for one in found if one.status == psutil.CONN_LISTEN]
