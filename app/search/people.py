"""People as search shows them."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.search.schemas import PersonCard

_CARDS = text("""
SELECT u.id, u.username, u.display_name, u.avatar_url, u.bio, u.is_private,
    EXISTS (SELECT FROM follows f WHERE f.follower_id = :me AND f.followed_id = u.id) AS is_following,
    EXISTS (SELECT FROM follow_requests r WHERE r.requester_id = :me AND r.requested_id = u.id)
        AS is_requested,
    EXISTS (SELECT FROM follows f WHERE f.follower_id = u.id AND f.followed_id = :me) AS follows_me,
    u.id = :me AS is_self,
    (SELECT count(*) FROM follows f WHERE f.followed_id = u.id) AS follower_count
FROM users u WHERE u.id = ANY(CAST(:ids AS bigint[]))
""")


def people_cards(session: Session, viewer: Viewer, ids: Sequence[int]) -> list[PersonCard]:
    """In the order of `ids`."""
    rows = session.execute(_CARDS, {"me": viewer.id or 0, "ids": list(ids)}).all()
    found = {row.id: PersonCard(**row._mapping) for row in rows}
    return [found[person] for person in ids if person in found]
