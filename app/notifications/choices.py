"""What people want to be told, and by which way."""

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.models import AccountSettings
from app.models.columns import now
from app.notices import Kind, Way, ways
from app.notifications.schemas import NoticeChange, NoticeChoices


def chosen(session: Session, viewer: Viewer) -> NoticeChoices:
    me = viewer.must_be_signed_in()
    return _shown(session.get(AccountSettings, me.id) or AccountSettings(user_id=me.id))


def choose(session: Session, viewer: Viewer, change: NoticeChange) -> NoticeChoices:
    me = viewer.must_be_signed_in()
    kept = settings_of(session, me.id)
    kept.notices = {**kept.notices, **{str(kind): _ordered(wanted) for kind, wanted in change.ways.items()}}
    kept.digest = kept.digest if change.digest is None else change.digest
    kept.updated_at = now()
    session.flush()
    return _shown(kept)


def settings_of(session: Session, user_id: int) -> AccountSettings:
    """The row, for a change; made where there was none."""
    kept = session.get(AccountSettings, user_id, with_for_update=True)
    if kept is None:
        kept = AccountSettings(user_id=user_id)
        session.add(kept)
    return kept


def _shown(kept: AccountSettings) -> NoticeChoices:
    known = {kind: [Way(way) for way in _ordered(ways(kept.notices, kind))] for kind in Kind}
    return NoticeChoices(ways=known, digest=kept.digest)


def _ordered(wanted: list[Way] | frozenset[Way]) -> list[str]:
    return [way.value for way in Way if way in wanted]
