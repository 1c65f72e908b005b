"""Rules of the first bytes: only plain containers get in, and each gets exactly its own demuxer."""

from pathlib import Path

import pytest

from app.errors import Rejected
from app.media.sniff import demuxer_of, sniff

TS_PACKET = b"\x47" + bytes(187)
M2TS_PACKET = bytes(4) + TS_PACKET


@pytest.mark.parametrize(
    ("head", "demuxer"),
    [
        (b"\x00\x00\x00\x18ftypmp42", "mov"),
        (b"\x00\x00\x00\x14ftypqt  ", "mov"),
        (b"\x00\x00\x00\x08wide\x00\x00\x00\x00mdat", "mov"),
        (b"\x00\x00\x12\x34moov", "mov"),
        (b"\x1a\x45\xdf\xa3\x01\x00", "matroska"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "avi"),
        (b"GIF89a\x10\x00", "gif"),
        (b"GIF87a\x10\x00", "gif"),
        (b"\x00\x00\x01\xba\x44", "mpeg"),
        (3 * TS_PACKET, "mpegts"),
        (3 * M2TS_PACKET, "mpegts"),
    ],
)
def test_a_container_is_known_by_its_first_bytes(head: bytes, demuxer: str):
    assert demuxer_of(head) == demuxer


@pytest.mark.parametrize(
    "head",
    [
        b"#EXTM3U\n#EXTINF:3,\nother.mp4\n",
        b"ffconcat version 1.0\nfile 'other.mp4'\n",
        b"<?xml version='1.0'?><MPD>",
        b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        b"\x00\x00\x00\x18ftypheic",
        b"\x00\x00\x00\x18ftypavif",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04",
        b"\x47" + bytes(600),
        b"G",
        b"plain text",
    ],
)
def test_nothing_else_is_opened(head: bytes):
    assert demuxer_of(head) is None


def test_an_empty_file_is_called_empty(tmp_path: Path):
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(Rejected) as caught:
        sniff(tmp_path / "empty.mp4")
    assert caught.value.code == "empty_file"
