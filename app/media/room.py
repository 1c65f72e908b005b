"""Asks before the work whether its files will find room, so that a full disk is not found at the end."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from app.errors import Unavailable
from app.media.ladder import Rung

# A rung may be written twice, the second time as a plain file; sound and stills come beside it.
COPIES = 2.5
SPARE_BYTES = 64 * 1024 * 1024


def check_room(out: Path, rungs: Sequence[Rung], seconds: float) -> None:
    """Raise what is worth another try later, when old files are gone or another machine takes the job."""
    wanted = SPARE_BYTES + COPIES * seconds * sum(rung.max_kilobits for rung in rungs) * 1000 / 8
    free = shutil.disk_usage(out).free
    if free < wanted:
        sizes = f"{free // 2**20} MB are free, {int(wanted) // 2**20} MB are wanted"
        raise Unavailable(f"This machine has no room to convert the video: {sizes}.", code="disk_full")
