"""Finds videos that lack a part, and has the stage that makes it done again."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlmodel import Session, col, select

from app import storage
from app.db import new_session, transaction
from app.lifecycle import shelves
from app.lifecycle.shelves import Beside
from app.models import PicturePrint, Stage, StageState, Video, VideoContent, VideoStage, VideoStatus
from app.videos import stages

LOOK_SECONDS = 0.5


class Part(StrEnum):
    """What a video can lack."""

    POSTER = "poster"
    STORYBOARD = "storyboard"
    FINGERPRINT = "fingerprint"
    EMBEDDING = "embedding"
    RUNG = "rung"


STAGE_OF = {
    Part.POSTER: Stage.STILLS,
    Part.STORYBOARD: Stage.STILLS,
    Part.FINGERPRINT: Stage.FINGERPRINT,
    Part.EMBEDDING: Stage.EMBEDDING,
    Part.RUNG: Stage.RUNGS,
}
ROWS: dict[Part, Any] = {Part.FINGERPRINT: PicturePrint, Part.EMBEDDING: VideoContent}


@dataclass(frozen=True, slots=True)
class Lack:
    """A video and what is to be done about it; without a stage everything, from the original on."""

    video_id: int
    stage: Stage | None


def lacking(session: Session, part: Part, *, video_id: int | None = None) -> Iterator[Lack]:
    """Published videos without the part, unless it is being made right now."""
    search = _without_rows if part in ROWS else _without_files
    found = search(session, part, video_id)
    return (lack for lack in found if not _is_under_way(session, lack))


def order(lacks: Sequence[Lack]) -> None:
    for lack in lacks:
        with transaction() as session:
            if lack.stage is None:
                stages.redo_all(session, lack.video_id)
            else:
                stages.redo(session, lack.video_id, lack.stage)


def order_missing(part: Part, *, limit: int | None = None, video_id: int | None = None) -> list[Lack]:
    """Order the part for every video that lacks it, at most `limit` of them."""
    with new_session() as session:
        lacks = list(islice(lacking(session, part, video_id=video_id), limit))
    order(lacks)
    return lacks


def ended(lacks: Sequence[Lack]) -> Iterator[tuple[Lack, str]]:
    """Each as it ends, with the reason when it failed; waits for the workers."""
    waiting = list(lacks)
    while waiting:
        for lack in list(waiting):
            rows = _rows(lack)
            if not any(row.state in stages.UNDER_WAY for row in rows):
                waiting.remove(lack)
                failed = [row for row in rows if row.state is StageState.FAILED]
                yield lack, (failed[0].reason or "It failed.") if failed else ""
        time.sleep(LOOK_SECONDS if waiting else 0)


def _without_rows(session: Session, part: Part, video_id: int | None) -> Iterator[Lack]:
    row = ROWS[part]
    wanted = select(Video.id).where(
        Video.status == VideoStatus.PUBLISHED, ~select(row.video_id).where(row.video_id == Video.id).exists()
    )
    if video_id is not None:
        wanted = wanted.where(Video.id == video_id)
    for found in session.exec(wanted.order_by(col(Video.id)).execution_options(yield_per=shelves.BATCH)):
        yield Lack(found, STAGE_OF[part])


def _without_files(session: Session, part: Part, video_id: int | None) -> Iterator[Lack]:
    for beside in _beside(session, video_id):
        video = beside.video
        if video and video.status is VideoStatus.PUBLISHED and video.media:
            lost = {name for name in shelves.files(video.media) if not _stands(beside, name)}
            if _lacks(part, video.media, lost):
                first = part is Part.RUNG and _is_first_lost(video.media, lost)
                yield Lack(video.id, None if first else STAGE_OF[part])


def _beside(session: Session, video_id: int | None) -> Iterator[Beside]:
    if video_id is None:
        return shelves.videos(session, "v/")
    entries = list(storage.listing(storage.folder_key(video_id)))
    return iter([Beside(str(video_id), video=session.get(Video, video_id), entries=entries)])


def _stands(beside: Beside, name: str) -> bool:
    return storage.folder_key(int(beside.id)) + name in beside.names()


def _lacks(part: Part, media: dict[str, Any], lost: set[str]) -> bool:
    match part:
        case Part.POSTER:
            return not media.get("poster") or media["poster"] in lost
        case Part.STORYBOARD:
            return not media.get("storyboard") or media["storyboard"]["file"] in lost
        case _:
            return bool(lost & _of_rungs(media))


def _of_rungs(media: dict[str, Any]) -> set[str]:
    stills = dict.fromkeys(("poster", "storyboard"))
    return shelves.files({**media, **stills, "thumbnails": []})


def _is_first_lost(media: dict[str, Any], lost: set[str]) -> bool:
    """The other rungs are made beside the first one; without it all are made anew."""
    first = media["renditions"][-1]["file"].partition("/")[0]
    return any(name.partition("/")[0] == first for name in lost)


def _is_under_way(session: Session, lack: Lack) -> bool:
    return any(row.state in stages.UNDER_WAY for row in _asked(session, lack))


def _rows(lack: Lack) -> Sequence[VideoStage]:
    with new_session() as session:
        return _asked(session, lack)


def _asked(session: Session, lack: Lack) -> Sequence[VideoStage]:
    wanted = select(VideoStage).where(VideoStage.video_id == lack.video_id)
    return session.exec(wanted.where(VideoStage.stage == lack.stage) if lack.stage else wanted).all()
