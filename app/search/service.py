"""Suggestions while a caption or a search is being typed."""

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.search import queries
from app.search.schemas import Hashtag, Kind, Suggestion

MOST = 8


def suggest(session: Session, viewer: Viewer, typed: str) -> list[Suggestion]:
    """`@ad` means people, everything else a hashtag; a lone sign asks for the first that come to mind."""
    begun = typed.strip().lower()
    if begun.startswith("@"):
        return _people(session, viewer, begun[1:])
    return _hashtags(session, begun.removeprefix("#"))


def trending_hashtags(session: Session, *, limit: int) -> list[Hashtag]:
    """Without the ones that carry everything, such as #fyp: they say nothing about a taste."""
    return [
        Hashtag(name=found.tag, creators=found.creators) for found in queries.trending(session, limit=limit)
    ]


def _hashtags(session: Session, begun: str) -> list[Suggestion]:
    return [
        Suggestion(kind=Kind.HASHTAG, text=f"#{found.tag}", name=found.tag, count=found.uses)
        for found in queries.hashtags(session, begun, limit=MOST)
    ]


def _people(session: Session, viewer: Viewer, begun: str) -> list[Suggestion]:
    return [
        Suggestion(
            kind=Kind.USER,
            text=f"@{user.username}",
            name=user.display_name or user.username,
            avatar_url=user.avatar_url,
        )
        for user in queries.people(session, viewer, begun, limit=MOST)
    ]
