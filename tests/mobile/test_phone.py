"""The phone app, touched like a phone, against the live server."""

import json
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from app import db
from mobile.api import ApiClient
from mobile.outbox import Outbox, deliver
from tests.mobile.conftest import make_clip
from tests.mobile.live import LiveServer, Person, watch
from tests.mobile.phone import Phone, log_in

OpenPhone = Callable[[], Phone]

AWAY = "No answer. Trying again…"


def watched(person: Person) -> dict[int, int]:
    """What `watch_history` holds of this person: milliseconds by video."""
    query = text("SELECT video_id, sum(watch_duration_ms) FROM watch_history WHERE user_id = :id GROUP BY 1")
    with db.engine().connect() as connection:
        return {row[0]: int(row[1]) for row in connection.execute(query, {"id": person.id})}


def wait_until(holds: Callable[[], object], *, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


# -- the way in ------------------------------------------------------------------------------------


def test_a_wrong_password_shows_the_servers_sentence(phone: Phone, ada: Person) -> None:
    log_in(phone, ada, password="not this one")
    phone.wait_for_text("That user name, e-mail address or password is not right.")
    assert phone.state()["screen"] == "login"


def test_an_empty_form_asks_for_what_is_missing_without_a_request(phone: Phone) -> None:
    phone.wait_for_text("Log in")
    phone.tap("Log in")
    phone.wait_for_text("Password is missing.")


def test_logging_in_by_touch_opens_the_feed_and_lasts_over_a_restart(
    open_phone: OpenPhone, ada: Person
) -> None:
    first = open_phone()
    log_in(first, ada)
    first.wait_for(lambda state: state["moving"])
    first.quit()
    again = open_phone()
    assert again.wait_for(lambda state: state["moving"])["screen"] == "feed"
    kept = again.home / "session.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_signing_up_by_touch_shows_errors_under_the_fields_and_then_opens_the_feed(
    phone: Phone, server: LiveServer
) -> None:
    new = Person(server, register=False)
    phone.wait_for_text("Log in")
    phone.tap("Sign up")
    phone.wait_for_text("Create your account")
    phone.type("Username", new.name)
    phone.type("E-mail", "not an address")
    phone.type("Password", new.password)
    phone.tap("Sign up")
    phone.wait_for_text("An email address must have an @-sign.")
    assert phone.state()["screen"] == "signup"
    phone.type("E-mail", f"{new.name}@example.com")
    phone.tap("Sign up")
    phone.wait_for(lambda state: state["screen"] == "feed" and state["moving"])


def test_logging_out_ends_the_session_on_the_phone_and_on_the_server(feed: Phone, ada: Person) -> None:
    kept = json.loads((feed.home / "session.json").read_text())["session"]
    assert ada.signed_in_with(kept)
    feed.tap("Profile")
    feed.wait_for_text(f"@{ada.name}")
    feed.tap("Log out")
    feed.wait_for_text("Log in")
    assert not (feed.home / "session.json").exists()
    assert not ada.signed_in_with(kept)
    feed.wait_for(lambda state: state["open_streams"] == 0)


def test_an_own_clip_is_deleted_from_the_profile_after_a_second_question(
    feed: Phone, ada: Person, tmp_path: Path
) -> None:
    ada.ask("POST", "/users/me/creator")
    kept, gone = (
        ada.publish(make_clip(tmp_path / "own.mp4", 5), name) for name in ("This stays", "This goes")
    )
    feed.tap("Profile")
    feed.wait_for_text("This goes · processing")
    feed.tap("Delete This goes · processing")
    feed.wait_for_text("Delete it for everyone?")
    feed.tap("Keep This goes · processing")
    feed.tap("Delete This goes · processing")
    feed.tap("Really delete This goes · processing")
    feed.wait_until_said("Deleted for everyone.")
    assert not any("This goes" in text for text in feed.texts)
    assert [one["id"] for one in ada.ask("GET", f"/users/@{ada.name}/videos")["items"]] == [kept]
    assert gone != kept


# -- the feed --------------------------------------------------------------------------------------


def test_a_swipe_shows_the_next_video_and_never_more_than_three_clips_are_open(feed: Phone) -> None:
    feed.wait_for(lambda state: state["neighbour_ready"])
    seen = [feed.state()["video_id"]]
    for _ in range(4):
        seen.append(feed.swipe("up")["video_id"])
        feed.wait_for(lambda state: state["open_streams"] <= 3)
    assert len(set(seen)) == 5
    assert feed.swipe("down")["video_id"] == seen[3]


def test_the_next_clip_stands_on_its_first_picture_before_the_swipe_and_moves_after_it(feed: Phone) -> None:
    feed.wait_for(lambda state: state["neighbour_ready"])
    lifted = feed.swipe("up")
    assert lifted["moving"]
    assert lifted["playing"]
    assert lifted["loops"] == 0
    feed.wait_for(lambda later: (later["loops"], later["position"]) > (0, lifted["position"]))


