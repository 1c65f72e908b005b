"""What a receipt promises is seen in the next three pages, through the real feed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app import db
from app.accounts.viewer import Viewer
from app.feed import likings, resets, steering_changes
from app.feed.schemas import FeedItem
from app.feed.sentences import NEW
from app.feed.steering_schemas import Receipt, Wish
from app.models import Sound, TasteKind
from app.models.columns import now
from app.moderation import reports
from app.moderation.schemas import Reason, Reporting
from tests.builders import make_video
from tests.service.scenes import new_video, pages, person, viewer, watched

pytestmark = pytest.mark.usefixtures("clean")
TOPICS = ("cats", "sea", "bikes", "clay")
CREATORS, OF_EACH = 8, 20


@pytest.fixture
def me() -> Viewer:
    """Somebody who watches cats, ada's most of all, in a house of 160 clips by eight people."""
    with db.transaction() as session:
        me = viewer(session, "mira")
        tram = Sound(title="Late Tram", creator_id=person(session, "composer").id, use_count=20)
        session.add(tram)
        session.flush()
        for number in range(CREATORS):
            creator = person(session, "ada" if number == 0 else "")
            for clip in range(OF_EACH):
                topic = TOPICS[(number + clip) % len(TOPICS)]
                make_video(
                    session,
                    creator,
                    hashtags=["fyp", topic],
                    description=f"Clip {clip} #fyp #{topic}"
                    + (" with a SPOILER inside" if clip % 5 == 0 else ""),
                    sound_id=tram.id if clip % 4 == 1 else None,
                    published_at=now() - timedelta(hours=clip),
                )
            if number < 2:
                for _ in range(6):
                    seen = make_video(session, creator, hashtags=["fyp", "cats"])
                    watched(session, me, seen.id)
    return me


def next_pages(me: Viewer) -> list[FeedItem]:
    """Three pages of ten, from the top."""
    with db.new_session() as session:
        return [item for page in pages(session, me, size=10, most=3) for item in page.items]


def count(items: list[FeedItem], holds: Callable[[FeedItem], bool]) -> int:
    return sum(holds(item) for item in items)


def usual(me: Viewer, holds: Callable[[FeedItem], bool]) -> float:
    """The mean of several looks at three pages: what stands on a single one is drawn by lot."""
    return sum(count(next_pages(me), holds) for _ in range(6)) / 6


def about(topic: str) -> Callable[[FeedItem], bool]:
    return lambda item: topic in item.video.hashtags


def by(name: str) -> Callable[[FeedItem], bool]:
    return lambda item: item.video.creator.username == name


def test_not_interested_shows_fewer_of_topic_and_creator_until_it_is_undone(
    me: Viewer,
) -> None:
    about_cats, by_ada = about("cats"), by("ada")
    before = {holds: usual(me, holds) for holds in (about_cats, by_ada)}
    turned = next(item.video.id for item in next_pages(me) if by_ada(item) and about_cats(item))
    with db.transaction() as session:
        receipt = steering_changes.not_interested(session, me, turned)
    assert any("#cats" in change for change in receipt.changes)
    assert any("@ada" in change for change in receipt.changes)
    after = next_pages(me)
    assert turned not in {item.video.id for item in after}
    assert usual(me, about_cats) <= before[about_cats] / 2
    assert usual(me, by_ada) < before[by_ada]
    with db.transaction() as session:
        steering_changes.interested_after_all(session, me, turned)
    assert usual(me, about_cats) > count(after, about_cats)


def test_a_reported_clip_does_not_come_again(me: Viewer) -> None:
    turned = next_pages(me)[0].video.id
    with db.transaction() as session:
        told = reports.report_video(session, me, turned, Reporting(reason=Reason.SPAM))
    assert told.changes[0] == steering_changes.STAYS_AWAY
    assert turned not in {item.video.id for item in next_pages(me)}


Say = Callable[[Session, Viewer], Receipt]


def ada_muted(session: Session, me: Viewer) -> Receipt:
    return steering_changes.mute(session, me, "@ada")


def tram_muted(session: Session, me: Viewer) -> Receipt:
    tram = session.exec(select(Sound)).one()
    return steering_changes.mute_sound(session, me, tram.id)


def word_muted(session: Session, me: Viewer) -> Receipt:
    steering_changes.prefer(session, me, Wish(muted_words=["spoiler"]))
    return Receipt(changes=[])


def topic_never(session: Session, me: Viewer) -> Receipt:
    return steering_changes.prefer_topic(session, me, "cats", -1)


@pytest.mark.parametrize(
    ("say", "gone"),
    [
        (ada_muted, by("ada")),
        (tram_muted, lambda item: item.video.sound is not None),
        (word_muted, lambda item: "SPOILER" in item.video.description),
        (topic_never, about("cats")),
    ],
)
def test_what_is_muted_is_gone(me: Viewer, say: Say, gone: Callable[[FeedItem], bool]) -> None:
    assert count(next_pages(me), gone) > 0
    with db.transaction() as session:
        say(session, me)
    after = next_pages(me)
    assert len(after) == 30
    assert count(after, gone) == 0


@pytest.mark.parametrize(("weight", "topic"), [(-0.5, "cats"), (0.5, "clay"), (1.0, "bikes")])
def test_a_slider_moves_its_topic_the_way_it_was_moved(me: Viewer, weight: float, topic: str) -> None:
    before = usual(me, about(topic))
    with db.transaction() as session:
        steering_changes.prefer_topic(session, me, topic, weight)
    after = usual(me, about(topic))
    assert (after - before) * weight > 0


def test_the_dial_changes_how_much_is_new(me: Viewer) -> None:
    with db.transaction() as session:
        for _ in range(40):
            new_video(session, person(session), hashtags=["fresh"], published_at=now() - timedelta(days=30))
    new = []
    for explore in (0.0, 0.3, 1.0):
        with db.transaction() as session:
            steering_changes.prefer(session, me, Wish(explore=explore))
        new.append(count(next_pages(me), lambda item: item.why == [NEW]))
    assert new[0] < new[1] < new[2]


def test_a_topic_that_was_turned_away_takes_no_place_of_a_new_video_either(me: Viewer) -> None:
    with db.transaction() as session:
        for topic in ("cats", "clay") * 20:
            new_video(session, person(session), hashtags=[topic])
        steering_changes.prefer_topic(session, me, "cats", -0.5)
    tried = [item for item in next_pages(me) if item.source == "exploration"]
    assert tried
    assert count(tried, about("cats")) == 0


def test_a_removed_topic_and_a_reset_no_longer_speak_for_the_viewer(me: Viewer) -> None:
    before = usual(me, about("cats"))
    with db.transaction() as session:
        likings.remove(session, me, TasteKind.TOPIC, "cats")
    assert usual(me, about("cats")) < before
    with db.transaction() as session:
        likings.bring_back(session, me, TasteKind.TOPIC, "cats")
        resets.reset(session, me)
    assert usual(me, about("cats")) < before
    with db.transaction() as session:
        resets.undo(session, me)
    assert usual(me, about("cats")) > before / 2
