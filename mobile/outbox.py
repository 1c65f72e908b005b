"""Watches wait here, on disk, until the server has said that it has them."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from mobile.api import ApiClient, ApiError, Away
from mobile.contract import Watch
from mobile.session import replace_private

BATCH = 50
MOST_KEPT = 2000
TRY_LATER = {401, 403, 408, 429}


class Outbox:
    """A file of one JSON line per watch: added at the end, rewritten when some were accepted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        kept = _read(path)
        self._waiting = [watch for line in kept.splitlines() if (watch := _parse(line))][-MOST_KEPT:]
        if kept and kept != "".join(map(_line, self._waiting)):
            # A line without its end would swallow the next one.
            self._rewrite()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, watch: Watch) -> None:
        self._waiting.append(watch)
        if len(self._waiting) > MOST_KEPT:
            self._waiting = self._waiting[-MOST_KEPT:]
            self._rewrite()
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
            file.write(_line(watch))

    def next_batch(self) -> list[Watch]:
        return self._waiting[:BATCH]

    def remove(self, watches: Sequence[Watch]) -> None:
        gone = {watch.event_id for watch in watches}
        self._waiting = [watch for watch in self._waiting if watch.event_id not in gone]
        self._rewrite()

    def _rewrite(self) -> None:
        replace_private(self._path, "".join(map(_line, self._waiting)))


async def deliver(outbox: Outbox, api: ApiClient) -> None:
    """Send everything that waits; raises `ApiError` when the rest must wait longer."""
    while batch := outbox.next_batch():
        await _deliver_batch(batch, api)
        outbox.remove(batch)


async def _deliver_batch(batch: Sequence[Watch], api: ApiClient) -> None:
    try:
        await api.send_watches(batch)
    except ApiError as error:
        if isinstance(error, Away) or error.status in TRY_LATER or error.status >= 500:
            raise
        # One watch that the server will never take must not hold back the others.
        if len(batch) > 1:
            for watch in batch:
                await _deliver_batch([watch], api)


def _line(watch: Watch) -> str:
    return json.dumps(asdict(watch)) + "\n"


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _parse(line: str) -> Watch | None:
    """A line cut short by a dying phone is no watch."""
    try:
        return Watch(**json.loads(line))
    except (ValueError, TypeError):
        return None
