"""The first rung of a file that is still arriving, so that it plays soon after its last byte."""

import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from app import storage
from app.db import new_session, transaction
from app.media.early import EarlyFirst, can_begin
from app.media.edit import Edit
from app.media.hls import RenditionFile
from app.media.package import First
from app.media.planning import plan_for
from app.models import Upload, Video
from app.settings import settings
from app.telemetry import log
from app.uploads import pieces
from app.videos.claim import alone_on, is_worked_on, scratch

LOOK_SECONDS = 0.15
# An index larger than this belongs to no short clip.
MOST_HEAD_BYTES = 8 * 1024 * 1024
# Who sends nothing for so long does not keep an encoder.
STALLED_SECONDS = 15
# A finished encoder needs no longer than this to store what it made.
PATIENCE_SECONDS = 20


class Stalled(Exception):
    """No bytes come, or the upload is gone."""


def encode(upload_id: int) -> None:
    """Follow an upload and encode what arrives; without harm when it stops or cannot be encoded so."""
    with alone_on(_claim(upload_id)) as mine:
        if mine:
            with scratch(_claim(upload_id)) as folder:
                try:
                    _follow(upload_id, folder)
                except Exception as error:  # the first stage does it all from the whole file
                    log().info("early_given_up", upload_id=upload_id, error=str(error)[:300])


def _follow(upload_id: int, folder: Path) -> None:
    whole, out = folder / "original", folder / "out"
    out.mkdir()
    arriving = _copied(_arriving(upload_id), whole)
    if not _has_head(arriving, whole):
        return
    encoder = EarlyFirst(whole, out)
    try:
        for piece in arriving:
            encoder.feed(piece)
        encoder.end_feeding()
        plan = plan_for(whole, max_seconds=settings().max_video_seconds)
        made = encoder.finish()
    finally:
        encoder.stop()
    if encoder.holds_for(made, plan):
        _keep(upload_id, made, out)


def _copied(arriving: Iterator[bytes], path: Path) -> Iterator[bytes]:
    """The same bytes, each also at the end of a file."""
    with path.open("wb") as file:
        for piece in arriving:
            file.write(piece)
            file.flush()
            yield piece


def _has_head(arriving: Iterator[bytes], path: Path) -> bool:
    """Wait until the file tells whether it can be decoded while it arrives."""
    for _ in arriving:
        if can_begin(path.read_bytes()):
            return True
        if path.stat().st_size > MOST_HEAD_BYTES:
            break
    return False


def _arriving(upload_id: int) -> Iterator[bytes]:
    """Every byte in order, waiting for those that have not come yet."""
    position, seen = 0, time.monotonic()
    while True:
        for piece in pieces.read(upload_id, offset=position):
            position, seen = position + len(piece), time.monotonic()
            yield piece
        if position == _length(upload_id):
            return
        if time.monotonic() - seen > STALLED_SECONDS:
            raise Stalled(f"No bytes came for {STALLED_SECONDS} seconds.")
        time.sleep(LOOK_SECONDS)


def _length(upload_id: int) -> int:
    with new_session() as session:
        upload = session.get(Upload, upload_id)
    if upload is None:
        raise Stalled("The upload is gone.")
    return upload.length


def _keep(upload_id: int, made: First, out: Path) -> None:
    """Store what was made beside the pieces, where the first stage finds it."""
    storage.put_files({_key(upload_id, name): out / name for name in made.files_to_keep}, content_types={})
    with transaction() as session:
        upload = session.get(Upload, upload_id)
        if upload:
            upload.early = asdict(made)


def fetch(video: Video, out: Path) -> First | None:
    """What was made of this video's upload while it arrived; waits while that is being finished."""
    upload_id = video.upload_id
    if upload_id is None or not Edit.model_validate(video.edit or {}).is_nothing:
        return None
    until = time.monotonic() + PATIENCE_SECONDS
    while is_worked_on(_claim(upload_id)) and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
    with new_session() as session:
        upload = session.get(Upload, upload_id)
    return _fetched(upload, out) if upload and upload.early else None


def _fetched(upload: Upload, out: Path) -> First:
    told = upload.early or {}
    made = First(**{**told, "rendition": RenditionFile(**told["rendition"])})
    storage.fetch_files({_key(upload.id, name): out / name for name in made.files_to_keep})
    return made


def _key(upload_id: int, name: str) -> str:
    return storage.piece_key(upload_id, f"early/{name}")


def _claim(upload_id: int) -> str:
    return f"upload-{upload_id}"
