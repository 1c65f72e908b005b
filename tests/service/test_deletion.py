"""Deleting: who may, and what is true at once afterwards."""

import pytest
from sqlmodel import Session, select

from app.accounts.viewer import Viewer, anonymous, signed_in
from app.comments import service as comments
from app.errors import AppError, NotFound
from app.feed import service as feed
from app.lifecycle import deletion
from app.models import AuditLog, ExplorationPool, Like, Role, Sound, User, Video, VideoStatus, Visibility
from app.models.columns import now
from app.search import listing
from app.social import people, ties
from app.social import service as social
from app.videos import service as videos
from app.videos.cards import cards
from tests.builders import make_video
from tests.service.scenes import new_video, person, shown, viewer

STRANGER = anonymous("passer-by-without-name")
ALL = (VideoStatus.PUBLISHED, VideoStatus.PROCESSING, VideoStatus.UPLOADING, VideoStatus.REJECTED)

# Of somebody else's video: who, its status, its visibility, and what comes of it.
CELLS = [
    *[(role, status, Visibility.PUBLIC, "gone") for role in (Role.MODERATOR, Role.ADMIN) for status in ALL],
    *[(role, VideoStatus.PUBLISHED, Visibility.PRIVATE, "gone") for role in (Role.MODERATOR, Role.ADMIN)],
    *[(role, VideoStatus.PUBLISHED, Visibility.PUBLIC, "forbidden") for role in (Role.USER, Role.CREATOR)],
    *[(role, VideoStatus.PUBLISHED, Visibility.UNLISTED, "forbidden") for role in (Role.USER, Role.CREATOR)],
    *[(role, VideoStatus.PUBLISHED, Visibility.PRIVATE, "not_found") for role in (Role.USER, Role.CREATOR)],
    *[
        (role, status, Visibility.PUBLIC, "not_found")
        for role in (Role.USER, Role.CREATOR)
        for status in ALL[1:]
    ],
    *[(None, status, visibility, "not_signed_in") for status in ALL for visibility in Visibility],
]


def outcome(session: Session, who: Viewer, video: Video) -> str:
    try:
        deletion.remove(session, who, video.id)
    except AppError as refusal:
        assert video.status is not VideoStatus.DELETED
        return refusal.code
    return "gone" if video.status is VideoStatus.DELETED else "kept"


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: "-".join(str(one) for one in cell))
def test_who_may_delete_somebody_else_s_video(
    session: Session, cell: tuple[Role | None, VideoStatus, Visibility, str]
) -> None:
    role, status, visibility, expected = cell
    who = viewer(session, role=role) if role else STRANGER
    video = make_video(session, person(session), status=status, visibility=visibility)
    assert outcome(session, who, video) == expected


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN])
def test_a_draft_is_as_little_there_for_moderators_as_for_others(session: Session, role: Role) -> None:
    video = make_video(session, person(session), status=VideoStatus.PROCESSING, is_draft=True)
    assert outcome(session, viewer(session, role=role), video) == "not_found"


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("status", ALL)
def test_creators_delete_their_own_whatever_became_of_it(
    session: Session, status: VideoStatus, visibility: Visibility
) -> None:
    creator = person(session, role=Role.CREATOR)
    video = make_video(session, creator, status=status, visibility=visibility)
    assert outcome(session, signed_in(creator), video) == "gone"


def test_a_second_deletion_changes_nothing(session: Session) -> None:
    creator = person(session)
    video = make_video(session, creator)
    deletion.remove(session, signed_in(creator), video.id)
    first = video.deleted_at
    deletion.remove(session, signed_in(creator), video.id)
    assert video.deleted_at == first
    assert len(session.exec(select(AuditLog)).all()) == 1


def test_a_deleted_video_is_missing_for_those_who_could_not_delete_it(session: Session) -> None:
    creator = person(session)
    video = make_video(session, creator)
    deletion.remove(session, signed_in(creator), video.id)
    with pytest.raises(NotFound):
        deletion.remove(session, viewer(session), video.id)


