"""What viewers tell the feed is kept, holds at once, and can be taken back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app import cache, db
from app.accounts.viewer import Viewer, anonymous
from app.errors import BadInput, Conflict, NotFound, NotSignedIn
from app.feed import likings, resets, steering_changes
from app.feed.steering import WEARY, WEARY_HALF_LIFE_DAYS, Steering, steering_of
from app.feed.steering_schemas import Wish
from app.models import FeedReset, NotInterested, Sound, TasteKind
from app.models.columns import now
from tests.builders import make_video
from tests.outages import without_valkey
from tests.service.scenes import person, viewer, watched

pytestmark = pytest.mark.usefixtures("clean")


def said(me: Viewer) -> Steering:
    with db.new_session() as session:
        return steering_of(session, me.id)


def somebody() -> Viewer:
    with db.transaction() as session:
        return viewer(session)


def test_a_stranger_steers_nothing_and_is_asked_to_sign_in(session: Session) -> None:
    assert steering_of(session, None) == Steering()
    with pytest.raises(NotSignedIn):
        steering_changes.preferences(session, anonymous("stranger-without-name"))


def test_what_is_left_out_of_a_wish_stays(session: Session) -> None:
    me = viewer(session)
    steering_changes.prefer(session, me, Wish(explore=0.9, topics={"#Sea": 0.5, "cats": 0}))
    kept = steering_changes.prefer(session, me, Wish(muted_words=["  #Spoiler ", "spoiler", "True  Crime"]))
    assert (kept.explore, kept.topics) == (0.9, {"sea": 0.5})
    assert kept.muted_words == ["spoiler", "true crime"]


def test_a_change_holds_for_the_very_next_page() -> None:
    me = somebody()
    assert said(me).explore == 0.3
    with db.transaction() as session:
        steering_changes.prefer(session, me, Wish(explore=1))
    assert said(me).explore == 1


def test_a_change_that_is_rolled_back_leaves_no_trace() -> None:
    me = somebody()
    said(me)
    with db.new_session() as session:
        steering_changes.prefer(session, me, Wish(explore=1))
    assert said(me).explore == 0.3


def test_a_reader_under_way_cannot_bring_the_old_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """It read before the change was committed, and writes what it read after."""
    from app.feed import steering

    me, read = somebody(), steering._read

    def slow(session: Session, user_id: int) -> Steering:
        old = read(session, user_id)
        with db.transaction() as other:
            steering_changes.prefer(other, me, Wish(explore=1))
        return old

    monkeypatch.setattr(steering, "_read", slow)
    assert said(me).explore == 0.3
    monkeypatch.undo()
    assert said(me).explore == 1


def test_without_valkey_the_database_is_asked() -> None:
    me = somebody()
    with without_valkey():
        with db.transaction() as session:
            steering_changes.prefer(session, me, Wish(explore=0.7))
        assert said(me).explore == 0.7


def test_wishes_of_two_windows_at_once_both_hold() -> None:
    me = somebody()

    def wish(topic: str) -> None:
        with db.transaction() as session:
            steering_changes.prefer_topic(session, me, topic, 0.5)

    with ThreadPoolExecutor(6) as windows:
        list(windows.map(wish, "abcdef"))
    assert set(said(me).topics) == set("abcdef")


def test_creators_and_sounds_are_muted_and_heard_again(session: Session) -> None:
    me, ada = viewer(session), person(session, "ada")
    tram = Sound(title="Late Tram", creator_id=ada.id, use_count=1)
    session.add(tram)
    session.flush()
    steering_changes.mute(session, me, "@ada")
    steering_changes.mute(session, me, "@ada")
    steering_changes.mute_sound(session, me, tram.id)
    kept = steering_changes.preferences(session, me)
    assert [one.username for one in kept.muted_creators] == ["ada"]
    assert [one.title for one in kept.muted_sounds] == ["Late Tram"]
    steering_changes.unmute(session, me, "@ada")
    steering_changes.unmute_sound(session, me, tram.id)
    kept = steering_changes.preferences(session, me)
    assert (kept.muted_creators, kept.muted_sounds) == ([], [])


def test_only_what_exists_can_be_muted_and_not_oneself(session: Session) -> None:
    me = viewer(session)
    with pytest.raises(BadInput):
        steering_changes.mute(session, me, str(me.id))
    for wish in (Wish(muted_creators=[me.id]), Wish(muted_creators=[2**40]), Wish(muted_sounds=[2**40])):
        with pytest.raises(BadInput) as refused:
            steering_changes.prefer(session, me, wish)
        assert set(refused.value.fields) == wish.model_fields_set
    with pytest.raises(NotFound):
        steering_changes.mute_sound(session, me, 2**40)


def test_a_receipt_names_what_not_interested_changes(session: Session) -> None:
    me, ada = viewer(session), person(session, "ada")
    video = make_video(session, ada, hashtags=["fyp", "cats", "sofa", "sun"])
    receipt = steering_changes.not_interested(session, me, video.id)
    assert receipt.changes == [
        "This clip does not come again.",
        "Fewer clips with #cats and #sofa.",
        "@ada’s clips appear less.",
    ]
    held = steering_of(session, me.id)
    assert held.hidden_videos == (video.id,)
    assert held.weary_topics == {"cats": WEARY, "sofa": WEARY}
    assert held.weary_creators == {ada.id: WEARY}


def test_not_interested_counts_once_wears_off_and_can_be_undone(session: Session) -> None:
    me, video = viewer(session), make_video(session, person(session), hashtags=["cats"])
    for _ in range(2):
        steering_changes.not_interested(session, me, video.id)
    one = session.exec(select(NotInterested)).one()
    one.created_at = now() - timedelta(days=WEARY_HALF_LIFE_DAYS)
    session.add(one)
    session.flush()
    assert steering_of(session, me.id).weary_topics["cats"] == pytest.approx(WEARY / 2, abs=0.01)
    steering_changes.interested_after_all(session, me, video.id)
    cache.valkey().flushall()
    assert steering_of(session, me.id) == Steering()


def test_a_reset_forgets_what_made_weary_but_not_what_was_said(session: Session) -> None:
    me, video = viewer(session), make_video(session, person(session), hashtags=["cats"])
    steering_changes.not_interested(session, me, video.id)
    steering_changes.prefer(session, me, Wish(muted_words=["spoiler"]))
    receipt = resets.reset(session, me)
    assert receipt.until is not None
    assert receipt.until - now() > timedelta(days=6.9)
    held = steering_of(session, me.id)
    assert (held.weary_topics, held.hidden_videos, held.muted_words) == ({}, (video.id,), ("spoiler",))


def test_a_reset_begins_taste_anew_and_its_undo_brings_it_back(session: Session) -> None:
    me, ada = viewer(session), person(session, "ada")
    for _ in range(3):
        watched(session, me, make_video(session, ada, hashtags=["sea"]).id)
    before = likings.taste(session, me)
    resets.reset(session, me)
    anew = likings.taste(session, me)
    assert (anew.watches, anew.likings) == (0, [])
    assert anew.undo_until is not None
    resets.undo(session, me)
    assert likings.taste(session, me) == before


def test_a_reset_cannot_be_undone_after_a_week(session: Session) -> None:
    me = viewer(session)
    with pytest.raises(Conflict):
        resets.undo(session, me)
    session.add(FeedReset(viewer_key=me.key, user_id=me.id, reset_at=now() - timedelta(days=8)))
    session.flush()
    with pytest.raises(Conflict):
        resets.undo(session, me)
    assert likings.taste(session, me).undo_until is None


def test_a_stranger_may_see_their_taste(session: Session) -> None:
    me, ada = anonymous("stranger-without-name"), person(session, "ada")
    for _ in range(2):
        watched(session, me, make_video(session, ada, hashtags=["sea"]).id)
    assert [one.name for one in likings.taste(session, me).likings] == ["#sea", "@ada"]
    with pytest.raises(NotSignedIn):
        resets.reset(session, me)


def test_taste_shows_what_is_watched_to_the_end_the_strongest_first(session: Session) -> None:
    me, ada, bob = viewer(session), person(session, "ada"), person(session, "bob")
    for _ in range(4):
        watched(session, me, make_video(session, ada, hashtags=["sea", "fyp"]).id)
    for _ in range(2):
        watched(session, me, make_video(session, bob, hashtags=["dusk"]).id, completion=0.7)
    for _ in range(3):
        watched(session, me, make_video(session, bob, hashtags=["noise"]).id, completion=0.05)
    found = likings.taste(session, me).likings
    assert [(one.kind, one.name) for one in found] == [
        (TasteKind.TOPIC, "#sea"),
        (TasteKind.TOPIC, "#dusk"),
        (TasteKind.CREATOR, "@ada"),
    ]
    assert [one.strength for one in found][::2] == [1.0, 1.0]
    assert found[0].evidence == "4 watches, 4 to the end"


def test_an_entry_of_taste_is_removed_and_brought_back(session: Session) -> None:
    me, ada = viewer(session), person(session, "ada")
    watched(session, me, make_video(session, ada, hashtags=["sea"]).id)
    likings.remove(session, me, TasteKind.TOPIC, "#Sea")
    likings.remove(session, me, TasteKind.CREATOR, str(ada.id))
    held, shown = steering_of(session, me.id), likings.taste(session, me)
    assert (held.removed_topics, held.removed_creators) == (("sea",), (ada.id,))
    assert (shown.likings, [one.name for one in shown.removed]) == ([], ["@ada", "#sea"])
    likings.bring_back(session, me, TasteKind.TOPIC, "sea")
    assert [one.name for one in likings.taste(session, me).likings] == ["#sea"]


@pytest.mark.parametrize(
    ("kind", "key"),
    [(TasteKind.TOPIC, "no tag"), (TasteKind.CREATOR, "ada"), (TasteKind.SOUND, "0")],
)
def test_what_names_nothing_cannot_be_removed(session: Session, kind: TasteKind, key: str) -> None:
    with pytest.raises(BadInput):
        likings.remove(session, viewer(session), kind, key)
