"""Measures one showing of one video by what really moved on the screen, not by the clock on the wall."""

import time
from datetime import UTC, datetime
from uuid import uuid4

from mobile.contract import FeedItem, Watch
from mobile.player import Stream


class Showing:
    """Begins when a page is turned to and ends when it is left."""

    def __init__(self, item: FeedItem, stream: Stream) -> None:
        self._item = item
        self._stream = stream
        self._began = time.monotonic()
        self._started_at = datetime.now(UTC)
        self._loops_before = stream.loops
        self._played_before = self._played_ms()

    def end(self) -> Watch | None:
        """None when not a single picture moved: that was no watch."""
        watched_ms = self._played_ms() - self._played_before
        if watched_ms <= 0:
            return None
        return Watch(
            event_id=str(uuid4()),
            video_id=self._item.video.id,
            request_id=self._item.request_id,
            watched_ms=watched_ms,
            duration_ms=self._item.video.duration_ms,
            loops=self._stream.loops - self._loops_before,
            source=self._item.source,
            started_at=self._started_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            first_frame_ms=self._first_frame_ms(),
        )

    def _played_ms(self) -> int:
        return self._stream.loops * self._item.video.duration_ms + round(self._stream.position * 1000)

    def _first_frame_ms(self) -> int | None:
        if self._stream.picture_at is None:
            return None
        return max(round((self._stream.picture_at - self._began) * 1000), 0)
