"""Every sentence that says why a video is shown, what spoke for it, and what against it."""

POPULAR = "Popular right now"
NEW = "New: you are among the first to see it"
OTHER = "Something else, to learn what you like"
AGAIN = "You have seen everything new, so here is one again"
# Parts of a score by their names; `name` is the creator's.
FOR = {
    "followed": "You follow {name}",
    "neighbours": "People of your language or region watch it",
    "popular": "Those who saw it watched it long",
    "quality": "Those who saw it watched it long",
    "trending": "Many watch it right now",
    "creator": "{name}’s clips are watched long",
    "freshness": "It has just come out",
    "fresh": "It has just come out",
    "taste": "People who like what you like watch it",
    "sound": "You stay for clips with this sound",
    "length": "You stay for clips of this length",
    "hour": "You watch such clips at this time of day",
    "interests": "You said that you like such topics",
}
LIKED_CREATOR = "You watch {name}’s clips"
# Before the topics that a clip shares with its viewer, and where none has a name.
TOPICAL = {
    "topics": "You watch videos with",
    "topic": "You watch videos with",
    "interests": "You said that you like",
}
TOPICS_ALIKE = "Its topics are like what you watch"
AGAINST = {
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


# Where hardly anything is known, nothing is claimed, whichever way it moved the score.
UNMET = {
    "popular": "Hardly anybody has seen it yet",
    "creator": "Hardly anybody has seen {name}’s clips yet",
    "sound": "Its sound is new to you",
    "topic": "Its topics are new to you",
    "length": "Clips of this length are new to you",
}


def about_topics(group: str, topics: list[str]) -> str | None:
    """Names the first two; None where there is nothing to name."""
    tags = " and ".join(f"#{topic}" for topic in topics[:2])
    return f"{TOPICAL[group]} {tags}" if tags else None


def by_lot(source: str) -> str:
    """Of a place that no score gave."""
    return {"again": AGAIN, "exploration": NEW}.get(source, OTHER)


def unmet(group: str, username: str) -> str:
    return UNMET[group].format(name=f"@{username}")


def spoken_for(group: str, username: str) -> str | None:
    sentence = FOR.get(group)
    return sentence.format(name=f"@{username}") if sentence else None
