"""Keeps a viewer signed in between starts, readable by nobody else on the device."""

import json
import os
from pathlib import Path
from typing import Protocol


class TokenStore(Protocol):
    """Where the session cookie rests; a phone's own key store can take this place."""

    def load(self, server: str) -> str | None: ...
    def save(self, server: str, token: str) -> None: ...
    def clear(self) -> None: ...


class FileTokenStore:
    """One 0600 file. It names its server, so that a cookie is never shown to another one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, server: str) -> str | None:
        try:
            kept = json.loads(self._path.read_text())
            return str(kept["session"]) if kept["server"] == server else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, server: str, token: str) -> None:
        replace_private(self._path, json.dumps({"server": server, "session": token}))

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)


def replace_private(path: Path, text: str) -> None:
    """Write a 0600 file whole or not at all, even if the phone dies meanwhile."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
