"""Plays one progressive MP4 through ffpyplayer without ever holding up the finger."""

import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ffpyplayer.player import MediaPlayer
from ffpyplayer.tools import set_log_callback

# ffmpeg reports every lost connection on the console; failures reach the viewer as a card instead.
set_log_callback(lambda message, level: None)

_closing = ThreadPoolExecutor(max_workers=2, thread_name_prefix="close-clip")
_open: "weakref.WeakSet[Stream]" = weakref.WeakSet()

NETWORK = {"rw_timeout": "20000000", "reconnect": "1", "reconnect_delay_max": "4"}
# Pictures come in order, so one further back than this belongs to the next round, however many were missed.
JITTER = 0.05
PICTURE = {"out_fmt": "yuv420p", "sn": True, "loop": 0, "volume": 0.0, "paused": False}


def open_streams() -> int:
    """How many clips hold a decoder at this moment."""
    return len(_open)


class Stream:
    """An open clip: starts silent, halts on its first picture, then obeys play and pause."""

    def __init__(self, url: str) -> None:
        self.position = 0.0
        self.loops = 0
        self.failed = False
        self.has_picture = False
        self._playing = False
        self._volume = 0.0
        self.picture_at: float | None = None
        said = weakref.WeakMethod(self._on_event)
        self._player: Any = MediaPlayer(
            url, callback=said, thread_lib="SDL", loglevel="quiet", lib_opts=NETWORK, ff_opts=PICTURE
        )
        _open.add(self)

    def poll(self) -> Any | None:
        """The next picture if one is due. Never blocks; call it once a screen frame."""
        if self._player is None:
            return None
        frame, _ = self._player.get_frame()
        if frame is None:
            return None
        image, at = frame
        self._note_position(at)
        return image

    def play(self, *, volume: float) -> None:
        self._playing = True
        self.set_volume(volume)
        self._apply_pause()

    def pause(self) -> None:
        self._playing = False
        self._apply_pause()

    def set_volume(self, volume: float) -> None:
        self._volume = volume
        if self._player is not None:
            self._player.set_volume(volume if self._playing else 0.0)

    def close(self) -> None:
        """Closing joins ffmpeg's threads for an eighth of a second, so another thread does it."""
        player, self._player = self._player, None
        if player is not None:
            player.set_volume(0.0)
            _closing.submit(self._close, player)

    def _close(self, player: Any) -> None:
        player.close_player()
        _open.discard(self)

    def _note_position(self, at: float) -> None:
        if at + JITTER < self.position:
            self.loops += 1
        self.position = at
        if not self.has_picture:
            self.has_picture = True
            self.picture_at = time.monotonic()
            self._apply_pause()

    def _apply_pause(self) -> None:
        # Until the first picture is there the stream must run, or it would never come.
        if self._player is not None and self.has_picture:
            self._player.set_pause(not self._playing)

    def _on_event(self, selector: str, value: str) -> None:
        """Called from ffmpeg's thread."""
        if selector in {"read:error", "video:error"}:
            self.failed = True


def close_all() -> None:
    """ffmpeg's threads outlive the app unless every clip is closed before it ends."""
    for stream in list(_open):
        stream.close()
    _closing.shutdown(wait=True)
