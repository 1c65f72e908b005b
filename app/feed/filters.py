"""What must not be shown to this viewer. A filter answers why, or nothing."""

from app.feed.candidates import Candidate, Query


def already_watched(query: Query, candidate: Candidate) -> str | None:
    return "watched already" if candidate.video_id in query.watched else None


def already_served(query: Query, candidate: Candidate) -> str | None:
    return "shown a moment ago" if candidate.video_id in query.served else None


def hidden_creator(query: Query, candidate: Candidate) -> str | None:
    return "creator blocked or muted" if candidate.creator_id in query.hidden_creators else None


def not_interesting(query: Query, candidate: Candidate) -> str | None:
    return "marked as not interesting" if candidate.video_id in query.hidden_videos else None
