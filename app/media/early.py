"""Makes the first rung while the file is still arriving: it plays when the last byte has come."""

import os
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app.errors import Rejected
from app.media import policy
from app.media.boxes import Box, boxes_in, top_boxes
from app.media.package import First, collect_first
from app.media.plan import Plan
from app.media.planning import look, plain_plan, with_copying
from app.media.process import Limits, Program, ToolFailed
from app.media.room import check_room
from app.media.sniff import SNIFFED_BYTES, demuxer_of
from app.media.transcode import first_command, limits_for, refusal
from app.settings import settings

# Enough of the media for the codecs to tell all about themselves.
ENOUGH_BYTES, MUCH_BYTES = 64 * 1024, 2 * 1024 * 1024
LONGEST_UPLOAD_SECONDS = 6 * 3600
# An end that no index tells is found by the encoder, up to a few pictures later.
CLOSE_SECONDS = 0.15
FIRST_CLUSTER = b"\x1f\x43\xb6\x75"


def can_begin(head: bytes) -> bool:
    """Whether a file that begins so can be read in order and has told enough to plan the first rung."""
    demuxer = demuxer_of(head[:SNIFFED_BYTES])
    if demuxer == "matroska":
        return _has_piece(head.find(FIRST_CLUSTER), head.rfind(FIRST_CLUSTER), len(head))
    return demuxer == "mov" and _index_came(boxes_in(head), len(head))


def _index_came(boxes: list[Box], arrived: int) -> bool:
    """Whether no media lies before the index, and enough of it behind."""
    kinds = [box.kind for box in boxes]
    media = [box for box in boxes if box.kind in (b"mdat", b"moof")]
    if not media or b"moov" not in kinds[: boxes.index(media[0])]:
        return False
    if media[0].kind == b"mdat":
        return media[0].offset + ENOUGH_BYTES <= arrived
    return _has_piece(media[0].offset, [box for box in media if box.kind == b"moof"][-1].offset, arrived)


def _has_piece(first: int, last: int, arrived: int) -> bool:
    """Whether one whole piece of media has come, or much of a long one: each tells only its own times."""
    return first > 0 and (first < last or first + MUCH_BYTES <= arrived)


class EarlyFirst:
    """The first stage of a file whose bytes are fed as they come.

    ``head`` holds the first bytes, as many as `can_begin` asked for; they count as fed. Any error means that
    the work is lost and the stage is to be done again from the whole file. One thread begins and ends it: the
    encoder dies with the thread that started it.
    """

    def __init__(self, head: Path, out: Path) -> None:
        self._out = out
        self.plan = _plan_of(head, out)
        seconds = self.plan.seconds
        check_room(out, [self.plan.first_rung], seconds)
        limits = Limits(limits_for(seconds).cpu_seconds, wall_seconds=LONGEST_UPLOAD_SECONDS)
        command = first_command(self.plan, is_piped=True)
        self._program = Program(command, limits, folder=out, is_fed=True)
        with head.open("rb") as file:
            while piece := file.read(1024 * 1024):
                self.feed(piece)

    def feed(self, piece: bytes) -> None:
        """Take the next bytes; waits while the encoder is busy."""
        self._program.feed(piece)

    def end_feeding(self) -> None:
        """All bytes were fed; what is left to be encoded is, while others look at the whole file."""
        self._program.end_feeding()

    def finish(self) -> First:
        """All bytes were fed: what the first stage would have made."""
        try:
            self._program.finish()
        except ToolFailed as failure:
            raise refusal(failure) from failure
        return collect_first(self.plan, self._out)

    def stop(self) -> None:
        """Give up, if it still runs."""
        self._program.stop()

    def holds_for(self, first: First, whole: Plan) -> bool:
        """Whether ``first`` is what `make_first` would make now that the whole file has been looked at."""
        is_same = _essence(whole) == _essence(self.plan) and whole.edit.is_nothing
        return is_same and abs(first.duration_seconds - whole.seconds) < CLOSE_SECONDS


def _essence(plan: Plan) -> object:
    """What does not hang on how much of the file has been seen."""
    return replace(plan.probe, header_seconds=0.0, start_seconds=0.0), plan.rungs, plan.frame_rate


def _plan_of(head: Path, out: Path) -> Plan:
    """The plan of a file of which only the head is here."""
    with head.open("rb") as file:
        demuxer = demuxer_of(file.read(SNIFFED_BYTES)) or ""
    boxes = top_boxes(head) if demuxer == "mov" else []
    if demuxer == "mov" and not any(box.kind == b"moof" for box in boxes):
        return _plan_by_index(head, out, size=max(box.end for box in boxes))
    found, times = look(head, demuxer)
    policy.judge_density(found, times)
    return replace(plain_plan(head, found, times, settings().max_video_seconds), is_open=True)


def _plan_by_index(head: Path, out: Path, *, size: int) -> Plan:
    """The index tells all times; only the media is missing, and a hole in the file stands for it."""
    if size > settings().max_upload_bytes:
        raise Rejected("too_large", "This file says that it is larger than any that is taken.")
    with TemporaryDirectory(dir=out) as scratch:
        whole = Path(scratch) / "whole"
        shutil.copy(head, whole)
        os.truncate(whole, size)
        found, times = look(whole, "mov")
        seconds = policy.playing_seconds(found, times)
        policy.judge_length(seconds, max_seconds=settings().max_video_seconds)
        policy.judge_density(found, times)
        plan = plain_plan(whole, found, times, min(seconds, settings().max_video_seconds))
        return with_copying(plan, times, arrived=head.stat().st_size)
