"""Rules of the package: every file is there, every range is true, all renditions are cut alike."""

from pathlib import Path

import pytest
from PIL import Image

from app.media.boxes import top_boxes
from app.media.hls import read_playlist
from tests.unit.media.clips import H264, frame_count, key_times, picture, run_ffmpeg, streams
from tests.unit.media.whole import Package, make_package

Made = tuple[Package, Path]


def test_every_named_file_lies_flat_in_the_folder_and_no_other(portrait: Made):
    package, out = portrait
    assert sorted(package.files) == sorted(path.name for path in out.iterdir())
    assert all((out / name).stat().st_size > 0 for name in package.files)


def test_every_rendition_is_h264_and_aac_of_its_short_edge(portrait: Made):
    package, out = portrait
    assert [made.name for made in package.renditions] == ["720", "480", "360"]
    for made in package.renditions:
        found = streams(out / made.file)
        assert (found["video"]["codec_name"], found["audio"]["codec_name"]) == ("h264", "aac")
        assert (found["video"]["width"], found["video"]["height"]) == (made.width, made.height)
        assert min(made.width, made.height) == int(made.name)
        assert frame_count(out / made.file) == 108


def test_key_frames_are_the_segment_starts_in_every_rendition(portrait: Made):
    package, out = portrait
    for made in package.renditions:
        assert key_times(out / made.file) == pytest.approx([0, 1, 3])
        assert [part.seconds for part in read_playlist(out / made.playlist).segments] == pytest.approx(
            [1, 2, 0.6]
        )


def test_the_start_object_points_at_real_boxes(portrait: Made):
    package, out = portrait
    boxes = top_boxes(out / package.start["url"])
    assert package.start["url"] == "360.mp4"
    offset, length = package.start["init"]
    assert [box.kind for box in boxes if box.end <= offset + length] == [b"ftyp", b"moov"]
    starts = {box.offset: box.kind for box in boxes}
    position = offset + length
    for at, size, _ in package.start["segments"]:
        assert at == position
        assert starts[int(at)] in (b"sidx", b"styp", b"moof")
        assert b"moof" in {box.kind for box in boxes if at <= box.offset < at + size}
        position = int(at + size)


def test_one_range_from_the_start_decodes_by_itself(portrait: Made, tmp_path: Path):
    package, out = portrait
    first = package.start["segments"][0]
    cut = (out / package.start["url"]).read_bytes()[: int(first[0] + first[1])]
    (tmp_path / "first.mp4").write_bytes(cut)
    assert frame_count(tmp_path / "first.mp4") == 30


def test_the_master_names_every_rendition_with_its_codecs(portrait: Made):
    package, out = portrait
    lines = (out / package.master).read_text().splitlines()
    for made in package.renditions:
        attributes = lines[lines.index(made.playlist) - 1]
        assert f"RESOLUTION={made.width}x{made.height}" in attributes
        assert f'CODECS="{made.codecs}"' in attributes
        assert "FRAME-RATE=30.000" in attributes
    assert {made.codecs.split(",")[1] for made in package.renditions} == {"mp4a.40.2"}
    assert all(made.codecs.startswith("avc1.6400") for made in package.renditions)


def test_hls_plays_from_the_master_to_the_end(portrait: Made):
    package, out = portrait
    run_ffmpeg("-i", out / package.master, "-map", "0:v:0", "-f", "framecrc", out.parent / "decoded.txt")
    frames = [line for line in (out.parent / "decoded.txt").read_text().splitlines() if line[0] != "#"]
    assert len(frames) == 108


def test_the_plain_file_begins_with_its_index(portrait: Made):
    package, out = portrait
    kinds = [box.kind for box in top_boxes(out / package.fast_start)]
    assert kinds.index(b"moov") < kinds.index(b"mdat")
    assert frame_count(out / package.fast_start) == 108


def test_the_sound_is_a_file_of_its_own(portrait: Made):
    package, out = portrait
    assert package.audio == "audio.m4a"
    assert set(streams(out / "audio.m4a")) == {"audio"}


def test_stills_show_the_clip_and_its_preview_keeps_the_shape(portrait: Made):
    package, out = portrait
    assert len(package.thumbnails) == 3
    assert Image.open(out / package.poster).size == (720, 1280)
    assert {Image.open(out / name).size for name in package.thumbnails} == {(360, 640)}
    assert package.preview.startswith("data:image/webp;base64,")
    assert len(package.preview) < 1000


def test_progress_rises_through_both_stages_to_the_end(tmp_path: Path):
    run_ffmpeg(*picture(seconds=1), *H264, tmp_path / "clip.mp4")
    told: list[tuple[str, float]] = []
    make_package(
        tmp_path / "clip.mp4", tmp_path / "out", max_seconds=10, on_progress=lambda *now: told.append(now)
    )
    assert [stage for stage, _ in told] == sorted(stage for stage, _ in told)
    for stage in ("probing", "transcoding"):
        percents = [percent for told_stage, percent in told if told_stage == stage]
        assert percents == sorted(percents)
        assert percents[-1] == 100


def test_what_a_killed_run_left_does_not_get_into_the_package(tmp_path: Path):
    run_ffmpeg(*picture(seconds=0.5), *H264, tmp_path / "clip.mp4")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thumb9.jpg").write_text("old")
    package = make_package(
        tmp_path / "clip.mp4", tmp_path / "out", max_seconds=10, on_progress=lambda stage, percent: None
    )
    assert "thumb9.jpg" not in package.thumbnails
    assert not (tmp_path / "out" / "thumb9.jpg").exists()
