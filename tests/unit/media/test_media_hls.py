"""Rules of the playlists: byte ranges are read exactly, and the master tells players what they need."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.media.hls import MediaPlaylist, RenditionFile, Segment, master_text, read_playlist, start_of

PLAYLIST = """#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MAP:URI="480.mp4",BYTERANGE="1356@0"
#EXTINF:1.000000,
#EXT-X-BYTERANGE:1000@1356
480.mp4
#EXTINF:2.000000,
#EXT-X-BYTERANGE:4000@2356
480.mp4
#EXT-X-ENDLIST
"""
READ = MediaPlaylist("480.m3u8", "480.mp4", 0, 1356, (Segment(1356, 1000, 1.0), Segment(2356, 4000, 2.0)))


def test_byte_ranges_are_read_from_the_playlist(tmp_path: Path):
    (tmp_path / "480.m3u8").write_text(PLAYLIST)
    assert read_playlist(tmp_path / "480.m3u8") == READ


def test_a_playlist_without_byte_ranges_is_an_error(tmp_path: Path):
    (tmp_path / "480.m3u8").write_text("#EXTM3U\n#EXTINF:1.0,\n480.ts\n")
    with pytest.raises(ValueError, match="byte-range"):
        read_playlist(tmp_path / "480.m3u8")


SMALL = RenditionFile("480", 480, 854, 29.97, 13333, 16000, "avc1.64001f,mp4a.40.2", "480.mp4", "a/480.m3u8")


def test_the_master_names_the_peak_and_average_rate_of_each_rendition():
    assert master_text([SMALL]).splitlines()[3:] == [
        "#EXT-X-STREAM-INF:BANDWIDTH=16000,AVERAGE-BANDWIDTH=13333,RESOLUTION=480x854,"
        'FRAME-RATE=29.970,CODECS="avc1.64001f,mp4a.40.2"',
        "a/480.m3u8",
    ]


def test_the_master_begins_with_the_largest_rendition():
    large = replace(SMALL, name="720", width=720, height=1280, playlist="b/720.m3u8")
    names = [line for line in master_text([SMALL, large]).splitlines() if not line.startswith("#")]
    assert names == ["b/720.m3u8", "a/480.m3u8"]


def test_the_start_object_is_what_one_range_request_needs():
    assert start_of(READ, "avc1.64001f,mp4a.40.2") == {
        "url": "480.mp4",
        "mime": 'video/mp4; codecs="avc1.64001f,mp4a.40.2"',
        "init": [0, 1356],
        "segments": [[1356, 1000, 1.0], [2356, 4000, 2.0]],
    }
