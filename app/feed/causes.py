"""The parts of a score as people read them: what spoke for a video, and what against it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.feed.explain import AGAIN, NEW, OTHER
from app.feed.ranking import Drops
from app.feed.steering_schemas import Cause
from app.videos.schemas import VideoCard

# What moves a score by less than this part of its strongest cause is not worth a line.
LEAST = 0.08
MOST_FOR, MOST_AGAINST = 4, 2


@dataclass(frozen=True, slots=True)
class Told:
    """What the sentences name: the clip, and those of its topics that the viewer is known to like."""

    card: VideoCard
    topics: Sequence[str] = ()
    likes_creator: bool = False


def by_lot(source: str) -> list[Cause]:
    """A place that no score gave."""
    sentence = {"again": AGAIN, "exploration": NEW}.get(source, OTHER)
    return [Cause(name=source, sentence=sentence, share=1.0)]


def causes(drops: Drops, told: Told) -> list[Cause]:
    """What spoke for it first, then what held it back, each the strongest first."""
    most = max((abs(drop) for _, drop in drops), default=0.0)
    if most <= 0:
        return []
    shares = [(name, drop / most) for name, drop in drops if abs(drop) >= LEAST * most]
    spoke = sorted((one for one in shares if one[1] > 0), key=lambda one: -one[1])[:MOST_FOR]
    held = sorted((one for one in shares if one[1] < 0), key=lambda one: one[1])[:MOST_AGAINST]
    found = [_cause(name, share, told) for name, share in (*spoke, *held)]
    return [one for one in found if one is not None]


def _cause(name: str, share: float, told: Told) -> Cause | None:
    sentence = sentence_of(name, told) if share > 0 else _AGAINST.get(name)
    return Cause(name=name, sentence=sentence, share=round(share, 3)) if sentence else None


def sentence_of(name: str, told: Told) -> str | None:
    """What it means that this part lifted the score."""
    creator = told.card.creator.username
    match name:
        case "followed":
            return f"You follow @{creator}"
        case "topic" | "topics":
            tags = " and ".join(f"#{topic}" for topic in told.topics[:2])
            return f"You watch videos with {tags}" if tags else "Its topics are like what you watch"
        case "interests":
            return "You said that you like such topics"
        case "creator":
            return (
                f"You watch @{creator}’s clips"
                if told.likes_creator
                else f"@{creator}’s clips are watched long"
            )
        case _:
            return _FOR.get(name)


_FOR = {
    "taste": "People who like what you like watch it",
    "sound": "You stay for clips with this sound",
    "popular": "Those who saw it watched it long",
    "quality": "Those who saw it watched it long",
    "trending": "Many watch it right now",
    "neighbours": "People of your language or region watch it",
    "fresh": "It has just come out",
    "freshness": "It has just come out",
    "length": "You stay for clips of this length",
    "hour": "You watch such clips at this time of day",
}
_AGAINST = {
    "taste": "It is unlike what you usually watch",
    "topic": "You do not stay long for its topics",
    "topics": "You do not stay long for its topics",
    "creator": "Clips by its creator are left early",
    "sound": "You do not stay for this sound",
    "popular": "Those who saw it left early",
    "quality": "Those who saw it left early",
    "trending": "Few watch it right now",
    "fresh": "It has been out for a while",
    "freshness": "It has been out for a while",
    "length": "You rarely stay for clips of this length",
    "hour": "You watch other things at this time of day",
    "followed": "You do not follow its creator",
    "interests": "It is about other topics than you named",
    "neighbours": "People of your language or region watch other clips",
}
