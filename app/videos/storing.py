"""A video's files in the store: each stage run has a folder of its own, so nothing is ever overwritten."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from app import storage
from app.models import Stage, StageState, VideoStage
from app.models.columns import now

CONTENT_TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mp4": "video/mp4",
    ".m4a": "audio/mp4",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
}

# What a stage made before it was done again stays so long for those who watch it.
KEPT = timedelta(hours=1)

# Texts in a video's media that name no file.
NO_NAMES = frozenset({"mime", "codecs", "preview"})


def new_folder(stage: Stage) -> str:
    return f"{stage}-{token_hex(4)}"


def put(video_id: int, folder: str, files: Iterable[Path]) -> None:
    keys = {storage.rendition_key(video_id, folder, path.name): path for path in files}
    storage.put_files(keys, content_types=CONTENT_TYPES)


def drop(video_id: int, folder: str) -> None:
    storage.remove_below(storage.rendition_key(video_id, folder, ""))


def folders(media: dict[str, Any] | None) -> set[str]:
    """The folders that a video's media names; every other one of the video is left over."""
    return {name.partition("/")[0] for name in _names(media or {}) if "/" in name}


def _names(media: Any) -> Iterable[str]:
    if isinstance(media, dict):
        for key, value in media.items():
            yield from _names(value if key not in NO_NAMES else None)
    elif isinstance(media, list):
        for value in media:
            yield from _names(value)
    elif isinstance(media, str):
        yield media


def stored_folders(video_id: int) -> set[str]:
    prefix = storage.media_key(video_id, "")
    return {entry.key.removeprefix(prefix).partition("/")[0] for entry in storage.listing(prefix)}


def is_superseded(entry: storage.Entry, made: VideoStage | None) -> bool:
    """Whether its stage has been done again since: whoever began to watch before may still want it."""
    if made is None or made.state is not StageState.DONE or made.ended_at is None:
        return False
    return entry.modified <= made.ended_at and made.ended_at > now() - KEPT


def sweep(video_id: int, stage: Stage, media: dict[str, Any] | None) -> None:
    """Remove what runs of this stage that were killed have left."""
    for folder in stored_folders(video_id) - folders(media):
        if folder.startswith(f"{stage}-"):
            drop(video_id, folder)
