"""One worker a video: who has it says so while it lives, and works in a folder that is swept after it."""

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

# While a worker is on a video it says so every few seconds; silence means that it died.
ALIVE_SECONDS = 12
BEAT_SECONDS = 3


def is_worked_on(video_id: int) -> bool:
    return bool(valkey().exists(_lock(video_id)))


@contextmanager
def alone_on(video_id: int) -> Iterator[bool]:
    """Whether this worker has the video; while it does, others see that it lives."""
    token = token_hex(8)
    if not valkey().set(_lock(video_id), token, nx=True, ex=ALIVE_SECONDS):
        yield False
        return
    done = threading.Event()
    beat = threading.Thread(target=_keep_beating, args=(video_id, token, done), daemon=True)
    beat.start()
    try:
        yield True
    finally:
        done.set()
        beat.join()
        if valkey().get(_lock(video_id)) == token:
            valkey().delete(_lock(video_id))


def _keep_beating(video_id: int, token: str, done: threading.Event) -> None:
    while not done.wait(BEAT_SECONDS):
        try:
            valkey().set(_lock(video_id), token, ex=ALIVE_SECONDS)
        except DOWN as error:
            log().warning("beat_missed", video_id=video_id, error=str(error))


@contextmanager
def scratch(video_id: int) -> Iterator[Path]:
    folder = _scratch_root() / f"{video_id}-{os.getpid()}"
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


def _lock(video_id: int) -> str:
    return f"working:{video_id}"
