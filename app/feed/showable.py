"""What a viewer may be shown at this very moment.

Candidates may be minutes old. The few that a page is made of are asked for once more, as they stand now.
"""

from sqlalchemy import text
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.feed.candidates import Ids, ids_of
from app.videos.columns import PRESENT, listed


def showable(session: Session, viewer: Viewer, ids: Ids) -> Ids:
    """Those that are listed for this viewer, of creators who are present and between whom stands no block."""
    asked = {"ids": listed(ids), "me": viewer.id or 0}
    return ids_of(session.execute(_SHOWABLE, asked).scalar_one())


_SHOWABLE = text(f"""
SELECT coalesce(array_agg(v.id), '{{}}') FROM videos v JOIN users u ON u.id = v.creator_id
WHERE v.id = ANY(CAST(:ids AS bigint[])) AND v.status = 'published' AND {PRESENT}
    AND (v.visibility = 'public' OR v.visibility = 'followers' AND EXISTS (
        SELECT FROM follows f WHERE f.follower_id = :me AND f.followed_id = v.creator_id))
    AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = :me AND b.blocked_id = v.creator_id)
    AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocked_id = :me AND b.blocker_id = v.creator_id)
""")  # noqa: S608 - constants of ours
