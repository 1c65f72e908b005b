"""What a search finds, in which order, and what it never shows."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.models import Block, Follow, Sound, VideoStatus, Visibility
from app.models.columns import now
from app.search import listing
from app.videos import audience
from bench.search import is_found
from bench.typos import typos
from bench.writing import written
from tests.builders import make_user, make_video, make_viewer
from tests.service.searching import VISITOR, find, items, people, settle, tags, videos


def test_nineteen_of_twenty_typos_find_what_was_meant_among_the_first_three(session: Session) -> None:
    site = written(videos=2500, people=600, seed=7)
    settle(session, site)
    asked = list(typos(site, count=200, seed=8))
    missed = [
        one
        for one in asked
        if not is_found(one, find(session, one.typed, type=one.kind).model_dump()["items"])
    ]
    assert len(missed) <= 0.05 * len(asked), missed


def test_captions_are_found_by_words_in_any_order_case_and_accent(session: Session) -> None:
    video = make_video(session, make_user(session), description="Café au lait, à la Zürich!")
    for typed in ("cafe zurich", "ZÜRICH café", "lait cafe", "zur"):
        assert videos(session, typed) == [video.id]


def test_every_word_counts_and_all_words_before_some(session: Session) -> None:
    ada = make_user(session)
    both = make_video(session, ada, description="blue harbour at dawn")
    one = make_video(session, ada, description="blue mountain")
    assert videos(session, "harbour blue") == [both.id]
    assert videos(session, "blue submarine") in ([both.id, one.id], [one.id, both.id])


def test_what_is_written_so_comes_before_what_is_one_typo_away(session: Session) -> None:
    ada = make_user(session)
    near = make_video(session, ada, description="a quiet forest", heat=100.0)
    exact = make_video(session, ada, description="a quiet florest", heat=1.0)
    assert videos(session, "florest") == [exact.id, near.id]


def test_of_equals_the_one_that_is_watched_comes_first(session: Session) -> None:
    ada = make_user(session)
    cold = make_video(session, ada, description="lantern festival", heat=1.0)
    hot = make_video(session, ada, description="lantern festival", heat=130.0)
    assert videos(session, "lantern") == [hot.id, cold.id]


def test_a_corrected_search_says_what_it_looked_for(session: Session) -> None:
    make_video(session, make_user(session), description="the kaleidoscope turns")
    assert find(session, "kaliedoscope").corrected == "kaleidoscope"
    assert find(session, "kaleidoscope").corrected is None
    assert find(session, "kaleido").corrected is None


def test_scripts_without_spaces_are_found_by_a_part(session: Session) -> None:
    video = make_video(session, make_user(session), description="東京の夜景", hashtags=["東京"])
    assert videos(session, "夜景") == [video.id]
    assert tags(session, "#東京") == ["東京"]


def test_videos_are_narrowed_by_date_and_length(session: Session) -> None:
    ada = make_user(session)
    old = make_video(session, ada, description="tide", published_at=now() - timedelta(days=20))
    short = make_video(session, ada, description="tide", duration_seconds=8)
    long = make_video(session, ada, description="tide", duration_seconds=75)
    assert set(videos(session, "tide", since="day")) == {short.id, long.id}
    assert set(videos(session, "tide", since="month")) == {short.id, long.id, old.id}
    assert videos(session, "tide", length="long") == [long.id]
    assert set(videos(session, "tide", length="short")) == {short.id, old.id}


def test_a_video_is_found_as_soon_as_it_is_published_and_not_once_it_is_gone(session: Session) -> None:
    video = make_video(
        session,
        make_user(session),
        description="brandnew",
        hashtags=["brandnew"],
        status=VideoStatus.PROCESSING,
    )
    assert videos(session, "brandnew") == [] == tags(session, "brandnew")
    video.status = VideoStatus.PUBLISHED
    session.flush()
    assert videos(session, "brandnew") == [video.id]
    assert tags(session, "brandnew") == ["brandnew"]
    video.status = VideoStatus.DELETED
    session.flush()
    assert videos(session, "brandnew") == [] == tags(session, "brandnew")


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.UNLISTED])
def test_only_public_videos_are_found_even_by_their_creator(session: Session, visibility: Visibility) -> None:
    ada = make_viewer(session)
    make_video(session, ada.user, description="hushhush", hashtags=["hushhush"], visibility=visibility)
    assert find(session, "hushhush", ada).items == []
    assert tags(session, "hushhush") == []


def test_a_new_caption_is_found_by_its_new_words_only(session: Session) -> None:
    video = make_video(session, make_user(session), description="before", hashtags=["before"])
    video.description, video.hashtags = "afterwards", ["afterwards"]
    session.flush()
    assert videos(session, "before") == [] == tags(session, "before")
    assert videos(session, "afterwards") == [video.id]


def test_a_private_account_is_found_but_nothing_that_it_made(session: Session) -> None:
    ada = make_user(session, "adaprivate")
    make_video(session, ada, description="diary entry", hashtags=["diarytag"])
    audience.close(session, ada)
    session.expire_all()
    assert people(session, "adaprivate") == ["adaprivate"]
    assert videos(session, "diary") == [] == tags(session, "diarytag")
    assert listing.tagged(session, VISITOR, "diarytag", limit=5).items == []
    audience.reopen(session, ada)
    assert tags(session, "diarytag") == ["diarytag"]


@pytest.mark.parametrize("blocks_first", [True, False])
def test_a_block_in_either_direction_hides_all(session: Session, blocks_first: bool) -> None:
    viewer, other = make_viewer(session), make_user(session, "hiddenperson")
    make_video(session, other, description="unseen thing", hashtags=["unseenthing"])
    session.add(Sound(title="unseen song", creator_id=other.id, use_count=1))
    pair = (viewer.id, other.id) if blocks_first else (other.id, viewer.id)
    session.add(Block(blocker_id=pair[0], blocked_id=pair[1]))
    session.flush()
    found = find(session, "unseen", viewer)
    assert (found.items, found.sounds) == ([], [])
    assert people(session, "hiddenperson", viewer) == []
    assert listing.tagged(session, viewer, "unseenthing", limit=5).items == []
    assert len(find(session, "unseen").items) == 1


@pytest.mark.parametrize("change", [{"deleted_at": now()}, {"banned_until": now() + timedelta(days=1)}])
def test_who_is_gone_or_banned_is_not_found_nor_are_their_videos(
    session: Session, change: dict[str, object]
) -> None:
    ada = make_user(session, "vanished")
    make_video(session, ada, description="leftover")
    for name, value in change.items():
        setattr(ada, name, value)
    session.flush()
    assert people(session, "vanished") == []
    assert videos(session, "leftover") == []


def test_people_are_found_by_both_names_and_parts_of_them(session: Session) -> None:
    ada = make_user(session, "countess_ada")
    ada.display_name = "Ada Lovelace"
    session.flush()
    for typed in ("@countess", "countessada", "lovelace", "Ada Lovelace", "lovelcae", "ada lov"):
        assert people(session, typed) == ["countess_ada"], typed


def test_people_whom_one_follows_come_before_others_of_as_good_a_name(session: Session) -> None:
    viewer = make_viewer(session)
    third = [make_user(session, name) for name in ("marina1", "marina2", "marina3")][-1]
    session.add(Follow(follower_id=viewer.id, followed_id=third.id))
    session.flush()
    assert people(session, "marina", viewer)[0] == "marina3"


def test_hashtags_are_found_without_their_underscores_and_accents(session: Session) -> None:
    make_video(session, make_user(session), hashtags=["slow_tv", "crème"])
    assert tags(session, "#slowtv") == ["slow_tv"]
    assert tags(session, "creme") == ["crème"]


def test_sounds_are_found_by_their_title(session: Session) -> None:
    session.add(Sound(title="Rainy harbour (slowed)", use_count=3))
    session.add(Sound(title="Rainy nobody uses", use_count=0))
    session.flush()
    found = find(session, "rany harbour", type="sounds")
    assert items(found, "title") == ["Rainy harbour (slowed)"]
    assert len(find(session, "rainy", type="sounds").items) == 1


def test_pages_follow_each_other_without_a_gap(session: Session) -> None:
    ada = make_user(session)
    made = {make_video(session, ada, description="parade", heat=float(n)).id for n in range(7)}
    seen: list[int] = []
    cursor = None
    while True:
        page = find(session, "parade", type="videos", limit=3, cursor=cursor)
        seen += items(page, "id")
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == 7
    assert set(seen) == made