def test_a_tap_pauses_and_the_next_tap_plays_on(feed: Phone) -> None:
    feed.tap_video()
    feed.wait_for(lambda state: not state["playing"])
    held = feed.state()["position"]
    feed.wait(0.5)
    assert feed.state()["position"] == held
    feed.tap_video()
    feed.wait_for(lambda state: state["playing"] and state["position"] != held)


def test_mute_silences_the_clip_and_is_kept_for_the_next_one(feed: Phone) -> None:
    assert feed.state()["volume"] == 1.0
    assert feed.tap("Mute")["volume"] == 0.0
    lifted = feed.swipe("up")
    assert (lifted["playing"], lifted["volume"]) == (True, 0.0)
    assert feed.tap("Unmute")["volume"] == 1.0


def test_a_like_by_touch_changes_the_servers_count_and_a_second_touch_takes_it_back(
    feed: Phone, ada: Person
) -> None:
    video_id = feed.state()["video_id"]
    before = ada.video(video_id)["like_count"]
    assert "Unlike" in feed.tap("Like")["texts"]
    wait_until(lambda: ada.video(video_id)["like_count"] == before + 1)
    feed.tap("Unlike")
    wait_until(lambda: ada.video(video_id)["like_count"] == before)


def test_a_double_tap_likes_and_does_not_pause(feed: Phone, ada: Person) -> None:
    video_id = feed.state()["video_id"]
    feed.tap_video(times=2)
    wait_until(lambda: ada.video(video_id)["is_liked"])
    feed.wait(0.5)
    assert feed.state()["playing"]


def test_a_follow_by_touch_reaches_the_server(feed: Phone, ada: Person) -> None:
    creator = ada.video(feed.state()["video_id"])["creator"]["id"]
    feed.tap("Follow")
    wait_until(lambda: ada.ask("GET", f"/users/{creator}")["is_following"])
    feed.tap("Following videos")
    feed.wait_for(lambda state: state["feed"] == "ready" and state["moving"])


def test_a_shared_link_lands_on_the_clipboard(feed: Phone) -> None:
    video_id = feed.state()["video_id"]
    feed.tap("Share")
    feed.wait_until_said("Link copied.")
    assert feed.clipboard().endswith(f"/v/{video_id}")


# -- watches ---------------------------------------------------------------------------------------


def test_a_watch_arrives_in_the_watch_history(feed: Phone, ada: Person) -> None:
    video_id = feed.state()["video_id"]
    feed.wait_for(lambda state: state["position"] > 0.8)
    feed.swipe("up")
    wait_until(lambda: watched(ada).get(video_id, 0) >= 800)
    feed.wait_for(lambda state: state["waiting_watches"] == 0)


@pytest.mark.usefixtures("running")
def test_watches_wait_on_the_phone_through_a_lost_server_and_a_killed_app(
    feed: Phone, open_phone: OpenPhone, ada: Person, server: LiveServer
) -> None:
    feed.wait_for(lambda state: state["neighbour_ready"] and state["position"] > 0.3)
    video_id = feed.state()["video_id"]
    server.stop()
    assert feed.swipe("up")["waiting_watches"] == 1
    feed.kill()
    assert watched(ada) == {}
    server.start()
    open_phone()
    wait_until(lambda: video_id in watched(ada))


async def test_a_watch_that_the_server_refuses_does_not_hold_back_the_others(
    tmp_path: Path, server: LiveServer
) -> None:
    answers: list[int] = []
    api = ApiClient(server.url, heard=answers.append)
    outbox = Outbox(tmp_path / "watches.jsonl")
    for video_id in (1, -7, 2):
        outbox.add(watch(video_id))
    await deliver(outbox, api)
    await api.close()
    assert len(outbox) == 0
    assert sorted(answers) == [202, 202, 422, 422]


# -- the server goes away --------------------------------------------------------------------------


@pytest.mark.usefixtures("running")
def test_a_like_that_nobody_takes_is_undone_with_a_sentence_and_the_banner_goes_when_the_server_is_back(
    feed: Phone, server: LiveServer
) -> None:
    feed.wait_for(lambda state: state["neighbour_ready"])
    server.stop()
    feed.tap("Like")
    feed.wait_until_said("Zoetrope is not answering. Your like is as it was.")
    feed.wait_for_text(AWAY)
    assert "Like" in feed.texts
    lifted = feed.swipe("up")
    assert lifted["moving"], "what is loaded still plays"
    assert lifted["playing"]
    server.start()
    feed.wait_for(lambda state: not state["away"] and AWAY not in state["texts"])


@pytest.mark.usefixtures("running")
def test_a_start_without_the_server_says_so_and_goes_on_by_itself(
    feed: Phone, open_phone: OpenPhone, server: LiveServer
) -> None:
    feed.quit()
    server.stop()
    again = open_phone()
    again.wait_for_text("No answer from Zoetrope")
    server.start()
    again.wait_for(lambda state: state["screen"] == "feed" and state["moving"])


@pytest.mark.usefixtures("running")
def test_logging_in_without_the_server_says_so_in_the_form(
    phone: Phone, ada: Person, server: LiveServer
) -> None:
    server.stop()
    log_in(phone, ada)
    phone.wait_for_text("Zoetrope is not answering.")
    assert phone.state()["screen"] == "login"
