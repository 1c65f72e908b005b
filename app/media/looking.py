"""The prints of a rendition that is stored already: what the first stage makes on its way, made again."""

from pathlib import Path
from tempfile import TemporaryDirectory

from app.media.filters import FRAME_EDGE, FRAMES_PER_SECOND
from app.media.fingerprint import Prints, prints_of
from app.media.guards import file_url, input_options
from app.media.process import Limits, run
from app.settings import ffmpeg_path

FRAMES, CHROMA = "frames.gray", "chroma.raw"
PICTURES = f"scale={FRAME_EDGE}:{FRAME_EDGE}:flags=area,format=gray,fps={FRAMES_PER_SECOND}:start_time=0"
SMALL_AND_GRAY = ["-map", "0:v:0", "-vf", PICTURES, "-fps_mode", "passthrough", "-f", "rawvideo", FRAMES]
HEARD = ["-map", "0:a:0?", "-ac", "1", "-ar", "11025", "-f", "chromaprint", "-fp_format", "raw", CHROMA]


def look_at(rendition: Path, *, seconds: float) -> Prints:
    """The prints of an MP4 file of ours; `seconds` bounds the work."""
    limits = Limits(cpu_seconds=int(30 + 4 * seconds), wall_seconds=60 + 20 * seconds)
    options = [word for name, value in input_options("mov").items() for word in (f"-{name}", str(value))]
    start = [ffmpeg_path(), "-nostdin", "-hide_banner", "-v", "error", "-y", "-threads", "2", *options]
    with TemporaryDirectory(prefix="zoetrope-prints-") as folder:
        run([*start, "-i", file_url(rendition), *SMALL_AND_GRAY, *HEARD], limits, folder=Path(folder))
        chroma = Path(folder) / CHROMA
        words = chroma.read_bytes() if chroma.exists() else None
        return prints_of((Path(folder) / FRAMES).read_bytes(), words)
