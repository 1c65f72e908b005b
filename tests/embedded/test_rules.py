"""The small rules under the supervisor, each by itself."""

import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from app.embedded import build
from app.embedded.doctor import Verdict, examine, report
from app.embedded.kept import Kept
from app.embedded.places import others_can_reach, prepare_home, secret
from app.embedded.ports import GRPC, is_free, kept_ports
from app.embedded.process import CannotStart, Launch, run_to_end
from app.settings import REPOSITORY
from tests.embedded.conftest import STORES, free_port


def test_ports_are_kept_until_another_program_takes_one(tmp_path: Path) -> None:
    first = kept_ports(tmp_path / "ports.json")
    assert kept_ports(tmp_path / "ports.json") == first
    with socket.create_server(("127.0.0.1", first["valkey"])):
        second = kept_ports(tmp_path / "ports.json")
    assert {name for name in first if first[name] != second[name]} == {"valkey"}


CHOOSE = """
from pathlib import Path
from app.embedded import ports
ports.HIGHEST = ports.LOWEST + 23
print(*ports.kept_ports(Path("{file}")).values(), flush=True)
input()
"""


def test_two_starts_at_one_moment_share_no_port(tmp_path: Path) -> None:
    starts = [choosing(tmp_path / name) for name in ("one", "other")]
    try:
        chosen = [start.stdout.readline().split() for start in starts if start.stdout]
        assert len({port for ports in chosen for port in ports}) == 12
    finally:
        for start in starts:
            start.kill()
            start.wait()


def choosing(file: Path) -> subprocess.Popen[str]:
    """A process that has chosen among few ports and listens nowhere yet."""
    return subprocess.Popen(
        [sys.executable, "-c", CHOOSE.format(file=file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )


def test_every_internal_port_leaves_room_for_grpc(tmp_path: Path) -> None:
    ports = kept_ports(tmp_path / "ports.json").values()
    assert len(set(ports)) == len(ports)
    assert all(is_free(port + GRPC) for port in ports)


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    home = prepare_home(tmp_path / "home")
    assert secret(home, "session") == secret(home, "session") != secret(home, "postgres")
    assert (home / "secrets" / "session").stat().st_mode & 0o777 == 0o600


def test_a_home_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match=r"ZOETROPE_HOME=.* cannot be written"):
        prepare_home(tmp_path / "file" / "home")


def test_a_private_parent_keeps_others_out(tmp_path: Path) -> None:
    private = tmp_path / "private"
    (private / "home").mkdir(parents=True, mode=0o755)
    private.chmod(0o700)
    assert not others_can_reach(private / "home")


def test_a_part_that_keeps_dying_is_started_less_and_less_often(tmp_path: Path) -> None:
    cleaned: list[str] = []
    kept = Kept(lambda: Launch("brief", ("false",), tmp_path / "log"), cleaned.append)
    pauses = []
    for _ in range(3):
        while kept.child.is_alive():
            pass
        now = kept.child.started_at + 1
        kept.look(now)
        pauses.append(next(wait for wait in range(100) if kept.look(now + wait / 4)) / 4)
    assert pauses == sorted(set(pauses))
    assert cleaned == ["brief"] * 3


def test_a_failed_step_tells_the_end_of_its_log(tmp_path: Path) -> None:
    step = Launch("migrate", ("sh", "-c", "echo no such column; exit 3"), tmp_path / "log")
    with pytest.raises(CannotStart, match=r"(?s)migrate failed with code 3.*no such column"):
        run_to_end(step)


def make_sources(root: Path) -> Path:
    for name in ("rxconfig.py", "app/app.py", "app/web/pages/home.py", "app/web/__pycache__/home.pyc"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    return root


def test_pages_are_built_anew_only_when_a_source_changes(tmp_path: Path) -> None:
    root = make_sources(tmp_path)
    before = build.digest(root)
    (root / "app/web/__pycache__/home.pyc").write_text("compiled")
    assert build.digest(root) == before
    (root / "app/web/pages/home.py").write_text("changed")
    assert build.digest(root) != before


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in STORES}
    return {**inherited, "ZOETROPE_HOME": str(home), "ZOETROPE_PORT": str(free_port()), **more}


def test_doctor_finds_every_program_running(tmp_path: Path) -> None:
    findings = list(examine(clean_environment(tmp_path)))
    for name in ("PostgreSQL", "Valkey", "SeaweedFS", "ffmpeg", "ffprobe", "node", "npm"):
        assert [f.verdict for f in findings if f.text.startswith(f"{name} runs")] == [Verdict.GOOD]


def test_doctor_says_what_to_do_about_a_busy_port(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    env = clean_environment(tmp_path)
    with socket.create_server(("127.0.0.1", int(env["ZOETROPE_PORT"]))):
        assert report(env) == 1
    assert f"✗ Port {env['ZOETROPE_PORT']} is busy." in capsys.readouterr().out


def test_doctor_asks_every_named_service(tmp_path: Path) -> None:
    nowhere = {
        "DATABASE_URL": "postgresql://127.0.0.1:1/x",
        "REDIS_URL": "redis://127.0.0.1:1",
        "S3_ENDPOINT": "http://127.0.0.1:1",
    }
    wrong = [f.text for f in examine(clean_environment(tmp_path, **nowhere)) if f.verdict is Verdict.WRONG]
    assert all(
        any(text.startswith(f"{name} is set but does not answer") for text in wrong) for name in nowhere
    )


def test_doctor_names_a_wrong_setting(tmp_path: Path) -> None:
    env = {**clean_environment(tmp_path), "ZOETROPE_PORT": "many"}
    assert any(
        "ZOETROPE_PORT" in finding.text for finding in examine(env) if finding.verdict is Verdict.WRONG
    )


def environment_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment", REPOSITORY / "scripts" / "environment.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_uv_is_told_the_registry_that_pip_uses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", f"{tmp_path} /not/there")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    script = environment_script()
    script.PYTHON = Path(sys.executable)
    found = script.uv_environment()
    assert found["UV_DEFAULT_INDEX"] == "https://index.example/simple"
    assert found["UV_FIND_LINKS"] == str(tmp_path)


def test_every_lock_holds_all_that_running_needs() -> None:
    def pins(name: str) -> set[str]:
        lines = (REPOSITORY / "requirements" / f"{name}.lock").read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line}

    assert pins("run") <= pins("phone") <= pins("test")
