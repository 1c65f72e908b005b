"""Odd and spiteful files: each is converted or refused in a sentence, reaches nothing, and leaves nothing."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from app.errors import Rejected
from tests.unit.media.clips import H264, picture, run_ffmpeg, sound
from tests.unit.media.whole import make_package

PUBLISHED = "published"
ANCESTORS = (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref")
ZIP, MP3, PNG = b"PK\x03\x04" + bytes(99), b"ID3\x04" + bytes(99), b"\x89PNG\r\n\x1a\n" + bytes(99)
NOISE = bytes(n * n * 7919 % 251 for n in range(4096))

Outcome = Callable[[Path], str]


@pytest.fixture
def canary() -> Iterator[socket.socket]:
    """A server that nobody may ask anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        yield server
        with suppress(TimeoutError):
            server.accept()
            pytest.fail("The network was reached.")


@pytest.fixture
def outcome(tmp_path: Path) -> Outcome:
    """The code of the refusal, or "published"."""

    def judge(source: Path) -> str:
        before = {child.pid for child in psutil.Process().children(recursive=True)}
        around = {path.name for path in tmp_path.iterdir()}
        out = tmp_path / "out"
        refusal = made_or_refused(source, out)
        assert {path.name for path in tmp_path.iterdir()} - around == (set() if refusal else {"out"})
        assert {child.pid for child in psutil.Process().children(recursive=True)} <= before
        return refusal.code if refusal else PUBLISHED

    return judge


def made_or_refused(source: Path, out: Path) -> Rejected | None:
    with suppress(Rejected):
        package = make_package(source, out, max_seconds=10, on_progress=lambda stage, percent: None)
        assert {path.name for path in out.iterdir()} == set(package.files)
        return None
    with pytest.raises(Rejected, match=r"\.$") as again:
        make_package(source, out, max_seconds=10, on_progress=lambda stage, percent: None)
    return again.value


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<html><video src='x.mp4'></html>", id="html"),
        pytest.param(ZIP, id="zip"),
        pytest.param(MP3, id="mp3"),
        pytest.param(PNG, id="png"),
        pytest.param(NOISE, id="noise"),
        pytest.param(b"RIFF\x10\x00\x00\x00WEBPVP8X" + bytes(99), id="animated webp"),
        pytest.param(b"\x00\x00\x00\x18ftypheic" + bytes(99), id="heic"),
        pytest.param(b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\n", id="sdp"),
        pytest.param(b"<?xml version='1.0'?><MPD><BaseURL>http://x/</BaseURL></MPD>", id="dash"),
        pytest.param(b"\xff\xfe" + "#EXTM3U".encode("utf-16-le"), id="playlist in utf-16"),
    ],
)
def test_what_is_no_video_is_unknown(outcome: Outcome, tmp_path: Path, content: bytes):
    (tmp_path / "upload.mp4").write_bytes(content)
    assert outcome(tmp_path / "upload.mp4") == "unknown_format"


@pytest.mark.parametrize(
    "line", ["{url}/a.ts", "#EXT-X-KEY:METHOD=AES-128,URI='{url}/key'", "file:///etc/passwd"]
)
def test_a_playlist_reaches_no_network(outcome: Outcome, tmp_path: Path, canary: socket.socket, line: str):
    url = f"http://127.0.0.1:{canary.getsockname()[1]}"
    (tmp_path / "list.m3u8").write_text(
        f"#EXTM3U\n{line.format(url=url)}\n#EXTINF:2,\na.ts\n#EXT-X-ENDLIST\n"
    )
    assert outcome(tmp_path / "list.m3u8") == "unknown_format"


@pytest.mark.parametrize("place", ["http://127.0.0.1:{port}/secret.mp4", "file:///etc/passwd"])
def test_media_that_is_said_to_lie_elsewhere_is_not_fetched(
    outcome: Outcome, tmp_path: Path, canary: socket.socket, place: str
):
    run_ffmpeg(*picture(seconds=0.5), *H264, tmp_path / "clip.mp4")
    content = (tmp_path / "clip.mp4").read_bytes()
    (tmp_path / "clip.mp4").write_bytes(referring(content, place.format(port=canary.getsockname()[1])))
    assert outcome(tmp_path / "clip.mp4") in {PUBLISHED, "broken"}


def referring(content: bytes, place: str) -> bytes:
    """The same MP4, whose index comes last and now says that its media is at ``place``."""
    own = b"\x00\x00\x00\x0curl \x00\x00\x00\x01"
    at = content.index(own)
    entry = struct.pack(">I4sI", 12 + len(place) + 1, b"url ", 0) + place.encode() + b"\x00"
    changed = bytearray(content[:at] + entry + content[at + len(own) :])
    for kind in ANCESTORS:
        box = content.rindex(kind, 0, at) - 4
        (size,) = struct.unpack(">I", content[box : box + 4])
        changed[box : box + 4] = struct.pack(">I", size + len(entry) - len(own))
    return bytes(changed)


