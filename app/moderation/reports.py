"""What viewers report: one open report of each person about each video, comment or person.

Whoever reports a video does not want to see it either.
"""

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.comments import service as comments
from app.errors import BadInput
from app.feed import steering_changes
from app.models import Report
from app.moderation.schemas import Reported, Reporting
from app.social.finding import must_find
from app.videos.queries import must_see


def report_video(session: Session, viewer: Viewer, video_id: int, said: Reporting) -> Reported:
    me, video = viewer.must_be_signed_in(), must_see(session, viewer, video_id)
    if video.creator_id == me.id:
        raise BadInput("This clip is your own. You can delete it.", code="own_video")
    kept = _keep(session, Report(reporter_id=me.id, video_id=video_id, **said.model_dump()))
    changes = steering_changes.not_interested(session, viewer, video_id).changes
    return kept.model_copy(update={"message": f"{kept.message} {changes[0]}", "changes": changes})


def report_comment(session: Session, viewer: Viewer, comment_id: int, said: Reporting) -> Reported:
    me, comment = viewer.must_be_signed_in(), comments.get(session, viewer, comment_id)
    if comment.author and comment.author.id == me.id:
        raise BadInput("This comment is your own. You can delete it.", code="own_comment")
    about = Report(reporter_id=me.id, video_id=comment.video_id, comment_id=comment_id, **said.model_dump())
    return _keep(session, about)


def report_person(session: Session, viewer: Viewer, name: str, said: Reporting) -> Reported:
    me, other = viewer.must_be_signed_in(), must_find(session, viewer, name)
    if other.id == me.id:
        raise BadInput("This is you. You can change or delete your account.", code="own_account")
    return _keep(session, Report(reporter_id=me.id, user_id=other.id, **said.model_dump()))


def _keep(session: Session, new: Report) -> Reported:
    """Said again, it takes the place of what was said before and not decided."""
    same = (
        Report.reporter_id == new.reporter_id,
        Report.video_id == new.video_id,
        Report.comment_id == new.comment_id,
        Report.user_id == new.user_id,
    )
    known = session.exec(select(Report).where(*same, col(Report.decided_at).is_(None))).first()
    if known:
        known.reason, known.note = new.reason, new.note
    session.add(known or new)
    session.flush()
    return Reported(id=(known or new).id)
