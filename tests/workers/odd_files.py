"""Odd and spiteful files by name, each with how it is made and the ends it may come to."""

import gzip
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.unit.media.clips import H264, picture, run_ffmpeg, sound

PUBLISHED = "published"
ANCESTORS = (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref")
NOISE = bytes(n * n * 7919 % 251 for n in range(4096))
COLORS = "smptebars=s=96x160:r=30:d=0.5"
KEY, KEY_ID = "76a6c65c5ea762046bd749a2e632ccbb", "a7e61c373e219033c21091fa607bf3b8"
LOCKED = ("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", KEY, "-encryption_kid", KEY_ID)
COVER = ("-frames:v", "1", "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-disposition:v", "attached_pic")
QUICK_265 = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none")
PQ = ("-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc")

Make = Callable[["Bench"], bytes]


@dataclass(frozen=True, slots=True)
class Bench:
    """Where files are made: a folder of their own, the baits nobody may touch, a whole clip to spoil."""

    folder: Path
    bait: Path
    canary: str
    clip: bytes

    def encode(self, *arguments: str | Path, name: str = "made.mp4") -> bytes:
        run_ffmpeg(*arguments, self.folder / name)
        return (self.folder / name).read_bytes()


@dataclass(frozen=True, slots=True)
class Odd:
    """`ends` are the codes of refusals that will do, or "published"."""

    make: Make
    ends: frozenset[str]


ODD: dict[str, Odd] = {}


def odd(name: str, *ends: str) -> Callable[[Make], Make]:
    def note(make: Make) -> Make:
        ODD[name] = Odd(make, frozenset(ends))
        return make

    return note


def _plain(name: str, content: bytes) -> None:
    odd(name, "unknown_format")(lambda bench: content)


def _told(name: str, text: str) -> None:
    """A text that names what it must not reach."""
    odd(name, "unknown_format")(
        lambda bench: text.format(bait=bench.bait, canary=bench.canary, folder=bench.bait.parent).encode()
    )


def _encoded(name: str, *arguments: str, ends: str = PUBLISHED, suffix: str = "mp4") -> None:
    odd(name, ends)(lambda bench: bench.encode(*arguments, name=f"made.{suffix}"))


odd("nothing at all", "empty_file")(lambda bench: b"")
_plain("a diary", b"Dear diary, " * 400)
_plain("a page", b"<html><video src='x.mp4'></html>")
_plain("a drawing", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
_plain("an archive", b"PK\x03\x04" + bytes(99))
_plain("a zip bomb", gzip.compress(bytes(2**24)))
_plain("a song", b"ID3\x04" + bytes(99))
_plain("a photograph", b"\x89PNG\r\n\x1a\n" + bytes(99))
_plain("an animated webp", b"RIFF\x10\x00\x00\x00WEBPVP8X" + bytes(99))
_plain("a phone's photograph", b"\x00\x00\x00\x18ftypheic" + bytes(99))
_plain("noise", NOISE)
_plain("a script", b"#!/bin/sh\nrm -rf /\n")
_plain("a playlist in utf-16", b"\xff\xfe" + "#EXTM3U".encode("utf-16-le"))

_told("a playlist of another's clip", "#EXTM3U\n#EXTINF:2,\n{bait}\n#EXT-X-ENDLIST\n")
_told("a playlist of a local url", "#EXTM3U\n#EXTINF:2,\nfile://{bait}\n#EXT-X-ENDLIST\n")
_told("a playlist on the network", "#EXTM3U\n#EXTINF:2,\n{canary}/a.ts\n#EXT-X-ENDLIST\n")
_told(
    "a key on the network",
    "#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI='{canary}/key'\n#EXTINF:2,\n{bait}\n#EXT-X-ENDLIST\n",
)
_told("a list to concatenate", "ffconcat version 1.0\nfile '{bait}'\n")
_told("a concat url", "concat:{bait}|{bait}")
_told("a manifest on the network", "<?xml version='1.0'?><MPD><BaseURL>{canary}/</BaseURL></MPD>")
_told("a session on the network", "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\nu={canary}")
_told("numbered pictures", "{folder}/img%03d.png")

_encoded("odd edges", *picture("97x161", seconds=0.5), "-c:v", "libx264", "-pix_fmt", "yuv444p")
_encoded("oblong pixels", *picture("80x160", seconds=0.5), "-vf", "setsar=2", *H264)
_encoded("ten bits", *picture(seconds=0.5), "-c:v", "libx264", "-pix_fmt", "yuv420p10le")
_encoded("a thousand pictures a second", *picture("64x64", seconds=0.5, rate=1000), *H264)
_encoded("one picture a second", *picture(seconds=4, rate=1), *H264)
_encoded("interlaced", *picture(seconds=0.5), *H264, "-flags", "+ildct+ilme")
_encoded("high dynamic range", *picture(seconds=0.3), *QUICK_265, "-pix_fmt", "yuv420p10le", *PQ)
_encoded("hevc", *picture(seconds=0.5), *QUICK_265)
_encoded("vp9", *picture(seconds=0.5), "-c:v", "libvpx-vp9", "-deadline", "realtime", suffix="webm")
_encoded("av1", *picture(seconds=0.5), "-c:v", "libsvtav1", "-preset", "12")
_encoded("prores", *picture(seconds=0.5), "-c:v", "prores", "-profile:v", "0", suffix="mov")
_encoded("lossless", *picture(seconds=0.5), "-c:v", "ffv1", suffix="mkv")
_encoded("a moving gif", *picture("64x64", seconds=0.5, rate=10), suffix="gif")
_encoded("sound that goes on", *picture(seconds=0.5), *sound(seconds=3), *H264)
_encoded("a name like a command", *picture(seconds=0.5), *H264, "-metadata", "title=$(touch /tmp/x);`id`\n-y")
_encoded(
    "standing still in the middle",
    *(*picture(seconds=7), "-vf", "select='not(between(t,0.5,6.5))'", "-fps_mode", "vfr", *H264),
    ends="sparse",
)
_encoded("a clip over the limit", *picture("64x64", seconds=200, rate=2), *H264, ends="too_long")
_encoded("two black hours", "-f", "lavfi", "-i", "color=s=64x64:r=1/2:d=7200", *H264, ends="too_long")
_encoded("three pictures in ten hours", *picture(seconds=36_000, rate="1/12000"), *H264, ends="too_long")
_encoded("a gif with endless delays", *picture(seconds=1800, rate="1/600"), suffix="gif", ends="too_long")
_encoded("a single picture", *picture(), *H264, "-frames:v", "1", ends="too_short")
_encoded(
    "a huge picture",
    *picture("16000x16000", seconds=0.1, rate=10),
    "-c:v",
    "mjpeg",
    ends="too_large_picture",
    suffix="mov",
)
_encoded(
    "a large picture",
    *picture("8000x4000", seconds=0.3, rate=10),
    "-c:v",
    "mjpeg",
    ends="too_large_picture",
    suffix="avi",
)
_encoded(
    "a tiny picture",
    *picture("16x16", seconds=0.3, rate=10),
    "-c:v",
    "mjpeg",
    ends="too_small_picture",
    suffix="mov",
)
for _name, _size, _end in (
    ("a large picture", "8000x4000", "too_large_picture"),
    ("a tiny picture", "16x16", "too_small_picture"),
    ("a slit", "1280x64", "odd_shape"),
):
    _encoded(_name, *picture(_size, seconds=0.2, rate=10), "-c:v", "mjpeg", ends=_end, suffix="mov")
_encoded("no picture", *sound(), ends="no_video")
_encoded("only a cover", *sound(), *picture(), "-map", "0", "-map", "1", *COVER, ends="no_video")
_encoded("encrypted", *picture(), *H264, *LOCKED, ends="broken")

odd("a head and nothing more", "truncated")(lambda bench: b"\x00\x00\x00\x18ftypmp42")
odd("an empty matroska", "broken")(lambda bench: b"\x1a\x45\xdf\xa3" + bytes(200))
odd("an empty avi", "broken")(lambda bench: b"RIFF\x00\x00\x00\x00AVI " + bytes(200))
odd("a transport stream of nothing", "broken", "no_video")(lambda bench: (b"G" + bytes(187)) * 50)
odd("cut in the middle", "truncated")(lambda bench: bench.clip[: len(bench.clip) * 6 // 10])


@odd("a huge picture", "too_large_picture")
def _huge(bench: Bench) -> bytes:
    Image.new("L", (16000, 16000)).save(bench.folder / "huge.jpg")
    return bench.encode("-f", "mjpeg", "-i", bench.folder / "huge.jpg", "-c", "copy", name="made.mov")


@odd("turned a quarter", PUBLISHED)
def _turned(bench: Bench) -> bytes:
    return _rotated(bench, "90")


@odd("turned askew", PUBLISHED)
def _askew(bench: Bench) -> bytes:
    return _rotated(bench, "37")


def _rotated(bench: Bench, degrees: str) -> bytes:
    bench.encode(*picture(seconds=0.5), *H264, name="flat.mp4")
    return bench.encode("-display_rotation", degrees, "-i", bench.folder / "flat.mp4", "-c", "copy")


@odd("an irregular pace", PUBLISHED)
def _irregular(bench: Bench) -> bytes:
    uneven = ("-vf", "select='lt(mod(n,7),3)'", "-fps_mode", "vfr")
    return bench.encode(*picture(seconds=1), *uneven, *H264)


@odd("surround", PUBLISHED)
def _surround(bench: Bench) -> bytes:
    six = ("-f", "lavfi", "-i", "sine=d=0.5[a];[a]pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0")
    return bench.encode(*picture(seconds=0.5), *six, *H264, "-c:a", "ac3", name="made.mkv")


@odd("a size that changes in the middle", PUBLISHED)
def _changing(bench: Bench) -> bytes:
    parts = [
        bench.encode(*picture(size), "-c:v", "mpeg2video", "-output_ts_offset", str(n), name=f"{n}.ts")
        for n, size in enumerate(("96x160", "160x96"))
    ]
    return b"".join(parts)


@odd("twenty streams", "broken", PUBLISHED)
def _many(bench: Bench) -> bytes:
    many = [part for _ in range(20) for part in ("-map", "0:v")]
    return bench.encode(*picture("64x64", seconds=0.3), *many, *H264)


@odd("a stowaway", PUBLISHED)
def _stowaway(bench: Bench) -> bytes:
    (bench.folder / "tool.exe").write_bytes(b"MZ" + NOISE)
    attached = ("-attach", bench.folder / "tool.exe", "-metadata:s:t", "mimetype=application/octet-stream")
    return bench.encode(*picture(seconds=0.5), *H264, *attached, name="made.mkv")


@odd("an index that is missing", "truncated")
def _unindexed(bench: Bench) -> bytes:
    whole = bench.encode(*picture(), *H264)
    return whole[: whole.rindex(b"moov") - 4]


@odd("media of zeros", "broken")
def _zeroed(bench: Bench) -> bytes:
    start = bench.clip.index(b"mdat") + 2000
    return bench.clip[:start] + bytes(len(bench.clip) - start)


@odd("flipped bits", PUBLISHED, "broken")
def _flipped(bench: Bench) -> bytes:
    content = bytearray(bench.clip)
    for at in range(3000, len(content) - 5000, 997):
        content[at] ^= 0x10
    return bytes(content)


@odd("a webm cut in half", "truncated")
def _half_webm(bench: Bench) -> bytes:
    whole = bench.encode(*picture("180x320"), "-c:v", "libvpx", "-deadline", "realtime", name="made.webm")
    return whole[: len(whole) // 2]


@odd("an avi cut in half", "truncated")
def _half_avi(bench: Bench) -> bytes:
    whole = bench.encode(*picture("180x320", seconds=2), "-c:v", "mpeg4", name="made.avi")
    return whole[: len(whole) // 2]


@odd("fragments without their end", "truncated")
def _half_fragmented(bench: Bench) -> bytes:
    whole = bench.encode(*picture(seconds=2), *H264, "-movflags", "frag_keyframe+empty_moov")
    return whole[: len(whole) * 2 // 3]


def _index_of_size(size: int) -> Make:
    def make(bench: Bench) -> bytes:
        content = bytearray(bench.clip)
        at = content.index(b"moov") - 4
        content[at : at + 4] = struct.pack(">I", size)
        return bytes(content)

    return make


for _size in (0, 7, 2**31):
    odd(f"an index that says {_size} bytes", "truncated", "broken", PUBLISHED)(_index_of_size(_size))


def _lying(seconds: int) -> Make:
    """Headers tell another length."""

    def make(bench: Bench) -> bytes:
        changed = bytearray(bench.encode(*picture(seconds=1), *H264))
        for kind, place in ((b"mvhd", 16), (b"tkhd", 24), (b"mdhd", 16)):
            at = changed.index(kind) + 4 + place
            changed[at : at + 4] = struct.pack(">I", min(seconds * 15360, 2**31))
        return bytes(changed)

    return make


for _seconds in (1, 36_000):
    odd(f"headers that say {_seconds} seconds", PUBLISHED)(_lying(_seconds))


def _referring(place: str) -> Make:
    """The index comes last and says that the media lies at `place`."""

    def make(bench: Bench) -> bytes:
        content, own = bench.encode(*picture(seconds=0.5), *H264), b"\x00\x00\x00\x0curl \x00\x00\x00\x01"
        at, url = content.index(own), place.format(bait=bench.bait, canary=bench.canary).encode()
        entry = struct.pack(">I4sI", 12 + len(url) + 1, b"url ", 0) + url + b"\x00"
        changed = bytearray(content[:at] + entry + content[at + len(own) :])
        for kind in ANCESTORS:
            box = content.rindex(kind, 0, at) - 4
            (size,) = struct.unpack(">I", content[box : box + 4])
            changed[box : box + 4] = struct.pack(">I", size + len(entry) - len(own))
        return bytes(changed)

    return make


for _place in ("{bait}", "file://{bait}", "{canary}/secret.mp4"):
    odd(f"media at {_place}", PUBLISHED, "broken")(_referring(_place))
