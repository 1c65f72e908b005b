"""Files that should not get through: each is refused with a code and a sentence, and leaves nothing."""

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from app.errors import Rejected
from tests.unit.media.clips import H264, picture, run_ffmpeg, sound
from tests.unit.media.whole import make_package


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[[Path], Rejected]:
    """The refusal of a file; no process and no file may remain of the attempt."""

    def refuse(source: Path) -> Rejected:
        before = {child.pid for child in psutil.Process().children(recursive=True)}
        out = tmp_path / "refused"
        with pytest.raises(Rejected) as caught:
            make_package(source, out, max_seconds=10, on_progress=lambda stage, percent: None)
        assert not out.exists()
        assert {child.pid for child in psutil.Process().children(recursive=True)} <= before
        assert caught.value.message.endswith(".")
        return caught.value

    return refuse


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "clip.mp4"
    run_ffmpeg(*picture(seconds=2), *sound(seconds=2), *H264, "-movflags", "+faststart", path)
    return path


Refuse = Callable[[Path], Rejected]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"This is not a video.", "unknown_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown_format"),
        (b"\x00\x00\x00\x18ftypmp42", "truncated"),
        (b"\x1a\x45\xdf\xa3" + bytes(200), "broken"),
        (b"RIFF\x00\x00\x00\x00AVI " + bytes(200), "broken"),
    ],
)
def test_bytes_that_are_no_video(refusal: Refuse, tmp_path: Path, content: bytes, code: str):
    (tmp_path / "upload.mp4").write_bytes(content)
    assert refusal(tmp_path / "upload.mp4").code == code


@pytest.mark.parametrize(
    "text", ["#EXTM3U\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n", "ffconcat version 1.0\nfile '{}'\n"]
)
def test_a_playlist_cannot_name_another_users_file(refusal: Refuse, tmp_path: Path, clip: Path, text: str):
    (tmp_path / "upload.mp4").write_text(text.format(clip))
    assert refusal(tmp_path / "upload.mp4").code == "unknown_format"


def test_media_that_ends_early(refusal: Refuse, tmp_path: Path, clip: Path):
    whole = clip.read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) * 6 // 10])
    assert refusal(tmp_path / "cut.mp4").code == "truncated"


@pytest.mark.parametrize(("name", "codec"), [("a.webm", ("-c:v", "libvpx")), ("a.avi", ("-c:v", "mpeg4"))])
def test_other_containers_that_end_early(refusal: Refuse, tmp_path: Path, name: str, codec: tuple[str, ...]):
    run_ffmpeg(*picture("360x640", seconds=2), *codec, tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    assert refusal(tmp_path / name).code == "truncated"


def test_media_without_its_index(refusal: Refuse, tmp_path: Path):
    run_ffmpeg(*picture(), *H264, tmp_path / "whole.mp4")
    whole = (tmp_path / "whole.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: whole.rindex(b"moov") - 4])
    assert refusal(tmp_path / "cut.mp4").code == "truncated"


def test_media_overwritten_with_zeros(refusal: Refuse, tmp_path: Path, clip: Path):
    whole = bytearray(clip.read_bytes())
    start = whole.index(b"mdat") + 2000
    whole[start:] = bytes(len(whole) - start)
    (tmp_path / "zeroed.mp4").write_bytes(whole)
    assert refusal(tmp_path / "zeroed.mp4").code == "broken"


def test_sound_without_a_picture(refusal: Refuse, tmp_path: Path):
    run_ffmpeg(*sound(), tmp_path / "song.mp4")
    assert refusal(tmp_path / "song.mp4").code == "no_video"


def test_a_cover_picture_is_no_video(refusal: Refuse, tmp_path: Path):
    cover = ("-frames:v", "1", "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-disposition:v", "attached_pic")
    run_ffmpeg(*sound(), *picture(), "-map", "0", "-map", "1", *cover, tmp_path / "song.mp4")
    assert refusal(tmp_path / "song.mp4").code == "no_video"


def test_a_single_picture(refusal: Refuse, tmp_path: Path):
    run_ffmpeg(*picture(), *H264, "-frames:v", "1", tmp_path / "one.mp4")
    assert refusal(tmp_path / "one.mp4").code == "too_short"


def test_a_clip_over_the_limit_is_told_both_lengths(refusal: Refuse, tmp_path: Path):
    run_ffmpeg(*picture(seconds=75, rate=2), *H264, tmp_path / "long.mp4")
    found = refusal(tmp_path / "long.mp4")
    assert (found.code, found.message) == ("too_long", "This clip is 1:15 long; the limit is 0:10.")


def test_a_tiny_gif_with_endless_delays(refusal: Refuse, tmp_path: Path):
    run_ffmpeg(*picture(seconds=1800, rate="1/600"), tmp_path / "still.gif")
    assert (tmp_path / "still.gif").stat().st_size < 20_000
    assert refusal(tmp_path / "still.gif").code == "too_long"


def test_a_clip_that_stands_still_between_pictures(refusal: Refuse, tmp_path: Path):
    hole = ("-vf", "select='not(between(t,0.5,6.5))'", "-fps_mode", "vfr")
    run_ffmpeg(*picture(seconds=7), *hole, *H264, tmp_path / "sparse.mp4")
    assert refusal(tmp_path / "sparse.mp4").code == "sparse"


@pytest.mark.parametrize(
    ("size", "code"),
    [("8000x4000", "too_large_picture"), ("16x16", "too_small_picture"), ("1280x64", "odd_shape")],
)
def test_pictures_out_of_bounds(refusal: Refuse, tmp_path: Path, size: str, code: str):
    run_ffmpeg(*picture(size, seconds=0.3, rate=10), "-c:v", "mjpeg", tmp_path / "clip.mov")
    assert refusal(tmp_path / "clip.mov").code == code


def test_an_encrypted_file(refusal: Refuse, tmp_path: Path):
    key = ("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "76a6c65c5ea762046bd749a2e632ccbb")
    kid = ("-encryption_kid", "a7e61c373e219033c21091fa607bf3b8")
    run_ffmpeg(*picture(), *H264, *key, *kid, tmp_path / "locked.mp4")
    assert refusal(tmp_path / "locked.mp4").code == "broken"
