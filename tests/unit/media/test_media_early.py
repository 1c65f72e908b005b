"""The first rung is made while the bytes arrive, and is the one that the whole file would have given."""

from pathlib import Path

import psutil
import pytest

from app.errors import Rejected
from app.media.early import EarlyFirst, can_begin
from app.media.edit import Edit
from app.media.package import First, make_first, make_rungs, plan_for
from tests.unit.media.clips import frame_count, picture, run_ffmpeg, sound, streams

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "30")
CLIP = (*picture("480x854", seconds=3), *sound(seconds=3))
PIECE = 40_000
INDEX_FIRST = (*H264, "-movflags", "+faststart")
FRAGMENTED = (*H264, "-movflags", "frag_keyframe+empty_moov")
MATROSKA = (*H264, "-cluster_time_limit", "1000")
STREAMED = [("clip.mp4", INDEX_FIRST), ("pieces.mp4", FRAGMENTED), ("clip.mkv", MATROSKA)]


def begin(source: Path, out: Path) -> tuple[EarlyFirst, bytes]:
    """The stage begun with as little as it takes, and the bytes that are still to come."""
    content = source.read_bytes()
    length = next(size for size in range(PIECE, len(content), PIECE) if can_begin(content[:size]))
    (out / "head").write_bytes(content[:length])
    (out / "first").mkdir()
    return EarlyFirst(out / "head", out / "first"), content[length:]


def made_early(source: Path, out: Path) -> tuple[EarlyFirst, First]:
    early, rest = begin(source, out)
    assert len(rest) > 2 * PIECE
    for at in range(0, len(rest), PIECE):
        early.feed(rest[at : at + PIECE])
    return early, early.finish()


def test_with_the_index_first_it_is_what_the_whole_file_gives(tmp_path: Path):
    run_ffmpeg(*CLIP, *INDEX_FIRST, tmp_path / "clip.mp4")
    early, first = made_early(tmp_path / "clip.mp4", tmp_path)
    plan = plan_for(tmp_path / "clip.mp4", max_seconds=10)
    (tmp_path / "whole").mkdir()

    whole = make_first(plan, tmp_path / "whole", on_percent=lambda percent: None)
    assert early.holds_for(first, plan)
    assert [part[2] for part in first.start["segments"]] == [part[2] for part in whole.start["segments"]]
    for name in (first.frames, first.chroma or "", first.poster):
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "first" / name).read_bytes()


@pytest.mark.parametrize(("name", "codec"), STREAMED[1:])
def test_without_an_index_it_ends_where_the_pictures_end(tmp_path: Path, name: str, codec: tuple[str, ...]):
    run_ffmpeg(*CLIP, *codec, tmp_path / name)
    early, first = made_early(tmp_path / name, tmp_path)
    plan = plan_for(tmp_path / name, max_seconds=10)

    assert early.holds_for(first, plan)
    assert first.duration_seconds == pytest.approx(3, abs=0.1)
    made = tmp_path / "first" / first.rendition.file
    assert frame_count(made) == pytest.approx(90, abs=3)
    assert float(streams(made)["audio"]["duration"]) == pytest.approx(3, abs=0.1)
    rungs = make_rungs(plan, tmp_path, audio=made, on_percent=lambda percent: None)
    assert [rung.name for rung in rungs] == ["480"]


def test_it_holds_only_for_the_file_that_was_fed_and_without_edits(tmp_path: Path):
    run_ffmpeg(*CLIP, *INDEX_FIRST, tmp_path / "clip.mp4")
    run_ffmpeg(*picture("480x854", seconds=2), *sound(seconds=2), *INDEX_FIRST, tmp_path / "other.mp4")
    early, first = made_early(tmp_path / "clip.mp4", tmp_path)
    assert not early.holds_for(first, plan_for(tmp_path / "other.mp4", max_seconds=10))
    edited = plan_for(tmp_path / "clip.mp4", max_seconds=10, edit=Edit(speed=2))
    assert not early.holds_for(first, edited)


def test_a_file_that_stops_arriving_gives_nothing(tmp_path: Path):
    run_ffmpeg(*CLIP, *INDEX_FIRST, tmp_path / "clip.mp4")
    early, _ = begin(tmp_path / "clip.mp4", tmp_path)
    with pytest.raises(Rejected):
        early.finish()


def test_a_file_that_promises_more_than_is_taken_is_not_waited_for(tmp_path: Path):
    run_ffmpeg(*CLIP, *INDEX_FIRST, tmp_path / "clip.mp4")
    content = bytearray((tmp_path / "clip.mp4").read_bytes())
    at = content.index(b"mdat") - 4
    content[at : at + 4] = b"\xff\xff\xff\xff"
    (tmp_path / "clip.mp4").write_bytes(content)
    with pytest.raises(Rejected, match="larger"):
        begin(tmp_path / "clip.mp4", tmp_path)


def test_giving_up_leaves_no_process(tmp_path: Path):
    before = set(psutil.Process().children())  # not those of the stores, which begin some when they like
    run_ffmpeg(*CLIP, *INDEX_FIRST, tmp_path / "clip.mp4")
    early, rest = begin(tmp_path / "clip.mp4", tmp_path)
    early.stop()
    early.feed(rest)
    assert set(psutil.Process().children()) <= before


@pytest.mark.parametrize(("name", "codec"), STREAMED)
def test_it_begins_when_enough_has_come(tmp_path: Path, name: str, codec: tuple[str, ...]):
    run_ffmpeg(*CLIP, *codec, tmp_path / name)
    content = (tmp_path / name).read_bytes()
    assert not can_begin(content[:2000])
    assert can_begin(content)


@pytest.mark.parametrize(("name", "codec"), [("clip.mp4", H264), ("clip.avi", ("-c:v", "mpeg4"))])
def test_what_cannot_be_read_in_order_waits_for_its_end(tmp_path: Path, name: str, codec: tuple[str, ...]):
    run_ffmpeg(*CLIP, *codec, tmp_path / name)
    assert not can_begin((tmp_path / name).read_bytes())


@pytest.mark.parametrize("head", [b"", b"plain text" * 9000, b"#EXTM3U\n" + bytes(90_000)])
def test_what_is_no_video_never_begins(head: bytes):
    assert not can_begin(head)
