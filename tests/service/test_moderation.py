"""What moderators see of flagged videos, what they decide, and what the block list refuses."""

import pytest
from sqlmodel import Session, select

from app.accounts.viewer import Viewer, anonymous, signed_in
from app.errors import Conflict, Forbidden, NotFound, NotSignedIn, Rejected
from app.models import AuditLog, NearDuplicate, Role, User, Video, VideoStatus, Visibility
from app.moderation import blocklist, service
from app.moderation.schemas import Action, Decision
from app.videos import changes, duplicates
from app.videos.schemas import Change
from tests.builders import make_video
from tests.service.moving import noisy, pictures, prints, tune
from tests.service.scenes import person, viewer


@pytest.fixture
def moderator(session: Session) -> Viewer:
    return viewer(session, "mo", role=Role.MODERATOR)


@pytest.fixture
def pair(session: Session) -> tuple[Video, Video]:
    """A copy and what it is a copy of."""
    original = make_video(session, person(session, "ada"))
    duplicates.keep(session, original.id, prints(pictures(1), tune(1)))
    copy = make_video(session, person(session, "cat"), original_sha256="b" * 64)
    seen = prints(pictures(1), noisy(tune(1)))
    duplicates.judge(session, copy, seen, copy.original_sha256)
    duplicates.keep(session, copy.id, seen)
    return copy, original


def actions(session: Session, video: Video) -> list[str]:
    rows = select(AuditLog).where(AuditLog.target == f"video:{video.id}").order_by(AuditLog.id)
    return [row.action for row in session.exec(rows)]


def test_moderators_see_the_two_and_how_they_fit(
    session: Session, moderator: Viewer, pair: tuple[Video, Video]
) -> None:
    (flag,) = service.flagged(session, moderator, limit=10).items
    assert (flag.video.id, flag.other.id) == (pair[0].id, pair[1].id)
    assert flag.share == 1
    assert flag.is_same_sound


@pytest.mark.parametrize("role", [None, Role.USER, Role.CREATOR])
def test_nobody_else_sees_or_decides(session: Session, pair: tuple[Video, Video], role: Role | None) -> None:
    who = viewer(session, role=role) if role else anonymous("passer-by-without-name")
    refusal = Forbidden if role else NotSignedIn
    with pytest.raises(refusal):
        service.flagged(session, who, limit=10)
    with pytest.raises(refusal):
        service.decide(session, who, pair[0].id, Decision(action=Action.REMOVE))
    assert pair[0].status is VideoStatus.PUBLISHED


DECISIONS = {
    Action.APPROVE: (VideoStatus.PUBLISHED, Visibility.PUBLIC, "dismissed", "video.approved"),
    Action.RESTRICT: (VideoStatus.PUBLISHED, Visibility.UNLISTED, "confirmed", "video.restricted"),
    Action.REMOVE: (VideoStatus.DELETED, Visibility.PUBLIC, "confirmed", "video.deleted"),
}


@pytest.mark.parametrize("action", DECISIONS)
def test_a_decision_settles_the_flags_and_is_written_down(
    session: Session, moderator: Viewer, pair: tuple[Video, Video], action: Action
) -> None:
    copy, _ = pair
    decided = service.decide(session, moderator, copy.id, Decision(action=action, reason="seen"))
    session.flush()
    session.refresh(copy)
    flag = session.exec(select(NearDuplicate)).one()
    session.refresh(flag)
    assert decided.flags == 1
    assert (copy.status, copy.visibility, flag.state, actions(session, copy)[-1]) == DECISIONS[action]
    assert flag.decided_by == moderator.id
    assert service.flagged(session, moderator, limit=10).items == []


def test_what_was_taken_out_of_the_lists_is_not_put_back_by_its_creator(
    session: Session, moderator: Viewer, pair: tuple[Video, Video]
) -> None:
    copy, _ = pair
    creator = signed_in(session.get_one(User, copy.creator_id))
    service.decide(session, moderator, copy.id, Decision(action=Action.RESTRICT))
    session.flush()
    for allowed in (Visibility.PRIVATE, Visibility.UNLISTED):
        changes.change(session, creator, copy.id, Change(visibility=allowed))
    with pytest.raises(Forbidden) as refused:
        changes.change(session, creator, copy.id, Change(visibility=Visibility.PUBLIC))
    assert refused.value.code == "restricted"
    service.decide(session, moderator, copy.id, Decision(action=Action.APPROVE))
    session.flush()
    changes.change(session, creator, copy.id, Change(visibility=Visibility.PUBLIC))
    assert copy.visibility is Visibility.PUBLIC


def test_what_is_gone_meanwhile_needs_no_decision(
    session: Session, moderator: Viewer, pair: tuple[Video, Video]
) -> None:
    pair[1].status = VideoStatus.DELETED
    session.flush()
    assert service.flagged(session, moderator, limit=10).items == []
    pair[0].status = VideoStatus.PROCESSING
    session.flush()
    with pytest.raises(Conflict):
        service.decide(session, moderator, pair[0].id, Decision(action=Action.APPROVE))
    with pytest.raises(NotFound):
        service.decide(session, moderator, pair[1].id, Decision(action=Action.APPROVE))


def test_the_queue_goes_on_where_a_page_ended(session: Session, moderator: Viewer) -> None:
    owner, fan = person(session), person(session)
    for _ in range(5):
        video, other = make_video(session, fan), make_video(session, owner)
        session.add(NearDuplicate(video_id=video.id, other_id=other.id, share=0.9, offset_seconds=0))
    session.flush()
    seen, cursor = [], None
    while cursor or not seen:
        page = service.flagged(session, moderator, limit=2, cursor=cursor)
        seen += [one.video.id for one in page.items]
        cursor = page.next_cursor
    assert len(seen) == 5
    assert seen == sorted(seen)


def test_removed_and_blocked_does_not_come_back(
    session: Session, moderator: Viewer, pair: tuple[Video, Video]
) -> None:
    copy, _ = pair
    service.decide(session, moderator, copy.id, Decision(action=Action.REMOVE, reason="stolen", block=True))
    again = make_video(session, person(session), status=VideoStatus.PROCESSING)
    other_file = prints(pictures(1)[4:], noisy(tune(1)[8:]))
    for seen, sha256 in ((prints(pictures(7)), "b" * 64), (other_file, "c" * 64)):
        with pytest.raises(Rejected) as refused:
            duplicates.judge(session, again, seen, sha256)
        assert refused.value.code == "blocked"
    assert duplicates.judge(session, again, prints(pictures(7)), "d" * 64) == []
    assert "video.blocked" in actions(session, copy)


def test_an_entry_outlives_its_video_until_it_is_taken_off(
    session: Session, pair: tuple[Video, Video]
) -> None:
    copy, original = pair
    entry = blocklist.add(session, original.id, reason="Case 12")
    with pytest.raises(Conflict):
        blocklist.add(session, original.id, reason="again")
    session.delete(original)
    session.flush()
    again = make_video(session, person(session), status=VideoStatus.PROCESSING)
    with pytest.raises(Rejected):
        duplicates.judge(session, again, prints(pictures(1)), None)
    assert [one.reason for one in blocklist.entries(session)] == ["Case 12"]
    blocklist.remove(session, entry.id)
    assert [one.other_id for one in duplicates.judge(session, again, prints(pictures(1)), None)] == [copy.id]
