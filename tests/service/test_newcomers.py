"""Somebody new: what they said at sign-up, what is popular, and enough of everything else."""

import numpy as np
import pytest
from sqlmodel import Session, select

from app.accounts.viewer import Viewer, anonymous
from app.cache import valkey
from app.feed import neighbours, newcomers, serving
from app.feed import service as feed
from app.feed.candidates import Query
from app.feed.schemas import FeedItem
from app.models import Video
from app.models.columns import now
from app.watching import seen
from tests.builders import make_video
from tests.service.scenes import new_video, person, viewer, watched

pytestmark = pytest.mark.usefixtures("clean")
TOPICS = ("cats", "surf", "chess", "rain", "trains", "baking", "knots", "birds", "dance", "coffee")


def catalogue(session: Session, *, count: int = 240) -> list[Video]:
    """As many topics as creators; the later of each, the hotter."""
    makers = [person(session) for _ in range(60)]
    return [
        make_video(
            session,
            makers[number % len(makers)],
            hashtags=[TOPICS[number % len(TOPICS)]],
            heat=100 + 0.01 * number,
        )
        for number in range(count)
    ]


def first_pages(session: Session, who: Viewer, *, pages: int = 4, size: int = 10) -> list[FeedItem]:
    found, cursor = [], None
    for _ in range(pages):
        page = feed.for_you(session, who, size=size, cursor=cursor)
        cursor = page.next_cursor
        found += page.items
    return found


def share(items: list[FeedItem], *sources: str) -> float:
    return float(np.mean([item.source in sources for item in items]))


def test_of_what_newcomers_see_seven_tenths_are_popular_and_three_tenths_diverse(session: Session) -> None:
    catalogue(session)
    items = [
        item
        for number in range(50)
        for item in first_pages(session, viewer(session, interests=[TOPICS[number % 10]]))
    ]
    assert len(items) == 2000
    assert share(items, "popular") == pytest.approx(0.7, abs=0.005)
    assert share(items, "diverse") == pytest.approx(0.3, abs=0.005)


def test_what_one_said_to_like_comes_first_and_is_named(session: Session) -> None:
    catalogue(session)
    items = first_pages(session, viewer(session, interests=["chess"]), pages=1)
    popular = [item for item in items if item.source == "popular"]
    assert np.mean(["chess" in item.video.hashtags for item in popular]) > 0.5
    liked = next(item for item in popular if "chess" in item.video.hashtags)
    assert liked.why[0] == "You said that you like #chess"


def test_the_rest_goes_through_other_topics(session: Session) -> None:
    catalogue(session)
    scrolls = [first_pages(session, viewer(session, interests=["chess"]), pages=3) for _ in range(12)]
    other = [[item for item in items if item.source == "diverse"] for items in scrolls]
    topics = [{item.video.hashtags[0] for item in items} for items in other]
    assert not any("chess" in one for one in topics)
    assert np.mean([len(one) for one in topics]) >= 6  # the lot may give a single scroll less
    assert {item.why[0] for items in other for item in items} == {"Something else, to learn what you like"}


def test_a_stranger_gets_what_is_popular_with_everyone(session: Session) -> None:
    made = catalogue(session)
    items = first_pages(session, anonymous("somebody-without-name"), pages=2)
    hottest = {video.id for video in made[-168:]}
    assert {item.video.id for item in items if item.source == "popular"} <= hottest
    assert share(items, "popular") == pytest.approx(0.7, abs=0.001)


def test_people_of_one_language_lift_what_they_watch(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = catalogue(session)
    cold = made[:6]
    for _ in range(2):
        for video in cold:
            watched(session, viewer(session, language="pt", region="BR"), video.id)
    monkeypatch.setattr(neighbours, "new_session", session.begin_nested)
    counted = {
        key: ids for kind in ("language", "region") for key, ids in neighbours._counted(session, kind).items()
    }
    assert set(counted) == {"neighbours:language:pt", "neighbours:region:br"}
    assert set(counted["neighbours:language:pt"]) == {video.id for video in cold}


def test_new_videos_are_among_the_other_things(session: Session) -> None:
    catalogue(session, count=60)
    fresh = {new_video(session, person(session)).id for _ in range(5)}
    # On two pages of a single scroll the lot may leave them out.
    items = [item for _ in range(12) for item in first_pages(session, viewer(session), pages=2)]
    assert fresh & {item.video.id for item in items if item.source == "exploration"}


def test_the_first_watch_ends_it(session: Session) -> None:
    made = catalogue(session)
    me = viewer(session, interests=["chess"])
    assert {item.source for item in first_pages(session, me, pages=1)} == {"popular", "diverse"}
    surf = next(video for video in made if video.hashtags == ["surf"])
    watched(session, me, surf.id)
    seen.append(valkey(), [(me.key, surf.id)])
    items = first_pages(session, me, pages=1)
    assert not {"popular", "diverse"} & {item.source for item in items}
    assert "surf" in {item.video.hashtags[0] for item in items}


def test_a_small_site_is_divided_too(session: Session) -> None:
    made = catalogue(session, count=10)
    items = first_pages(session, viewer(session), pages=1)
    assert {item.video.id for item in items} == {video.id for video in made}
    assert share(items, "popular") == pytest.approx(0.7, abs=0.001)


def test_every_topic_has_its_turn_before_any_has_two(session: Session) -> None:
    catalogue(session)
    query = Query(session=session, viewer=anonymous("somebody-without-name"), now=now())
    topics = session.exec(select(Video.id, Video.hashtags)).all()
    by_id = {video_id: tags[0] for video_id, tags in topics}
    first = [by_id[video_id] for video_id in newcomers.diverse(query, 20).tolist()]
    assert sorted(first[:10]) == sorted(TOPICS)
    assert sorted(first[10:]) == sorted(TOPICS)


@pytest.mark.parametrize(
    ("said", "code"),
    [("de-AT,de;q=0.9,en;q=0.8", "de"), ("pt", "pt"), ("fil;q=0.9", "fil"), ("*", None), ("", None)],
)
def test_a_browser_says_which_language_it_likes_best(clean: None, said: str, code: str | None) -> None:
    assert serving.asker_of("", "somebody-new-here-12", languages=said).language == code


def test_without_an_account_the_browser_s_language_finds_the_neighbours(clean: None) -> None:
    neighbours._keep(neighbours._key("language", "de"), np.array([7, 8], "<i8").tobytes())
    viewer_of_a_browser = Viewer("anon:somebody", asked_language="de")
    assert neighbours.watched_by_neighbours(viewer_of_a_browser).tolist() == [7, 8]
    assert not len(neighbours.watched_by_neighbours(Viewer("anon:somebody-else", asked_language="fr")))
