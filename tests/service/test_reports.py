"""What people report about videos, comments and each other, and what is decided about it."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlmodel import Session, select

from app.accounts.viewer import Viewer, anonymous
from app.errors import BadInput, Forbidden, NotFound, NotSignedIn
from app.models import AuditLog, Block, Comment, Notification, Report, Role, User, Video
from app.models.columns import FOREVER, now
from app.moderation import cases, decisions, reports, service
from app.moderation.schemas import (
    Action,
    Case,
    CommentAction,
    CommentDecision,
    Decision,
    PersonAction,
    PersonDecision,
    Reason,
    Reporting,
)
from app.notifications import service as notifications
from tests.builders import make_video
from tests.service.scenes import person, viewer

SPAM, HATE = Reporting(reason=Reason.SPAM), Reporting(reason=Reason.HATE, note="Read it aloud.")


@pytest.fixture
def moderator(session: Session) -> Viewer:
    return viewer(session, "mo", role=Role.MODERATOR)


@pytest.fixture
def ada(session: Session) -> User:
    return person(session, "ada")


@pytest.fixture
def video(session: Session, ada: User) -> Video:
    return make_video(session, ada)


@pytest.fixture
def comment(session: Session, video: Video) -> Comment:
    made = Comment(video_id=video.id, author_id=person(session, "bob").id, text="so bad")
    session.add(made)
    session.flush()
    return made


def waiting(session: Session, who: Viewer) -> list[Case]:
    session.expire_all()
    return cases.waiting(session, who, limit=20).items


def actions(session: Session, target: str) -> list[str]:
    return list(session.exec(select(AuditLog.action).where(AuditLog.target == target)))


def test_reports_about_one_subject_are_one_case_and_the_longest_waiting_comes_first(
    session: Session, moderator: Viewer, ada: User, video: Video, comment: Comment
) -> None:
    one, two = viewer(session), viewer(session)
    reports.report_person(session, one, "@ada", SPAM)
    reports.report_comment(session, one, comment.id, SPAM)
    reports.report_video(session, one, video.id, SPAM)
    reports.report_comment(session, two, comment.id, HATE)
    found = waiting(session, moderator)
    assert [(case.kind, case.id, case.reports) for case in found] == [
        ("user", ada.id, 1),
        ("comment", comment.id, 2),
        ("video", video.id, 1),
    ]
    said = found[1]
    assert (said.reasons, said.notes) == ({"spam": 1, "hate": 1}, ["Read it aloud."])
    assert said.video
    assert said.person
    assert (said.text, said.person.username, said.video.id) == ("so bad", "bob", video.id)
    assert [case.person.username for case in found if case.person] == ["ada", "bob", "ada"]


def test_pages_of_cases_follow_each_other(session: Session, moderator: Viewer) -> None:
    names = [person(session).username for _ in range(3)]
    for name in names:
        reports.report_person(session, viewer(session), f"@{name}", SPAM)
    first = cases.waiting(session, moderator, limit=2)
    second = cases.waiting(session, moderator, limit=2, cursor=first.next_cursor)
    assert [case.person.username for case in (*first.items, *second.items) if case.person] == names
    assert second.next_cursor is None


@pytest.mark.parametrize("role", [None, Role.USER, Role.CREATOR])
def test_nobody_else_sees_cases_or_decides(
    session: Session, ada: User, comment: Comment, role: Role | None
) -> None:
    who = viewer(session, role=role) if role else anonymous("passer-by-without-name")
    refusal = Forbidden if role else NotSignedIn
    with pytest.raises(refusal):
        cases.waiting(session, who, limit=10)
    with pytest.raises(refusal):
        decisions.about_comment(session, who, comment.id, CommentDecision(action=CommentAction.REMOVE))
    with pytest.raises(refusal):
        decisions.about_person(session, who, ada.id, PersonDecision(action=PersonAction.BAN))
    assert (comment.deleted_at, ada.banned_until) == (None, None)


def test_nobody_reports_themselves_or_somebody_who_is_hidden_from_them(session: Session, ada: User) -> None:
    me = viewer(session, "me2")
    with pytest.raises(BadInput):
        reports.report_person(session, me, "@me2", SPAM)
    session.add(Block(blocker_id=ada.id, blocked_id=me.user.id if me.user else 0))
    session.flush()
    with pytest.raises(NotFound):
        reports.report_person(session, me, "@ada", SPAM)


def test_a_person_is_reported_once_by_each_and_the_reason_can_be_mended(session: Session, ada: User) -> None:
    me = viewer(session)
    first, again = (reports.report_person(session, me, "@ada", said) for said in (SPAM, HATE))
    assert first.id == again.id
    assert session.get_one(Report, first.id).reason == "hate"


@pytest.mark.parametrize("action", Action)
def test_a_decision_about_a_video_settles_its_reports(
    session: Session, moderator: Viewer, video: Video, action: Action
) -> None:
    reports.report_video(session, viewer(session), video.id, SPAM)
    decided = service.decide(session, moderator, video.id, Decision(action=action))
    assert (decided.reports, waiting(session, moderator)) == (1, [])


def test_a_removed_comment_is_gone_its_author_is_told_and_the_log_says_by_whom(
    session: Session, moderator: Viewer, comment: Comment
) -> None:
    reports.report_comment(session, viewer(session), comment.id, HATE)
    wanted = CommentDecision(action=CommentAction.REMOVE, reason="It hurts.")
    assert decisions.about_comment(session, moderator, comment.id, wanted).reports == 1
    assert waiting(session, moderator) == []
    assert comment.deleted_at
    assert actions(session, f"comment:{comment.id}") == ["comment.removed"]
    author = Viewer(key="-", user=session.get_one(User, comment.author_id))
    (row,) = notifications.listing(session, author, limit=5).items
    assert (row.what, row.quote) == ("A moderator removed your comment", "so bad")


def test_an_approved_comment_stays_and_nobody_is_told(
    session: Session, moderator: Viewer, comment: Comment
) -> None:
    reports.report_comment(session, viewer(session), comment.id, SPAM)
    decisions.about_comment(session, moderator, comment.id, CommentDecision(action=CommentAction.APPROVE))
    assert waiting(session, moderator) == []
    assert comment.deleted_at is None
    assert actions(session, f"comment:{comment.id}") == ["comment.approved"]
    assert session.exec(select(Notification)).all() == []


def test_a_comment_by_somebody_who_blocked_the_moderator_is_decided_about_too(
    session: Session, moderator: Viewer, comment: Comment
) -> None:
    session.add(Block(blocker_id=comment.author_id, blocked_id=moderator.id))
    reports.report_comment(session, viewer(session), comment.id, HATE)
    assert [case.id for case in waiting(session, moderator)] == [comment.id]
    decisions.about_comment(session, moderator, comment.id, CommentDecision(action=CommentAction.REMOVE))
    session.expire_all()
    assert comment.deleted_at


def test_a_ban_lasts_until_its_day_or_for_good_and_approving_lifts_it(
    session: Session, moderator: Viewer, ada: User
) -> None:
    reports.report_person(session, viewer(session), "@ada", HATE)
    until = now() + timedelta(days=3)
    wanted = PersonDecision(action=PersonAction.BAN, reason="Hate.", until=until)
    assert decisions.about_person(session, moderator, ada.id, wanted).reports == 1
    assert (ada.banned_until, ada.ban_reason) == (until, "Hate.")
    decisions.about_person(session, moderator, ada.id, PersonDecision(action=PersonAction.BAN))
    assert ada.banned_until
    assert ada.banned_until.year == 9999
    decisions.about_person(session, moderator, ada.id, PersonDecision(action=PersonAction.APPROVE))
    assert (ada.banned_until, ada.ban_reason) == (None, None)
    assert actions(session, f"user:{ada.id}") == ["user.banned", "user.banned", "user.approved"]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN])
def test_whoever_moderates_is_not_banned(session: Session, moderator: Viewer, role: Role) -> None:
    colleague = person(session, role=role)
    with pytest.raises(Forbidden):
        decisions.about_person(session, moderator, colleague.id, PersonDecision(action=PersonAction.BAN))


def test_a_ban_that_would_be_over_is_a_mistake(session: Session, moderator: Viewer, ada: User) -> None:
    over = PersonDecision(action=PersonAction.BAN, until=now() - timedelta(days=1))
    with pytest.raises(BadInput):
        decisions.about_person(session, moderator, ada.id, over)


def test_a_ban_beyond_all_calendars_is_one_for_good(session: Session, moderator: Viewer, ada: User) -> None:
    end = datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12)))
    decisions.about_person(session, moderator, ada.id, PersonDecision(action=PersonAction.BAN, until=end))
    session.flush()
    session.expire_all()
    assert ada.banned_until == FOREVER


def test_what_is_gone_waits_for_nobody(
    session: Session, moderator: Viewer, ada: User, video: Video, comment: Comment
) -> None:
    me = viewer(session)
    reports.report_person(session, me, "@ada", SPAM)
    reports.report_comment(session, me, comment.id, SPAM)
    comment.deleted_at = ada.deleted_at = now()
    session.flush()
    assert waiting(session, moderator) == []
