"""Why a video is shown, in sentences for people."""

from app.feed.candidates import Candidate, Query


def why(query: Query, candidate: Candidate) -> list[str]:
    shared = [topic for topic in query.topics if topic in candidate.hashtags][:2]
    topics = [f"You watch videos with {' and '.join('#' + topic for topic in shared)}"] if shared else []
    return _by_source(candidate) + topics or ["Popular right now"]


def _by_source(candidate: Candidate) -> list[str]:
    match candidate.source:
        case "followed":
            return [f"You follow @{candidate.creator_name}"]
        case "exploration":
            return ["New: you are among the first to see it"]
        case "trending":
            return ["Popular right now"]
        case "again":
            return ["You have seen everything new, so here is one again"]
        case _:
            return []