def lying(content: bytes, seconds: int) -> bytes:
    """The same MP4, whose headers tell another length."""
    changed = bytearray(content)
    for kind, place in ((b"mvhd", 16), (b"tkhd", 24), (b"mdhd", 16)):
        at = content.index(kind) + 4 + place
        changed[at : at + 4] = struct.pack(">I", min(seconds * 15360, 2**31))
    return bytes(changed)


@pytest.mark.parametrize("seconds", [1, 36_000])
def test_headers_that_lie_about_the_length_are_not_believed(outcome: Outcome, tmp_path: Path, seconds: int):
    run_ffmpeg(*picture(seconds=2), *H264, tmp_path / "clip.mp4")
    (tmp_path / "clip.mp4").write_bytes(lying((tmp_path / "clip.mp4").read_bytes(), seconds))
    assert outcome(tmp_path / "clip.mp4") == PUBLISHED


def test_flipped_bits_do_no_harm(outcome: Outcome, tmp_path: Path):
    run_ffmpeg(*picture(seconds=1), *sound(seconds=1), *H264, tmp_path / "clip.mp4")
    content = bytearray((tmp_path / "clip.mp4").read_bytes())
    for at in range(3000, len(content) - 5000, 997):
        content[at] ^= 0x10
    (tmp_path / "clip.mp4").write_bytes(content)
    assert outcome(tmp_path / "clip.mp4") in {PUBLISHED, "broken"}


def test_a_fragmented_file_that_ends_early(outcome: Outcome, tmp_path: Path):
    run_ffmpeg(*picture(seconds=2), *H264, "-movflags", "frag_keyframe+empty_moov", tmp_path / "clip.mp4")
    content = (tmp_path / "clip.mp4").read_bytes()
    (tmp_path / "clip.mp4").write_bytes(content[: len(content) * 2 // 3])
    assert outcome(tmp_path / "clip.mp4") == "truncated"


@pytest.mark.parametrize("size", [0, 7, 2**31])
def test_an_index_of_another_size_than_it_says(outcome: Outcome, tmp_path: Path, size: int):
    run_ffmpeg(*picture(seconds=0.5), *H264, "-movflags", "+faststart", tmp_path / "clip.mp4")
    content = bytearray((tmp_path / "clip.mp4").read_bytes())
    at = content.index(b"moov") - 4
    content[at : at + 4] = struct.pack(">I", size)
    (tmp_path / "clip.mp4").write_bytes(content)
    assert outcome(tmp_path / "clip.mp4") in {"truncated", "broken", PUBLISHED}


def test_too_many_streams(outcome: Outcome, tmp_path: Path):
    many = [part for _ in range(20) for part in ("-map", "0:v")]
    run_ffmpeg(*picture("64x64", seconds=0.3), *many, *H264, tmp_path / "many.mp4")
    assert outcome(tmp_path / "many.mp4") in {"broken", PUBLISHED}


def test_three_pictures_in_ten_hours(outcome: Outcome, tmp_path: Path):
    run_ffmpeg(*picture(seconds=36_000, rate="1/12000"), *H264, tmp_path / "sparse.mp4")
    assert outcome(tmp_path / "sparse.mp4") == "too_long"


def test_a_thousand_pictures_a_second(outcome: Outcome, tmp_path: Path):
    run_ffmpeg(*picture("64x64", seconds=1, rate=1000), *H264, tmp_path / "fast.mp4")
    assert outcome(tmp_path / "fast.mp4") == PUBLISHED


def test_a_picture_that_changes_its_size_in_the_middle(outcome: Outcome, tmp_path: Path):
    for n, size in enumerate(("96x160", "160x96")):
        run_ffmpeg(*picture(size), "-c:v", "mpeg2video", "-output_ts_offset", str(n), tmp_path / f"{n}.ts")
    both = b"".join((tmp_path / f"{n}.ts").read_bytes() for n in range(2))
    (tmp_path / "both.ts").write_bytes(both)
    assert outcome(tmp_path / "both.ts") == PUBLISHED


def test_a_picture_turned_by_no_right_angle(outcome: Outcome, tmp_path: Path):
    run_ffmpeg(*picture(seconds=0.5), *H264, tmp_path / "flat.mp4")
    run_ffmpeg("-display_rotation", "37", "-i", tmp_path / "flat.mp4", "-c", "copy", tmp_path / "turned.mp4")
    assert outcome(tmp_path / "turned.mp4") == PUBLISHED


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("clip.mov", ("-c:v", "prores", "-profile:v", "0")),
        ("vp9.webm", ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")),
        ("av1.mp4", ("-c:v", "libsvtav1", "-preset", "12")),
        ("hevc.mp4", ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none")),
        ("lossless.mkv", ("-c:v", "ffv1")),
    ],
)
def test_other_cameras_and_editors(outcome: Outcome, tmp_path: Path, name: str, codec: tuple[str, ...]):
    run_ffmpeg(*picture(seconds=0.5), *codec, tmp_path / name)
    assert outcome(tmp_path / name) == PUBLISHED
