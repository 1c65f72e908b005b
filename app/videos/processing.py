"""From the original to something that plays: what a media worker does with one video."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlmodel import Session, col, select, update

from app import storage
from app.db import new_session, transaction
from app.errors import Rejected
from app.jobs import Job, is_known, send_again
from app.media.whole import Package, make_package
from app.models import ExplorationPool, Video, VideoStatus
from app.models.columns import now
from app.settings import settings
from app.sounds import service as sounds
from app.telemetry import log
from app.uploads import pieces
from app.videos.access import forget_open
from app.videos.claim import alone_on, is_worked_on, scratch

SAY_SECONDS = 0.7
# Where a stage begins on the scale of 100, and how much of the scale its own percent is worth.
SHARE_OF_WORK = {"probing": (0, 0.05), "transcoding": (5, 0.9)}
CONTENT_TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mp4": "video/mp4",
    ".m4a": "audio/mp4",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
}


def process(video_id: int) -> None:
    """Publish the video or reject it with a reason. Safe to run again, and by two workers at once."""
    with alone_on(video_id) as mine:
        video = _waiting(video_id) if mine else None
        if video is None:
            return
        with scratch(video_id) as folder:
            try:
                _make(video, folder)
            except Rejected as refusal:
                _reject(video_id, refusal)


def resume() -> list[int]:
    """Queue again what waits for a worker but stands in no queue; the ids."""
    with new_session() as session:
        waiting = session.exec(select(Video.id).where(Video.status == VideoStatus.PROCESSING)).all()
    lost = [one for one in waiting if not is_worked_on(one) and not is_known(Job.PROCESS_VIDEO, one)]
    for video_id in lost:
        send_again(Job.PROCESS_VIDEO, video_id)
    return lost


def forget_unfinished(*, older: timedelta = timedelta(days=1)) -> int:
    """Drop uploads whose file never arrived; how many."""
    with transaction() as session:
        stale = session.exec(
            select(Video).where(
                Video.status == VideoStatus.UPLOADING,
                col(Video.upload_id).is_(None),  # those with an upload live as long as that
                col(Video.created_at) < now() - older,
            )
        ).all()
        for video in stale:
            session.delete(video)
    return len(stale)


def _make(video: Video, folder: Path) -> None:
    original, out = folder / "original", folder / "out"
    out.mkdir()
    if video.upload_id and video.original_key is None:
        pieces.fetch(video.upload_id, original)
    else:
        storage.fetch_file(video.original_key or storage.original_key(video.id), original)
    package = make_package(
        original, out, max_seconds=settings().max_video_seconds, on_progress=_reporter(video.id)
    )
    version = token_hex(4)
    _say(video.id, "storing", 95)
    for path in sorted(out.iterdir()):
        key = storage.rendition_key(video.id, version, path.name)
        storage.put_file(key, path, content_type=CONTENT_TYPES[path.suffix])
    if not _publish(video.id, package, version):
        storage.remove_below(storage.rendition_key(video.id, version, ""))


def _publish(video_id: int, package: Package, version: str) -> bool:
    """Whether it is this version that viewers get."""
    with transaction() as session:
        video = session.exec(_locked(video_id)).first()
        if video is None:
            return False
        video.media = {"version": version, **_described(package)}
        video.url = f"v/{video_id}/{version}/{package.master}"
        video.width, video.height = package.width, package.height
        video.duration_seconds = package.duration_seconds
        video.status, video.stage, video.percent = VideoStatus.PUBLISHED, "done", 100
        video.published_at = now()
        _give_sound(session, video, package, version)
        session.merge(ExplorationPool(video_id=video_id))
    forget_open(video_id)
    log().info("video_published", video_id=video_id, seconds=package.duration_seconds)
    return True


def _give_sound(session: Session, video: Video, package: Package, version: str) -> None:
    if video.sound_id is None and package.audio:
        key = storage.rendition_key(video.id, version, package.audio)
        sound = sounds.make(
            session,
            sounds.ORIGINAL,
            creator_id=video.creator_id,
            audio_key=key,
            duration_seconds=package.duration_seconds,
        )
        video.sound_id = sound.id


def _reject(video_id: int, refusal: Rejected) -> None:
    with transaction() as session:
        video = session.exec(_locked(video_id)).first()
        if video:
            video.status, video.stage = VideoStatus.REJECTED, "done"
            video.failure_code, video.failure_message = refusal.code, refusal.message
    log().info("video_rejected", video_id=video_id, code=refusal.code)


def _locked(video_id: int) -> Any:
    """The video while it is still waiting for us: whoever publishes first wins."""
    return select(Video).where(Video.id == video_id, Video.status == VideoStatus.PROCESSING).with_for_update()


def _waiting(video_id: int) -> Video | None:
    with new_session() as session:
        return session.exec(
            select(Video).where(Video.id == video_id, Video.status == VideoStatus.PROCESSING)
        ).first()


def _reporter(video_id: int) -> Callable[[str, float], None]:
    """Writes progress down, but not more often than a person could notice."""
    last = [0.0]

    def report(stage: str, percent: float) -> None:
        if time.monotonic() - last[0] >= SAY_SECONDS:
            last[0] = time.monotonic()
            begins, share = SHARE_OF_WORK[stage]
            _say(video_id, stage, begins + percent * share)

    return report


def _say(video_id: int, stage: str, percent: float) -> None:
    with transaction() as session:
        session.exec(update(Video).where(col(Video.id) == video_id).values(stage=stage, percent=percent))


def _described(package: Package) -> dict[str, Any]:
    """What `Video.media` keeps: names relative to the video's folder."""
    return {
        "master": package.master,
        "fast_start": package.fast_start,
        "poster": package.poster,
        "thumbnails": list(package.thumbnails),
        "preview": package.preview,
        "start": package.start,
        "renditions": [
            {
                "name": one.name,
                "width": one.width,
                "height": one.height,
                "bitrate": one.bitrate,
                "file": one.file,
            }
            for one in package.renditions
        ],
        "fps": package.fps,
    }
