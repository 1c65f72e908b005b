"""A small made-up site to search in, and the ids and names that a search finds."""

from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from app.accounts.viewer import Viewer, anonymous
from app.models import Sound, User, Video
from app.models.columns import now
from app.search import service
from app.search.schemas import Found, Question
from bench.writing import Written

VISITOR = anonymous("0123456789abcdef")


def find(session: Session, q: str, viewer: Viewer = VISITOR, **said: object) -> Found:
    return service.search(session, viewer, Question.model_validate({"q": q, **said}))


def items(found: Found, name: str) -> list[Any]:
    return [getattr(one, name) for one in found.items]


def videos(session: Session, q: str, viewer: Viewer = VISITOR, **said: object) -> list[int]:
    return items(find(session, q, viewer, type="videos", **said), "id")


def tags(session: Session, q: str) -> list[str]:
    return items(find(session, q, type="hashtags"), "name")


def people(session: Session, q: str, viewer: Viewer = VISITOR) -> list[str]:
    return items(find(session, q, viewer, type="users"), "username")


def settle(session: Session, site: Written) -> None:
    """All rows of a made-up site, through the triggers as every row comes."""
    users = [
        {"username": name, "email": f"{name}@example.com", "password_hash": "-", "display_name": called}
        for name, called in site.people
    ]
    session.bulk_insert_mappings(User, users)  # type: ignore[arg-type]
    ids = list(
        session.execute(text("SELECT id FROM users WHERE email LIKE '%@example.com' ORDER BY id")).scalars()
    )
    rows = zip(site.captions, site.tags, site.creators, strict=True)
    made = [
        {
            "creator_id": ids[creator],
            "description": caption,
            "hashtags": of,
            "status": "published",
            "published_at": now(),
            "duration_seconds": 10.0,
            "heat": float(place % 40),
        }
        for place, (caption, of, creator) in enumerate(rows)
    ]
    session.bulk_insert_mappings(Video, made)  # type: ignore[arg-type]
    session.bulk_insert_mappings(Sound, [{"title": title} for title in site.titles])  # type: ignore[arg-type]
    session.execute(text("SELECT recount_words()"))
    # Many rows at once, of which the planner knows nothing: it would join them as if there were none.
    session.execute(text("ANALYZE"))