def test_the_record_says_who_why_and_until_when(session: Session) -> None:
    moderator, creator = viewer(session, role=Role.MODERATOR), person(session)
    video = make_video(session, creator)
    deletion.remove(session, moderator, video.id, reason="Somebody else's film.")
    written = session.exec(select(AuditLog)).one()
    assert (written.actor_id, written.action, written.target) == (
        moderator.id,
        "video.deleted",
        f"video:{video.id}",
    )
    assert written.details == {"reason": "Somebody else's film.", "was": "published", "by": "moderator"}
    assert video.deleted_at
    assert video.retain_until
    assert (video.retain_until - video.deleted_at).days == 30


def lists_with(session: Session, who: Viewer, creator: User) -> dict[str, list[int]]:
    """Every list of videos that a viewer can open."""
    name = f"@{creator.username}"
    return {
        "feed": shown(session, who),
        "following": [one.video.id for one in feed.following(session, who, size=20).items],
        "popular": [one.id for one in listing.popular(session, who, region="", limit=20).items],
        "profile": [one.id for one in videos.of_user(session, who, name, limit=20).items],
    }


def test_it_is_gone_from_every_list_at_once(session: Session) -> None:
    creator, me = person(session), viewer(session)
    ties.follow(session, me, f"@{creator.username}")
    video = new_video(session, creator, published_at=now())
    assert all(video.id in found for found in lists_with(session, me, creator).values())
    deletion.remove(session, signed_in(creator), video.id)
    for who in (me, signed_in(creator), STRANGER, viewer(session, role=Role.ADMIN)):
        assert cards(session, [video.id], who) == []
    assert not any(video.id in found for found in lists_with(session, me, creator).values())
    own = videos.of_user(session, signed_in(creator), f"@{creator.username}", limit=20)
    assert own.items == []


def test_nobody_comments_on_it_or_reads_its_comments(session: Session) -> None:
    creator, me = person(session), viewer(session)
    video = make_video(session, creator)
    deletion.remove(session, signed_in(creator), video.id)
    with pytest.raises(NotFound):
        comments.listing(session, me, video.id, limit=10)
    with pytest.raises(NotFound):
        social.like(session, me, video.id)


def test_counts_of_its_creator_and_its_sound_are_right_afterwards(session: Session) -> None:
    creator = person(session)
    sound = Sound(title="a song", creator_id=creator.id)
    session.add(sound)
    session.flush()
    kept, gone = (make_video(session, creator, sound_id=sound.id, like_count=likes) for likes in (3, 5))
    deletion.remove(session, signed_in(creator), gone.id)
    session.refresh(sound)
    profile = people.profile(session, STRANGER, f"@{creator.username}")
    assert (sound.use_count, profile.video_count, profile.like_count) == (1, 1, 3)
    assert kept.status is VideoStatus.PUBLISHED


def test_it_leaves_the_exploration_pool_and_keeps_its_likes(session: Session) -> None:
    creator, me = person(session), viewer(session)
    video = new_video(session, creator)
    social.like(session, me, video.id)
    deletion.remove(session, signed_in(creator), video.id)
    assert session.get(ExplorationPool, video.id) is None
    assert session.get(Like, (me.id, video.id)) is not None


def test_a_scroll_that_was_handed_it_goes_on_without_it(session: Session) -> None:
    creator, me = person(session), viewer(session)
    made = [make_video(session, creator, published_at=now()) for _ in range(6)]
    first = feed.for_you(session, me, size=2)
    waiting = next(one for one in made if one.id not in {item.video.id for item in first.items})
    deletion.remove(session, signed_in(creator), waiting.id)
    rest = feed.for_you(session, me, size=10, cursor=first.next_cursor)
    assert waiting.id not in {item.video.id for item in rest.items}
    assert rest.items
