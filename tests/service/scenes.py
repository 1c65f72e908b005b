"""People, watches and scrolls without the ways in: quick enough for hundreds of examples."""

from uuid import uuid4

from sqlmodel import Session

from app.accounts.viewer import Viewer, signed_in
from app.feed import service as feed
from app.feed.schemas import FeedItem, FeedPage
from app.models import ExplorationPool, User, Video, WatchHistory
from app.models.columns import now
from tests.builders import make_video


def person(session: Session, name: str = "", **columns: object) -> User:
    """Somebody who never logs in."""
    name = name or f"user{uuid4().int % 10**12}"
    usual = {"email": f"{name}@example.com", "password_hash": "-", "display_name": name}
    made = User(username=name, **{**usual, **columns})
    session.add(made)
    session.flush()
    return made


def viewer(session: Session, name: str = "", **columns: object) -> Viewer:
    return signed_in(person(session, name, **columns))


def videos(session: Session, creator: User, count: int, **columns: object) -> list[int]:
    return [make_video(session, creator, **columns).id for _ in range(count)]


def new_video(session: Session, creator: User, **columns: object) -> Video:
    """In the exploration pool, as after publishing."""
    made = make_video(session, creator, **columns)
    session.add(ExplorationPool(video_id=made.id, promised=100))
    session.flush()
    return made


def watched(session: Session, who: Viewer, video_id: int, *, completion: float = 1.0) -> None:
    watch = WatchHistory(
        event_id=uuid4(),
        created_at=now(),
        user_id=who.id,
        viewer_key=who.key,
        video_id=video_id,
        watch_duration_ms=round(10_000 * completion),
        duration_ms=10_000,
        completion_rate=completion,
        source="feed",
    )
    session.add(watch)
    session.flush()


def pages(session: Session, who: Viewer, *, size: int = 5, most: int = 100) -> list[FeedPage]:
    """A scroll to its end."""
    found = [feed.for_you(session, who, size=size)]
    while found[-1].next_cursor and len(found) < most:
        found.append(feed.for_you(session, who, size=size, cursor=found[-1].next_cursor))
    return found


def scroll(session: Session, who: Viewer, *, size: int = 5) -> list[FeedItem]:
    return [item for page in pages(session, who, size=size) for item in page.items]


def shown(session: Session, who: Viewer, *, size: int = 5) -> list[int]:
    return [item.video.id for item in scroll(session, who, size=size)]
