"""Endless lists of what people watch: of a hashtag, of a region, of everything; the hottest first."""

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import text
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.errors import NotFound
from app.search.schemas import Hashtag
from app.search.visible import PUBLIC, TO_BE_MET
from app.shapes import Cursor, Id, Page
from app.videos.cards import cards
from app.videos.schemas import VideoCard

# A region's list is picked from the hottest so many; further down nobody watches.
HOTTEST = 5_000
# A region with fewer has no list of its own.
ENOUGH = 6
_SHOWN = f"""
SELECT v.id, v.heat FROM videos v JOIN users u ON u.id = v.creator_id
WHERE {PUBLIC} AND {TO_BE_MET} AND (v.heat, v.id) < (:heat, :id)
"""  # noqa: S608 - the conditions are ours
_TAGGED = text(f"{_SHOWN} AND v.hashtags @> ARRAY[:tag] ORDER BY v.heat DESC, v.id DESC LIMIT :limit")
_POPULAR = text(f"{_SHOWN} ORDER BY v.heat DESC, v.id DESC LIMIT :limit")
_IN_REGION = text(f"""
SELECT v.id, v.heat FROM (
    SELECT v.* FROM videos v WHERE {PUBLIC} AND v.heat <= :heat ORDER BY v.heat DESC LIMIT {HOTTEST}
) AS v JOIN users u ON u.id = v.creator_id
WHERE v.region = :region AND {TO_BE_MET} AND (v.heat, v.id) < (:heat, :id)
ORDER BY v.heat DESC, v.id DESC LIMIT :limit
""")  # noqa: S608 - the conditions are ours
_USES = text("SELECT uses FROM hashtags WHERE tag = :tag")


class Below(Cursor):
    heat: Annotated[float, Field(allow_inf_nan=False)]
    id: Id
    region: Annotated[str, Field(max_length=8, pattern=r"^[^\x00]*$")] = ""


TOP = Below(heat=1e12, id=2**53 - 1)


def hashtag(session: Session, tag: str) -> Hashtag:
    """A hashtag that nobody uses is not there."""
    uses = session.execute(_USES, {"tag": tag.lower()}).scalar() or 0
    if uses < 1:
        raise NotFound("hashtag", f"#{tag}")
    return Hashtag(name=tag.lower(), uses=uses)


def tagged(
    session: Session, viewer: Viewer, tag: str, *, limit: int, cursor: str | None = None
) -> Page[VideoCard]:
    below = Below.read(cursor) if cursor else TOP
    rows = session.execute(_TAGGED, {"tag": tag.lower(), **_bound(viewer, below, limit)}).all()
    return _page(session, viewer, rows, limit=limit)


def popular(
    session: Session, viewer: Viewer, *, region: str | None = None, limit: int, cursor: str | None = None
) -> Page[VideoCard]:
    """Of a region, or of everywhere where it has too few; without a region the viewer's own."""
    if cursor:
        below = Below.read(cursor)
        return _popular(session, viewer, below.region, below, limit)
    wanted = region if region is not None else (viewer.user.region if viewer.user else None) or ""
    page = _popular(session, viewer, wanted, TOP, limit)
    if wanted and len(page.items) < ENOUGH:
        return _popular(session, viewer, "", TOP, limit)
    return page


def _popular(session: Session, viewer: Viewer, region: str, below: Below, limit: int) -> Page[VideoCard]:
    wanted = {**_bound(viewer, below, limit), **({"region": region} if region else {})}
    rows = session.execute(_IN_REGION if region else _POPULAR, wanted).all()
    return _page(session, viewer, rows, limit=limit, region=region)


def _bound(viewer: Viewer, below: Below, limit: int) -> dict[str, Any]:
    return {"me": viewer.id or 0, "heat": below.heat, "id": below.id, "limit": limit}


def _page(session: Session, viewer: Viewer, rows: Any, *, limit: int, region: str = "") -> Page[VideoCard]:
    last = rows[-1] if len(rows) == limit else None
    following = Below(heat=last.heat, id=last.id, region=region).text() if last else None
    return Page(items=cards(session, [row.id for row in rows], viewer), next_cursor=following)
