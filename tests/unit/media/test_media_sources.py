"""Whatever a camera, an editor or a phone makes becomes upright, even, stereo H.264 that plays everywhere."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.unit.media.clips import H264, frame_count, picture, run_ffmpeg, sound, streams
from tests.unit.media.whole import Package, make_package

Made = tuple[Package, Path]
Packaged = Callable[..., Made]


def top(made: Made) -> dict[str, dict[str, object]]:
    package, out = made
    return streams(out / package.renditions[0].file)


def size(made: Made) -> tuple[object, object]:
    return top(made)["video"]["width"], top(made)["video"]["height"]


def test_a_rotation_is_baked_into_the_picture(tmp_path: Path):
    """A red left half, told to be shown turned a quarter to the left, must be red at the bottom."""
    halves = "color=red:s=80x100:r=30:d=1[a];color=blue:s=80x100:r=30:d=1[b];[a][b]hstack"
    run_ffmpeg("-f", "lavfi", "-i", halves, *H264, tmp_path / "flat.mp4")
    run_ffmpeg("-display_rotation", "90", "-i", tmp_path / "flat.mp4", "-c", "copy", tmp_path / "turned.mp4")

    out = tmp_path / "out"
    package = make_package(
        tmp_path / "turned.mp4", out, max_seconds=10, on_progress=lambda stage, percent: None
    )

    made = streams(out / package.renditions[0].file)["video"]
    assert (made["width"], made["height"]) == (package.width, package.height) == (100, 160)
    assert "side_data_list" not in made
    pixels = np.asarray(Image.open(out / package.poster).convert("RGB")).astype(int)
    above, below = pixels[:60].mean((0, 1)), pixels[-60:].mean((0, 1))
    assert above[2] > 200
    assert below[0] > 200
    assert max(above[0], below[2]) < 60


def test_odd_sizes_become_even(packaged: Packaged):
    assert size(packaged("odd.mp4", *picture("97x161"), *H264[:-4], "-pix_fmt", "yuv444p")) == (96, 160)


def test_pixels_become_square(packaged: Packaged):
    made = packaged("wide.mp4", *picture("80x160"), "-vf", "setsar=2", *H264)
    assert size(made) == (160, 160)
    assert top(made)["video"]["sample_aspect_ratio"] == "1:1"


def test_almost_square_pixels_do_not_cost_the_top_rung(packaged: Packaged):
    made = packaged("hair.mp4", *picture("360x640", seconds=0.5), "-vf", "setsar=403/404", *H264)
    assert size(made) == (360, 640)


def test_a_silent_file_gets_a_silent_stereo_track(packaged: Packaged):
    package, out = packaged("silent.mp4", *picture(), *H264)
    heard = streams(out / package.renditions[0].file)["audio"]
    assert (heard["codec_name"], heard["channels"], heard["sample_rate"]) == ("aac", 2, "48000")
    assert package.audio is None


def test_surround_becomes_stereo(packaged: Packaged):
    six = "sine=d=1[a];[a]pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0"
    made = packaged("surround.mkv", *picture(), "-f", "lavfi", "-i", six, *H264, "-c:a", "ac3")
    assert top(made)["audio"]["channels"] == 2


def test_sound_shorter_than_the_picture_is_filled_up(packaged: Packaged):
    made = packaged("short-sound.mp4", *picture(seconds=2), *sound(seconds=0.5), *H264)
    assert float(str(top(made)["audio"]["duration"])) == pytest.approx(2, abs=0.05)


def test_sound_longer_than_the_picture_is_cut(packaged: Packaged):
    package, out = packaged("long-sound.mp4", *picture(), *sound(seconds=3), *H264)
    assert package.duration_seconds == pytest.approx(1, abs=0.05)
    assert float(streams(out / package.fast_start)["audio"]["duration"]) == pytest.approx(1, abs=0.05)


def test_a_variable_frame_rate_becomes_constant(packaged: Packaged):
    uneven = ("-vf", "select='lt(n,20)+not(mod(n,7))'", "-fps_mode", "vfr")
    package, out = packaged("vfr.mp4", *picture(seconds=2), *uneven, *H264)
    assert package.fps == 30
    assert frame_count(out / package.renditions[0].file) == round(package.duration_seconds * 30)


def test_a_fast_source_is_shown_at_30(packaged: Packaged):
    package, out = packaged("fast.mp4", *picture(rate=120), *H264)
    assert frame_count(out / package.renditions[0].file) == 30


@pytest.mark.parametrize("curve", ["smpte2084", "arib-std-b67"])
def test_high_dynamic_range_becomes_ordinary(packaged: Packaged, curve: str):
    """Three plain colours keep their hue, and white paper is bright, not gray."""
    bars = [f"color={color}:s=120x320:r=30:d=0.5" for color in ("white", "0xB02020", "0x2020B0")]
    seen = f"{';'.join(f'{bar}[{n}]' for n, bar in enumerate(bars))};[0][1][2]hstack=3"
    known = "tin=bt709:pin=bt709:min=bt709"
    wide = f"format=yuv420p10le,zscale={known}:t={curve}:p=bt2020:m=bt2020nc:npl=203"
    tags = ("-color_trc", curve, "-colorspace", "bt2020nc", "-color_primaries", "bt2020")
    ten_bit = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none")
    package, out = packaged(f"{curve}.mp4", "-f", "lavfi", "-i", f"{seen},{wide}", *ten_bit, *tags)

    made = top((package, out))["video"]
    assert (made["pix_fmt"], made["color_transfer"], made["color_primaries"]) == ("yuv420p", "bt709", "bt709")
    pixels = np.asarray(Image.open(out / package.poster).convert("RGB")).astype(int)
    white, red, blue = (pixels[100:200, x : x + 60].mean((0, 1)) for x in (30, 150, 270))
    assert white.min() > 170
    assert np.ptp(white) < 8
    assert red[0] > 2 * max(red[1:])
    assert blue[2] > 2 * max(blue[:2])


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("clip.webm", ("-c:v", "libvpx", "-deadline", "realtime")),
        ("clip.avi", ("-c:v", "mpeg4")),
        ("clip.ts", ("-c:v", "mpeg2video")),
        ("clip.mpg", ("-c:v", "mpeg2video")),
        ("clip.gif", ("-vf", "fps=10")),
        ("clip.mov", ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p")),
        ("ten-bit.mp4", ("-c:v", "libx264", "-pix_fmt", "yuv420p10le")),
        ("pieces.mp4", (*H264, "-movflags", "frag_keyframe+empty_moov")),
    ],
)
def test_every_container_comes_out_the_same(packaged: Packaged, name: str, codec: tuple[str, ...]):
    made = packaged(name, *picture(), *codec)
    picture_out = top(made)["video"]
    assert (picture_out["codec_name"], picture_out["profile"], picture_out["pix_fmt"]) == (
        "h264",
        "High",
        "yuv420p",
    )
    assert (picture_out["color_space"], picture_out["color_range"]) == ("bt709", "tv")
    assert made[0].duration_seconds == pytest.approx(1, abs=0.1)


def test_interlaced_fields_become_whole_pictures(packaged: Packaged):
    """Two fields of a moving edge leave combs: rows that differ from both neighbours, which agree."""
    bar = "nullsrc=s=160x160:r=50:d=1,geq=lum='255*lt(mod(X+T*400,160),40)':cb=128:cr=128"
    fields = ("-vf", "tinterlace=interleave_top,setfield=tff", "-flags", "+ilme+ildct", "-r", "25")
    package, out = packaged("fields.ts", "-f", "lavfi", "-i", bar, *fields, "-c:v", "mpeg2video", "-q:v", "2")
    rows = np.asarray(Image.open(out / package.poster).convert("L")).astype(int)
    comb = np.abs(2 * rows[1:-1] - rows[:-2] - rows[2:]).mean()
    assert comb < 10


def test_a_name_full_of_signs_is_only_a_name(packaged: Packaged):
    package, _ = packaged("-y %03d $(id) 'a|b' [x].mp4", *picture(seconds=0.5), *H264)
    assert package.renditions


def test_where_it_was_filmed_is_forgotten(packaged: Packaged):
    secret = ("-metadata", "title=SECRET-TITLE", "-metadata", "location=+48.85+002.35/")
    package, out = packaged("gps.mp4", *picture(), *sound(), *secret, *H264)
    for name in package.files:
        content = (out / name).read_bytes()
        assert b"SECRET-TITLE" not in content
        assert b"+48.85" not in content
