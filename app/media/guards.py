"""The flags that go before every input, so that a hostile file reaches nothing but itself."""

from pathlib import Path

DEMUXERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,gif"
MAX_STREAMS = 16
MAX_PIXELS = 4096 * 2304
MAX_ALLOCATION = 256 * 1024 * 1024


def input_options(demuxer: str, *, is_piped: bool = False) -> dict[str, str | int]:
    """Options of one input: only local files, only known containers, and exactly this one."""
    return {
        "protocol_whitelist": "file,pipe" if is_piped else "file",
        "format_whitelist": DEMUXERS,
        "f": demuxer,
        "max_streams": MAX_STREAMS,
        "max_pixels": MAX_PIXELS,
    }


def file_url(path: Path) -> str:
    """A name that ffmpeg takes as a plain file, whatever characters are in it."""
    return f"file:{path.resolve()}"
