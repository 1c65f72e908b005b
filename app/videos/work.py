"""What a stage is given: the video as it stood, a folder that is emptied after it, and somebody to tell."""

import hashlib
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, select

from app import storage
from app.db import new_session
from app.errors import Unavailable
from app.media.edit import Edit
from app.media.plan import Plan
from app.media.planning import plan_for
from app.models import Sound, Stage, Video
from app.settings import settings
from app.uploads import pieces
from app.videos import storing

FETCHING, CHECKING, STORING = "fetching", "checking", "storing"
Tell = Callable[[str, float], None]
# Renditions and what lies between take less than the original again and this.
SPARE_BYTES = 512 * 1024 * 1024


@dataclass(slots=True)
class Work:
    """One run of one stage; `stored` is the folder in the store that it has written."""

    video: Video
    stage: Stage
    folder: Path
    tell: Tell
    stored: str = ""

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def edit(self) -> Edit:
        return Edit.model_validate(self.video.edit or {})

    def original(self) -> Path:
        """The creator's file, fetched once a run."""
        path = self.folder / "original"
        if not path.exists():
            self._need(2 * self.video.original_bytes + SPARE_BYTES)
            self.tell(FETCHING, 0)
            _fetch_original(self.video, path)
        return path

    def rendition(self, name: str) -> Path:
        """A file of the video's media by its name there."""
        path = self.folder / name.replace("/", "-")
        if not path.exists():
            storage.fetch_file(storage.media_key(self.video.id, name), path)
        return path

    def plan(self) -> Plan:
        """What is to be made of the original; refuses it when it cannot be taken."""
        self.tell(CHECKING, 0)
        return plan_for(
            self.original(),
            max_seconds=settings().max_video_seconds,
            edit=self.edit,
            sound=self._added_sound(),
        )

    def sha256(self) -> str:
        with self.original().open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def store(self, *names: str) -> str:
        """Put files of `out` into a new folder of the video's; its name."""
        self.tell(STORING, 99)
        self.stored = storing.new_folder(self.stage)
        storing.put(self.video.id, self.stored, [self.out / name for name in names])
        return self.stored

    def undo(self) -> None:
        """Remove what was stored and will not be used; what stays all the same is swept later."""
        if self.stored:
            with suppress(Exception):
                storing.drop(self.video.id, self.stored)

    def _added_sound(self) -> Path | None:
        added = self.edit.sound
        if added is None:
            return None
        with new_session() as session:
            key = session.exec(select(Sound.audio_key).where(col(Sound.id) == added.sound_id)).first()
        if key is None:
            return None
        path = self.folder / "sound.m4a"
        storage.fetch_file(key, path)
        return path

    def _need(self, size: int) -> None:
        if shutil.disk_usage(self.folder).free < size:
            raise Unavailable("This worker's disk is full for now.", code="disk_full")


def _fetch_original(video: Video, path: Path) -> None:
    if video.original_key:
        storage.fetch_file(video.original_key, path)
    elif video.upload_id:
        pieces.fetch(video.upload_id, path)
    else:
        raise FileNotFoundError(f"The original of video {video.id} is nowhere.")
