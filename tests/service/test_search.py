"""What is suggested while somebody types."""

from datetime import timedelta

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.models import Block, Follow, VideoStatus, Visibility
from app.models.columns import now
from app.search import suggesting as search
from tests.builders import make_user, make_video, make_viewer


def texts(session: Session, viewer: Viewer, typed: str) -> list[str]:
    return [one.text for one in search.suggest(session, viewer, typed)]


def test_hashtags_come_with_the_most_used_first(session: Session) -> None:
    ada = make_viewer(session)
    for tags in (["dance", "dawn"], ["dance"], ["sea"]):
        make_video(session, ada.user, hashtags=tags)
    found = search.suggest(session, ada, "#Da")
    assert [(one.text, one.count) for one in found] == [("#dance", 2), ("#dawn", 1)]


def test_hashtags_of_hidden_videos_stay_hidden(session: Session) -> None:
    ada = make_viewer(session)
    make_video(session, ada.user, hashtags=["secret"], visibility=Visibility.PRIVATE)
    make_video(session, ada.user, hashtags=["second"], status=VideoStatus.PROCESSING)
    assert texts(session, ada, "#sec") == []


def test_a_sign_of_patterns_is_only_a_letter(session: Session) -> None:
    ada = make_viewer(session)
    make_video(session, ada.user, hashtags=["sea"])
    assert texts(session, ada, "#%") == []
    assert texts(session, ada, "@_") == []


def test_people_whose_name_begins_so_come_before_similar_names(session: Session) -> None:
    viewer = make_viewer(session, "zz_me")
    for name in ("adalbert", "ada", "adda"):
        make_user(session, name)
    assert texts(session, viewer, "@ada") == ["@ada", "@adalbert", "@adda"]


def test_those_one_follows_come_first(session: Session) -> None:
    viewer = make_viewer(session, "zz_me")
    make_user(session, "ada")
    followed = make_user(session, "adalbert")
    session.add(Follow(follower_id=viewer.id, followed_id=followed.id))
    assert texts(session, viewer, "@ad")[0] == "@adalbert"


def test_a_block_in_either_direction_hides_a_person(session: Session) -> None:
    viewer, other, third = (
        make_viewer(session, "zz_me"),
        make_user(session, "adam"),
        make_user(session, "ada"),
    )
    session.add(Block(blocker_id=viewer.id, blocked_id=other.id))
    session.add(Block(blocker_id=third.id, blocked_id=viewer.id))
    session.flush()
    assert texts(session, viewer, "@ad") == []


def test_the_banned_and_the_gone_are_not_suggested(session: Session) -> None:
    viewer = make_viewer(session, "zz_me")
    make_user(session, "adam").banned_until = now() + timedelta(days=1)
    make_user(session, "adele").deleted_at = now()
    make_user(session, "adrian").banned_until = now() - timedelta(days=1)
    session.flush()
    assert texts(session, viewer, "@ad") == ["@adrian"]
