"""Rules of the runner: limits hold, failures tell what happened, and nothing outlives its owner."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from app.media.process import MEBIBYTE, Limits, Program, ToolFailed, ToolTimedOut, run

LIMITS = Limits(cpu_seconds=10, wall_seconds=120)


def python(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def children() -> set[psutil.Process]:
    """Other tests of this run may keep servers of their own, which begin processes when they like."""
    return set(psutil.Process().children())


def is_gone(pid: int, *, within: float) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


def test_output_comes_back_whole():
    assert run(python("print('a'); print('b')"), LIMITS) == "a\nb\n"


def test_lines_are_given_as_they_come():
    lines: list[str] = []
    assert run(python("print('a'); print('b')"), LIMITS, on_line=lines.append) == ""
    assert lines == ["a\n", "b\n"]


def test_a_failure_keeps_the_end_of_what_was_said():
    with pytest.raises(ToolFailed) as caught:
        run(python("import sys; print('x' * 99999 + 'the reason', file=sys.stderr); sys.exit(3)"), LIMITS)
    assert caught.value.code == 3
    assert caught.value.stderr.endswith("the reason\n")
    assert not caught.value.is_machines_fault


def test_wall_time_kills_and_leaves_no_process():
    before = children()
    with pytest.raises(ToolTimedOut) as caught:
        run(python("import time; time.sleep(60)"), Limits(cpu_seconds=10, wall_seconds=0.3))
    assert caught.value.is_machines_fault
    assert children() <= before


def test_cpu_time_kills():
    with pytest.raises(ToolFailed) as caught:
        run(python("while True: pass"), Limits(cpu_seconds=1, wall_seconds=120))
    assert not isinstance(caught.value, ToolTimedOut)
    assert caught.value.used_too_much or caught.value.code == -signal.SIGKILL


@pytest.mark.parametrize(
    ("code", "stderr", "is_ours"),
    [
        (-signal.SIGKILL, "", True),
        (-signal.SIGTERM, "", True),
        (1, "av_interleaved_write_frame(): No space left on device", True),
        (1, "Invalid data found when processing input", False),
        (-signal.SIGSEGV, "", False),
        (-signal.SIGXCPU, "", False),
    ],
)
def test_a_failure_is_the_machines_when_the_file_may_succeed_later(code: int, stderr: str, is_ours: bool):
    assert ToolFailed("ffmpeg", code, stderr).is_machines_fault is is_ours


def test_a_file_cannot_grow_without_end(tmp_path: Path):
    as_ffmpeg = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL); "
    write = as_ffmpeg + "open('big', 'wb').write(bytes(3 << 20))"
    with pytest.raises(ToolFailed) as caught:
        run(python(write), Limits(cpu_seconds=10, wall_seconds=120, file_bytes=MEBIBYTE), folder=tmp_path)
    assert caught.value.used_too_much
    assert (tmp_path / "big").stat().st_size <= MEBIBYTE


def test_memory_is_limited():
    with pytest.raises(ToolFailed) as caught:
        run(python("bytes(1 << 30)"), Limits(cpu_seconds=10, wall_seconds=120, memory_bytes=512 * MEBIBYTE))
    assert "MemoryError" in caught.value.stderr


def test_a_program_is_fed_whole_however_slowly_it_eats():
    count = "import sys, time; time.sleep(0.2); print(len(sys.stdin.buffer.read()))"
    with Program(python(count), LIMITS, is_fed=True) as program:
        for _ in range(20):
            program.feed(bytes(50_000))
        assert program.finish() == "1000000\n"


def test_a_program_that_has_ended_takes_no_more_and_says_how_it_ended():
    with Program(python("raise SystemExit(3)"), LIMITS, is_fed=True) as program:
        for _ in range(20):
            program.feed(bytes(50_000))
        with pytest.raises(ToolFailed) as caught:
            program.finish()
    assert caught.value.code == 3


def test_a_program_that_stops_eating_is_killed_in_time():
    limits = Limits(cpu_seconds=10, wall_seconds=0.5)
    with Program(python("import time; time.sleep(60)"), limits, is_fed=True) as program:
        program.feed(bytes(5_000_000))
        with pytest.raises(ToolTimedOut):
            program.finish()


def test_an_error_in_the_caller_kills_the_program():
    before = children()

    def stop(line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(python("import time; print('now', flush=True); time.sleep(60)"), LIMITS, on_line=stop)
    assert children() <= before


def test_the_program_sees_no_secrets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ZOETROPE_SECRET_KEY", "hidden")
    assert "hidden" not in run(python("import os; print(dict(os.environ))"), LIMITS)


def test_the_program_dies_with_a_killed_worker():
    worker = (
        "import sys; from app.media.process import Limits, run; "
        "run([sys.executable, '-c', 'import os, time; print(os.getpid(), flush=True); time.sleep(60)'], "
        "Limits(cpu_seconds=10, wall_seconds=60), on_line=lambda line: print(line, end='', flush=True))"
    )
    root = Path(__file__).parents[3]
    with subprocess.Popen(python(worker), stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        program = int(process.stdout.readline())
        assert psutil.pid_exists(program)
        os.kill(process.pid, signal.SIGKILL)
        assert is_gone(program, within=60)
