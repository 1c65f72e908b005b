"""Moves everybody into the space of the active model: videos first, then the people who watch them."""

from collections.abc import Callable, Sequence

from pydantic import ValidationError
from sqlalchemy import TextClause, text

from app.cache import valkey
from app.db import new_session, transaction
from app.learning import files, items, models, tastes
from app.learning.placing import Places
from app.learning.versions import active_row
from app.shapes import Shape

VIDEOS, PEOPLE = 2000, 200
KEY = "rebuilding"
KEEP_SECONDS = 7 * 24 * 3600

_VIDEOS = text("SELECT video_id FROM video_contents WHERE video_id > :after ORDER BY video_id LIMIT :most")
_PEOPLE = text("""
SELECT id FROM users u WHERE id > :after AND (
    EXISTS (SELECT 1 FROM user_embeddings e WHERE e.user_id = u.id)
    OR EXISTS (SELECT 1 FROM watch_history w WHERE w.user_id = u.id)
) ORDER BY id LIMIT :most
""")
_TOTAL = text("SELECT (SELECT count(*) FROM video_contents) + (SELECT count(*) FROM users)")


class Progress(Shape):
    """How far it is: the last video and the last person that were moved to this model, and how many."""

    model_id: int | None
    video: int = 0
    person: int = 0
    videos: int = 0
    people: int = 0

    @property
    def model(self) -> str:
        return f"model {self.model_id}" if self.model_id else "content alone"


def total() -> int:
    """At most so many are to be moved."""
    with new_session() as session:
        return int(session.execute(_TOTAL).scalar_one())


def rebuild(tell: Callable[[int], None] = lambda count: None) -> Progress:
    """Begins where a killed run stopped, and anew when another model became active meanwhile."""
    while (done := _rebuild(tell)) is None:
        pass
    valkey().delete(KEY)
    return done


def _rebuild(tell: Callable[[int], None]) -> Progress | None:
    """None when another model became active; `tell` hears how many were moved each time."""
    model_id, places = active_places()
    progress = _resumed(model_id)
    tell(progress.videos + progress.people)
    while ids := _next(_VIDEOS, progress.video, VIDEOS):
        with transaction() as session:
            items.put(session, ids, places, model_id=model_id)
        progress = _note(progress, tell, video=ids[-1], videos=progress.videos + len(ids))
        if _has_changed(progress):
            return None
    while ids := _next(_PEOPLE, progress.person, PEOPLE):
        tastes.refold({f"user:{user_id}": () for user_id in ids}, reason="rebuilt")
        progress = _note(progress, tell, person=ids[-1], people=progress.people + len(ids))
        if _has_changed(progress):
            return None
    return progress


def active_places() -> tuple[int | None, Places | None]:
    """The active model and where it has every video; None where nothing was trained."""
    with new_session() as session:
        row = active_row(session)
    if row is None:
        models.refresh()
        return None, None
    model = models.refresh()
    if model is None or model.id != row.id:
        raise files.Unreadable(f"The file of model {row.id} cannot be read, so nothing is moved to it.")
    return row.id, Places(model.tower, model.folding, files.load_space(row))


def _next(query: TextClause, after: int, most: int) -> Sequence[int]:
    with new_session() as session:
        return list(session.execute(query, {"after": after, "most": most}).scalars())


def _has_changed(progress: Progress) -> bool:
    model = models.refresh()
    return (model.id if model else None) != progress.model_id


def _resumed(model_id: int | None) -> Progress:
    try:
        kept = Progress.model_validate_json(valkey().get(KEY) or "")
    except ValidationError:
        return Progress(model_id=model_id)
    return kept if kept.model_id == model_id else Progress(model_id=model_id)


def _note(progress: Progress, tell: Callable[[int], None], **done: int) -> Progress:
    further = progress.model_copy(update=done)
    valkey().set(KEY, further.model_dump_json(), ex=KEEP_SECONDS)
    tell(further.videos + further.people - progress.videos - progress.people)
    return further
