"""Clips come in order, leave nothing behind, and nobody draws on for an owner that is gone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from app.demo import clips
from app.demo.rendering import made
from tests.workers.conftest import wait_for

QUICK = [clips.Recipe(k, "quotes", k, "porch swing", "words", 0.5) for k in range(3)]
OWNER = """
import sys, time
from pathlib import Path
from app.demo import clips
from app.demo.rendering import made
if __name__ == "__main__":
    next(made(clips.plan(20), Path(sys.argv[1])))
    print("drawing", flush=True)
    time.sleep(60)
"""


def test_clips_come_in_order_and_their_files_go(tmp_path: Path) -> None:
    seen = []
    for recipe, path in made(QUICK, tmp_path, cores=1):
        assert path.stat().st_size > 1000
        seen.append(recipe.number)
    assert seen == [0, 1, 2]
    assert list(tmp_path.iterdir()) == []


def test_nobody_draws_on_when_the_owner_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "owner.py"
    script.write_text(OWNER)
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    owner = subprocess.Popen(
        [sys.executable, script, tmp_path], env=environment, stdout=subprocess.PIPE, start_new_session=True
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"drawing\n"
    family = psutil.Process(owner.pid).children(recursive=True)
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    wait_for(lambda: not any(draws(one) for one in family))


def draws(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
