"""A made-up site that stays on disk: built once, started again for every measurement."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app import cache, cli, db, settings, storage
from app.embedded.stores import running_stores
from bench.crowd import crowd
from bench.filling import fill

FILLED = "filled"
CACHED = (settings.settings, db.engine, cache.valkey, cache.valkey_bytes, storage.client)


@contextmanager
def house(
    folder: Path, *, videos: int, seed: int = 1, filled_by: Callable[[str], None] | None = None
) -> Iterator[None]:
    """The stores of `folder` run and this process reaches them; filled when they are not yet.

    `filled_by` gets the database's address and makes up another site than the feed's crowd.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with running_stores(folder) as running:
        named = {**running.environment(), "ZOETROPE_HOME": str(folder), "ZOETROPE_LIMITS": "off"}
        os.environ.update(named)
        forget_connections()
        cli.migrate()
        if not (folder / FILLED).exists():
            print(f"{folder}: {videos:,} videos are made up", file=sys.stderr, flush=True)
            if filled_by:
                filled_by(os.environ["DATABASE_URL"])
            else:
                fill(os.environ["DATABASE_URL"], crowd(videos, now=time.time(), seed=seed))
            (folder / FILLED).write_text(f"{videos} {seed}\n")
        yield
        db.engine().dispose()
        for name in named:  # or the next house would take these stores for ones that the operator named
            del os.environ[name]


def forget_connections() -> None:
    for made in CACHED:
        made.cache_clear()
