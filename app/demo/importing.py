"""Publishing a folder of one's own clips."""

import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid5

from sqlmodel import col, select

from app.accounts import queries as accounts
from app.accounts.viewer import Viewer, signed_in
from app.db import new_session
from app.errors import AppError, BadInput, NotFound
from app.models import Role, User, Video, VideoStatus
from app.settings import settings
from app.videos import creation
from app.videos.schemas import MAX_DESCRIPTION, Draft

FILMS = {".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi", ".ts", ".mpg", ".mpeg", ".gif"}
NAMESPACE = UUID("0b9a5f2e-6f0f-4a9e-8f33-5d1b2b7d2c55")
PATIENCE_SECONDS = 900
SAY_SECONDS = 15


def publish_folder(folder: Path, *, creator: str = "", tell: Callable[[str], None] = print) -> int:
    """Publish every film below ``folder``; 0 when none was refused, else 1. Known files are left alone."""
    viewer, sent, refused = _who(creator), dict[int, Path](), 0
    for path in _films(folder):
        try:
            video_id, is_new = _send(viewer, path)
        except AppError as error:
            refused += 1
            tell(f"{path.name}: {error.message}")
            continue
        if is_new:
            sent[video_id] = path
        else:
            tell(f"{path.name}: is here already")
    late = _followed(sent, tell)
    tell(f"{len(sent) - late} published, {refused + late} refused.")
    return 1 if refused + late else 0


def _who(creator: str) -> Viewer:
    """The named creator, else the only one who has rights to publish."""
    with new_session() as session:
        if creator:
            viewer = signed_in(accounts.must_get(session, f"@{creator.removeprefix('@')}"))
        else:
            rights = col(User.role).in_([Role.ADMIN, Role.MODERATOR, Role.CREATOR])
            real = ~col(User.email).endswith("@demo.invalid")
            found = session.exec(select(User).where(rights, real).limit(2)).all()
            if len(found) != 1:
                raise BadInput("Say whose clips these are: --creator NAME.", creator="Name a creator.")
            viewer = signed_in(found[0])
    viewer.must_be_creator()
    return viewer


def _films(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise NotFound("folder", folder)
    yield from (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in FILMS and path.is_file())


def _send(viewer: Viewer, path: Path) -> tuple[int, bool]:
    """The video of this file and whether it is new; the key comes from the bytes, so a file is sent once."""
    if path.stat().st_size > settings().max_upload_bytes:
        raise BadInput(f"This file is larger than {settings().max_upload_bytes // 2**20} MB.")
    with path.open("rb") as file:
        key = uuid5(NAMESPACE, hashlib.file_digest(file, "sha256").hexdigest())
        file.seek(0)
        card, made = creation.create(viewer, Draft(description=caption(path)), file, key=key)
    return card.id, made


def caption(path: Path) -> str:
    """The file's name as a sentence: ``my_first-clip #fun.mp4`` says ``my first clip #fun``."""
    return " ".join(path.stem.replace("_", " ").replace("-", " ").split())[:MAX_DESCRIPTION]


def _followed(sent: dict[int, Path], tell: Callable[[str], None]) -> int:
    """Tell how each file ends; how many were refused."""
    waiting, refused, last = dict(sent), 0, time.monotonic()
    told = last
    while waiting and time.monotonic() - last < PATIENCE_SECONDS:
        for video in _ended(list(waiting)):
            path, last = waiting.pop(video.id), time.monotonic()
            refused += video.status is VideoStatus.REJECTED
            tell(f"{path.name}: {video.failure_message or f'plays as video {video.id}'}")
        if waiting and time.monotonic() - told > SAY_SECONDS:
            told = time.monotonic()
            tell(f"{len(waiting)} of {len(sent)} wait for a media worker or are in its hands")
        time.sleep(0.4 if waiting else 0)
    for path in waiting.values():
        tell(f"{path.name}: still waits for a media worker")
    return refused


def _ended(ids: list[int]) -> list[Video]:
    ended = col(Video.status).in_([VideoStatus.PUBLISHED, VideoStatus.REJECTED, VideoStatus.DELETED])
    with new_session() as session:
        return list(session.exec(select(Video).where(col(Video.id).in_(ids), ended)))
