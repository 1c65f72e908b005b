"""The stages that make pictures: the first rung, the other rungs, the stills."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from app.db import transaction
from app.media import hls
from app.media.fingerprint import Prints, prints_of
from app.media.hls import RenditionFile
from app.media.package import First, make_first, make_rungs
from app.media.stills import make_stills
from app.models import Stage, VideoStatus
from app.videos import duplicates, early, publishing, stages
from app.videos.access import forget_open
from app.videos.work import Work

ENCODING, STORING = "encoding", "storing"
WIDEST_STILL = 720


def first(work: Work) -> None:
    """Check the file, make the smallest rung that is worth watching, and publish.

    The rung may have been made while the file arrived; its end is awaited while the file is looked at.
    """
    plan, sha256 = work.plan(), work.sha256()
    arrived = early.fetch(work.video, work.out)
    made = arrived or make_first(plan, work.out, on_percent=lambda percent: work.tell(ENCODING, percent))
    publish_first(work, made, sha256)


def publish_first(work: Work, made: First, sha256: str) -> None:
    """Everyone may see it from here on, unless it is refused as a copy or as blocked."""
    prints = _prints_of(made, work.out)
    (work.out / hls.MASTER).write_text(hls.master_text([made.rendition]))
    folder = work.store(*made.files, hls.MASTER)
    with transaction() as session:
        video = publishing.must_lock(session, work.video.id)
        video.original_sha256 = sha256
        if video.status is VideoStatus.PROCESSING:  # nobody has seen it yet
            duplicates.judge(session, video, prints, sha256)
        duplicates.keep(session, video.id, prints)
        video.duration_seconds, video.width, video.height = made.duration_seconds, made.width, made.height
        publishing.grow(session, video, **_media_of(made, folder))
        publishing.release(session, video)
        stages.finish(session, video.id, Stage.FIRST, Stage.FINGERPRINT)
    forget_open(work.video.id)


def _prints_of(made: First, out: Path) -> Prints:
    chroma = (out / made.chroma).read_bytes() if made.chroma else None
    return prints_of((out / made.frames).read_bytes(), chroma)


def _media_of(made: First, folder: str) -> dict[str, Any]:
    start = {**made.start, "url": f"{folder}/{made.start['url']}"}
    return {
        "master": f"{folder}/{hls.MASTER}",
        "fast_start": f"{folder}/{made.fast_start}",
        "start": start,
        "poster": f"{folder}/{made.poster}",
        "preview": made.preview,
        "thumbnails": [],
        "fps": made.fps,
        "audio": f"{folder}/{made.audio}" if made.audio else None,
        "renditions": [_inside(folder, made.rendition)],
    }


def _inside(folder: str, rendition: RenditionFile) -> dict[str, Any]:
    return asdict(_moved(rendition, f"{folder}/"))


def _moved(rendition: RenditionFile, way: str) -> RenditionFile:
    """The same rendition as it is named from elsewhere."""
    plain = way + rendition.fast_start if rendition.fast_start else None
    return replace(rendition, file=way + rendition.file, playlist=way + rendition.playlist, fast_start=plain)


def _files(rendition: RenditionFile) -> list[str]:
    plain = [rendition.fast_start] if rendition.fast_start else []
    return [rendition.file, rendition.playlist, *plain]


def rungs(work: Work) -> None:
    """Make every rung above the first with one decode; players then find them in a new master playlist."""
    kept = (work.video.media or {})["renditions"][-1]
    plan, audio = work.plan(), work.rendition(kept["file"])
    made = make_rungs(plan, work.out, audio=audio, on_percent=lambda percent: work.tell(ENCODING, percent))
    if not made:
        _grown(work)
        return
    (work.out / hls.MASTER).write_text(hls.master_text([*made, _moved(RenditionFile(**kept), "../")]))
    folder = work.store(*(name for one in made for name in _files(one)), hls.MASTER)
    renditions = [*(_inside(folder, one) for one in made), kept]
    start = _better_start(work, made, folder)
    _grown(work, master=f"{folder}/{hls.MASTER}", renditions=renditions, **start)


def stills(work: Work) -> None:
    """Make the storyboard and thumbnails, and the poster of the best moment or of the creator's choice."""
    source = work.rendition(_still_source(work.video.media or {}))
    small = work.rendition((work.video.media or {})["renditions"][-1]["file"])
    made = make_stills(source, work.out, cover=work.edit.cover, small=small)
    folder = work.store(made.poster, *made.thumbnails, made.storyboard.file)
    _grown(
        work,
        poster=f"{folder}/{made.poster}",
        preview=made.preview,
        thumbnails=[f"{folder}/{name}" for name in made.thumbnails],
        storyboard={**asdict(made.storyboard), "file": f"{folder}/{made.storyboard.file}"},
    )


def _grown(work: Work, **parts: Any) -> None:
    with transaction() as session:
        video = publishing.must_lock(session, work.video.id)
        publishing.grow(session, video, **parts)
        stages.finish(session, video.id, work.stage)


def _still_source(media: dict[str, Any]) -> str:
    """The smallest rendition that fills a poster, else the largest."""
    wide = [one for one in media["renditions"] if one["width"] >= WIDEST_STILL]
    file: str = (wide[-1] if wide else media["renditions"][0])["file"]
    return file


def _better_start(work: Work, made: Sequence[RenditionFile], folder: str) -> dict[str, Any]:
    """From now on players begin with the middle rung, if one was made."""
    middle = next((one for one in made if one.fast_start), None)
    if middle is None:
        return {}
    start = hls.start_of(hls.read_playlist(work.out / middle.playlist), middle.codecs)
    return {
        "fast_start": f"{folder}/{middle.fast_start}",
        "start": {**start, "url": f"{folder}/{start['url']}"},
    }
