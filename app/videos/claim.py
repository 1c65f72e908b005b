"""One worker a stage: who has it says so while it lives, and works in a folder that is swept after it."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import psutil

from app.cache import DOWN, valkey
from app.settings import settings
from app.telemetry import log

# While a worker is on a stage it says so every few seconds; silence means that it died.
ALIVE_SECONDS = 12
BEAT_SECONDS = 3


def is_worked_on(work: str) -> bool:
    return bool(valkey().exists(_lock(work)))


@contextmanager
def alone_on(work: str) -> Iterator[bool]:
    """Whether this worker has the work; while it does, others see that it lives."""
    token = token_hex(8)
    if not valkey().set(_lock(work), token, nx=True, ex=ALIVE_SECONDS):
        yield False
        return
    done = threading.Event()
    beat = threading.Thread(target=_keep_beating, args=(work, token, done), daemon=True)
    beat.start()
    try:
        yield True
    finally:
        done.set()
        beat.join()
        if valkey().get(_lock(work)) == token:
            valkey().delete(_lock(work))


def _keep_beating(work: str, token: str, done: threading.Event) -> None:
    while not done.wait(BEAT_SECONDS):
        try:
            valkey().set(_lock(work), token, ex=ALIVE_SECONDS)
        except DOWN as error:
            log().warning("beat_missed", work=work, error=str(error))


@contextmanager
def scratch(work: str) -> Iterator[Path]:
    folder = _scratch_root() / f"{work}-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_scratch() -> None:
    """Remove the folders of workers of this machine that are gone."""
    for folder in _scratch_root().glob("*-*"):
        pid = folder.name.rpartition("-")[2]
        if pid.isdecimal() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _scratch_root() -> Path:
    return settings().home / "scratch"


def _lock(work: str) -> str:
    return f"working:{work}"
