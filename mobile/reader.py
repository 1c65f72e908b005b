"""The list behind the pager: pages of the feed, fetched one after the other and kept up to date."""

import asyncio
from dataclasses import replace
from typing import Any

from mobile.api import ApiClient
from mobile.contract import Creator, FeedItem

AHEAD = 4


class Reader:
    """One run through one feed, from its start until it has no more."""

    def __init__(self, api: ApiClient, source: str) -> None:
        self.items: list[FeedItem] = []
        self.note: str | None = None
        self.source = source
        self._api = api
        self._cursor: str | None = None
        self._ended = False
        self._one_at_a_time = asyncio.Lock()

    async def reach(self, index: int) -> bool:
        """Make sure that items stand ready beyond `index`; true when some were added."""
        async with self._one_at_a_time:
            if self._ended or index + AHEAD < len(self.items):
                return False
            page = await self._api.feed(self.source, cursor=self._cursor)
            self.items.extend(page.items)
            self.note, self._cursor = page.note, page.next_cursor
            self._ended = page.next_cursor is None
            return bool(page.items)

    def change_video(self, video_id: int, **changes: Any) -> None:
        for i, item in enumerate(self.items):
            if item.video.id == video_id:
                self.items[i] = replace(item, video=replace(item.video, **changes))

    def change_follow(self, creator_id: int, *, is_following: bool) -> None:
        for item in list(self.items):
            if item.video.creator.id == creator_id:
                followed: Creator = replace(item.video.creator, is_following=is_following)
                self.change_video(item.video.id, creator=followed)
