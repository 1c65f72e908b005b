"""Wishes, receipts and explanations as they cross the edge."""

import re
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from app.accounts.schemas import Topic
from app.models import TasteKind
from app.shapes import Body, Id, Moment, Shape
from app.sounds.schemas import SoundCard
from app.videos.schemas import CreatorCard

MOST = 200
Weight = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
Part = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


def _speakable(word: str) -> str:
    if not re.search(r"\w", word):
        raise ValueError("A muted word needs a letter or a digit.")
    return " ".join(word.lstrip("#").casefold().split())


Word = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_speakable)]


class Preferences(Shape):
    explore: float = Field(description="0 familiar, 1 new.")
    topics: dict[str, float] = Field(description="Hashtag → −1 never, 0 as learned, 1 much more.")
    muted_words: list[str]
    muted_creators: list[CreatorCard]
    muted_sounds: list[SoundCard]


class Wish(Body):
    """What is left out stays as it is; a list that is named replaces the one before."""

    explore: Part = 0.3
    topics: dict[Topic, Weight] = Field(default_factory=dict, max_length=MOST)
    muted_words: list[Word] = Field(default_factory=list, max_length=MOST)
    muted_creators: list[Id] = Field(default_factory=list, max_length=MOST)
    muted_sounds: list[Id] = Field(default_factory=list, max_length=MOST)


class TopicWish(Body):
    weight: Weight


class Receipt(Shape):
    """What has changed, in sentences that hold for the pages from now on."""

    changes: list[str]
    topics: list[str] = Field(default_factory=list, description="Hashtags that this is about.")
    creator_id: int | None = None
    sound_id: int | None = None
    until: Moment | None = Field(None, description="How long it can be undone.")


class Liking(Shape):
    """Something the feed takes a viewer to like."""

    kind: TasteKind
    key: str = Field(description="A hashtag, or the id of a creator or sound.")
    name: str
    strength: float = Field(description="0 to 1, the strongest of its kind being 1.")
    evidence: str


class Removed(Shape):
    kind: TasteKind
    key: str
    name: str


class Taste(Shape):
    """All that is known of a viewer's taste, and from how much."""

    watches: int
    likings: list[Liking]
    removed: list[Removed]
    since: Moment | None = Field(description="Only what was watched later counts.")
    undo_until: Moment | None


class Cause(Shape):
    """One part of a score. `share` is its weight against the strongest part, −1 to 1."""

    name: str
    sentence: str
    share: float


class Why(Shape):
    """Why a video was put before this viewer, the last time it was."""

    video_id: int
    request_id: UUID | None = Field(description="Of the page that it was handed out with.")
    served_at: Moment | None
    source: str | None
    ranked: bool = Field(description="False where it was not scored for this viewer.")
    summary: str
    causes: list[Cause]
    topics: list[str]
    creator: CreatorCard
    sound: SoundCard | None
    is_not_interesting: bool
    is_creator_muted: bool
    is_sound_muted: bool
    fewer_topics: list[str]
