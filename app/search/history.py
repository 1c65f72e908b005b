"""What somebody searched for, so that they find it again: theirs alone, and theirs to forget."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, func, select

from app.accounts.viewer import Viewer
from app.models import SearchedFor
from app.models.columns import now
from app.search.schemas import Searched

KEPT = 50


def remember(session: Session, viewer: Viewer, query: str) -> None:
    """For who is signed in; the oldest beyond what is kept are forgotten."""
    if viewer.id is None or not query:
        return
    row = insert(SearchedFor).values(user_id=viewer.id, query=query, searched_at=now())
    again = row.on_conflict_do_update(
        index_elements=["user_id", "query"], set_={"searched_at": row.excluded.searched_at}
    )
    session.execute(again)
    own = col(SearchedFor.user_id) == viewer.id
    kept = select(SearchedFor.query).where(own).order_by(col(SearchedFor.searched_at).desc()).limit(KEPT)
    session.execute(delete(SearchedFor).where(own, col(SearchedFor.query).not_in(kept)))


def latest(session: Session, viewer: Viewer) -> list[Searched]:
    """Newest first."""
    user = viewer.must_be_signed_in()
    wanted = select(SearchedFor).where(SearchedFor.user_id == user.id)
    rows = session.exec(wanted.order_by(col(SearchedFor.searched_at).desc()).limit(KEPT))
    return [Searched(query=row.query, searched_at=row.searched_at) for row in rows]


def beginning(session: Session, viewer: Viewer, typed: str, *, limit: int) -> list[str]:
    """Own searches that begin so, newest first; nothing for who is not signed in."""
    begins = func.lower(SearchedFor.query).startswith(typed.lower(), autoescape=True)
    wanted = select(SearchedFor.query).where(SearchedFor.user_id == (viewer.id or 0), begins)
    return list(session.exec(wanted.order_by(col(SearchedFor.searched_at).desc()).limit(limit)))


def forget(session: Session, viewer: Viewer, query: str | None = None) -> None:
    """One search, or all."""
    user = viewer.must_be_signed_in()
    gone = delete(SearchedFor).where(col(SearchedFor.user_id) == user.id)
    session.execute(gone if query is None else gone.where(col(SearchedFor.query) == query))
