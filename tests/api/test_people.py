"""Profiles, follows and requests, one's own page and picture over REST."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlmodel import Session, col, select, update

from app.db import transaction
from app.models import Follow, Notification, User, Video, Visibility, WatchHistory
from app.models.columns import now
from tests.api.conftest import Browser, Configure
from tests.api.people_cases import USERS, picture, put_avatar
from tests.builders import make_user, make_video, sign_up

ME = f"{USERS}/me"


@pytest.fixture
def ada(client: TestClient) -> TestClient:
    sign_up(client, "ada", creator=True)
    return client


@pytest.fixture
def bob(new_browser: Browser) -> TestClient:
    made = new_browser()
    sign_up(made, "bob", creator=True)
    return made


def id_of(browser: TestClient) -> int:
    return int(browser.get("/api/v1/auth/me").json()["id"])


@pytest.mark.parametrize("by", ["{id}", "@ada", "me"])
def test_one_s_own_profile_is_changed_by_any_of_its_names(ada: TestClient, by: str) -> None:
    changed = ada.patch(f"{USERS}/{by.format(id=id_of(ada))}", json={"bio": "Paints."})
    assert changed.json()["bio"] == ada.get(f"{USERS}/@ada").json()["bio"] == "Paints."


def test_nobody_changes_somebody_else_s_profile(ada: TestClient, bob: TestClient) -> None:
    assert bob.patch(f"{USERS}/@ada", json={"bio": "Stole this."}).status_code == 403
    assert ada.get(f"{USERS}/@ada").json()["bio"] == ""


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["username"] for one in answer.json()["items"]]


def private(browser: TestClient, *, on: bool = True) -> None:
    assert browser.patch(ME, json={"is_private": on}).json()["is_private"] is on


def publish(browser: TestClient, **columns: Any) -> int:
    with transaction() as session:
        return make_video(session, session.get_one(User, id_of(browser)), **columns).id


def add_watch(session: Session, user_id: int, video_id: int) -> None:
    session.add(
        WatchHistory(
            event_id=uuid4(),
            viewer_key=f"user:{user_id}",
            user_id=user_id,
            video_id=video_id,
            watch_duration_ms=9000,
            duration_ms=9000,
            completion_rate=1.0,
            source="feed",
        )
    )


def told(browser: TestClient) -> list[str]:
    with transaction() as session:
        mine = select(Notification.kind).where(Notification.user_id == id_of(browser))
        return list(session.exec(mine.order_by(col(Notification.id))))


def test_following_back_makes_friends(ada: TestClient, bob: TestClient) -> None:
    assert ada.put(f"{USERS}/@bob/follow").json()["is_following"]
    stands = bob.put(f"{USERS}/@ada/follow").json()
    assert (stands["is_following"], stands["follows_me"], stands["is_requested"]) == (True, True, False)
    assert told(ada) == told(bob) == ["follow"]


def test_a_private_account_is_asked_and_lets_in(ada: TestClient, bob: TestClient) -> None:
    video = publish(ada)
    private(ada)
    assert bob.put(f"{USERS}/@ada/follow").json() | {"is_requested": True, "is_following": False} == (
        bob.put(f"{USERS}/@ada/follow").json()
    )
    assert bob.get(f"/api/v1/videos/{video}").status_code == 404
    assert names(ada.get(f"{ME}/requests")) == ["bob"]
    assert ada.get(f"{USERS}/@ada").json()["request_count"] == 1
    assert ada.put(f"{ME}/requests/{id_of(bob)}").json()["follows_me"]
    assert bob.get(f"/api/v1/videos/{video}").status_code == 200
    assert names(ada.get(f"{ME}/requests")) == []
    assert (told(ada), told(bob)) == ([], ["follow_accepted"])


def test_who_is_not_here_any_more_waits_for_no_answer(ada: TestClient, bob: TestClient) -> None:
    private(ada)
    bob.put(f"{USERS}/@ada/follow")
    unread = "/api/v1/notifications/unread"
    assert ada.get(unread).json()["requests"] == len(names(ada.get(f"{ME}/requests"))) == 1
    with transaction() as session:
        session.exec(
            update(User).where(col(User.username) == "bob").values(banned_until=now() + timedelta(1))
        )
    assert ada.get(unread).json()["requests"] == len(names(ada.get(f"{ME}/requests"))) == 0


def test_a_refused_request_leaves_nothing_and_tells_nobody(ada: TestClient, bob: TestClient) -> None:
    private(ada)
    bob.put(f"{USERS}/@ada/follow")
    assert ada.delete(f"{ME}/requests/{id_of(bob)}").status_code == 204
    assert ada.delete(f"{ME}/requests/{id_of(bob)}").status_code == 404
    assert not bob.get(f"{USERS}/@ada").json()["is_requested"]
    assert told(bob) == told(ada) == []


def test_a_request_can_be_taken_back(ada: TestClient, bob: TestClient) -> None:
    private(ada)
    bob.put(f"{USERS}/@ada/follow")
    assert not bob.delete(f"{USERS}/@ada/follow").json()["is_requested"]
    assert (names(ada.get(f"{ME}/requests")), told(ada)) == ([], [])


def test_opening_an_account_lets_in_all_who_wait(ada: TestClient, bob: TestClient) -> None:
    private(ada)
    bob.put(f"{USERS}/@ada/follow")
    private(ada, on=False)
    assert names(bob.get(f"{USERS}/@bob/following")) == ["ada"]
    assert told(bob) == ["follow_accepted"]


def test_a_removed_follower_sees_nothing_any_more(ada: TestClient, bob: TestClient) -> None:
    video = publish(ada)
    bob.put(f"{USERS}/@ada/follow")
    private(ada)
    assert bob.get(f"/api/v1/videos/{video}").status_code == 200
    assert ada.delete(f"{ME}/followers/{id_of(bob)}").status_code == 204
    assert bob.get(f"/api/v1/videos/{video}").status_code == 404


def test_opening_again_leaves_each_video_as_open_as_it_was_chosen(ada: TestClient) -> None:
    chosen = [publish(ada, visibility=one) for one in Visibility]
    private(ada)
    with transaction() as session:
        kept = set(session.exec(select(Video.visibility)))
    assert kept == {Visibility.FOLLOWERS, Visibility.PRIVATE}
    private(ada, on=False)
    with transaction() as session:
        assert [session.get_one(Video, one).visibility for one in chosen] == list(Visibility)


def test_what_a_private_account_publishes_is_for_its_followers(ada: TestClient, bob: TestClient) -> None:
    video = publish(ada, visibility=Visibility.PRIVATE)
    private(ada)
    changed = ada.patch(f"/api/v1/videos/{video}", json={"visibility": "public"}).json()
    assert changed["visibility"] == "followers"
    assert bob.get(f"/api/v1/videos/{video}").status_code == 404
    private(ada, on=False)
    assert bob.get(f"/api/v1/videos/{video}").json()["visibility"] == "public"


MEDIA = {
    "master": "1/m.m3u8",
    "fast_start": "1/f.mp4",
    "poster": "1/p.jpg",
    "preview": "",
    "start": {"url": "1/s.mp4", "mime": "video/mp4", "init": [0, 1], "segments": []},
    "thumbnails": [],
    "renditions": [],
}


def test_an_account_that_closes_leaves_the_open_media_path_at_once(ada: TestClient, bob: TestClient) -> None:
    video = publish(ada, media=MEDIA)
    bob.put(f"{USERS}/@ada/follow")
    before = bob.get(f"/api/v1/videos/{video}").json()["hls_url"]
    assert before.startswith(f"/media/v/{video}/")
    assert f"v/{video}/" in bob.get(before).json()["error"]["message"]  # looked for, and never stored
    private(ada)
    after = bob.get(f"/api/v1/videos/{video}").json()["hls_url"]
    assert after.startswith("/media/s/")
    assert bob.get(before).json()["error"]["message"] == "There is no file 1/m.m3u8."


def test_of_a_private_profile_the_head_is_seen_and_nothing_else(ada: TestClient, bob: TestClient) -> None:
    publish(ada, like_count=3)
    private(ada)
    head = bob.get(f"{USERS}/@ada").json()
    assert (head["is_private"], head["is_shown"], head["like_count"]) == (True, False, 3)
    assert bob.get(f"{USERS}/@ada/videos").json()["items"] == []
    for name in ("followers", "following", "likes", "saves"):
        assert bob.get(f"{USERS}/@ada/{name}").json()["error"]["code"] == "private_account"


@pytest.mark.parametrize(("name", "act"), [("likes", "like"), ("saves", "save")])
def test_what_one_liked_is_seen_by_others_only_when_shown(
    ada: TestClient, bob: TestClient, name: str, act: str
) -> None:
    video = publish(bob)
    ada.put(f"/api/v1/videos/{video}/{act}")
    assert [one["id"] for one in ada.get(f"{ME}/{name}").json()["items"]] == [video]
    assert bob.get(f"{USERS}/@ada/{name}").json()["error"]["code"] == "kept_private"
    ada.patch(ME, json={f"shows_{name}": True})
    assert [one["id"] for one in bob.get(f"{USERS}/@ada/{name}").json()["items"]] == [video]


def test_lists_come_page_by_page_and_are_searched(ada: TestClient) -> None:
    with transaction() as session:
        made = [make_user(session, f"fan_{number}") for number in range(5)]
        session.add_all([Follow(follower_id=fan.id, followed_id=id_of(ada)) for fan in made])
    first = ada.get(f"{ME}/followers?limit=3").json()
    rest = ada.get(f"{ME}/followers?limit=3&cursor={first['next_cursor']}").json()
    found = [one["username"] for one in first["items"] + rest["items"]]
    assert found == [f"fan_{number}" for number in (4, 3, 2, 1, 0)]
    assert rest["next_cursor"] is None
    assert names(ada.get(f"{ME}/followers?q=N_3")) == ["fan_3"]


def test_a_page_about_oneself_is_changed_in_parts(ada: TestClient) -> None:
    said = {"display_name": "Ada L.", "bio": "Numbers.", "links": ["https://example.com/ada"]}
    ada.patch(ME, json=said)
    ada.patch(ME, json={"bio": ""})
    page = ada.get(f"{USERS}/@ada").json()
    assert {name: page[name] for name in said} == {**said, "bio": ""}


@pytest.mark.parametrize(
    "wrong",
    [
        {"bio": "x" * 161},
        {"links": ["javascript:alert(1)"]},
        {"links": ["ftp://example.com"]},
        {"links": ["https://example.com"] * 4},
        {"username": "Not a name"},
        {"display_name": ""},
        {"role": "admin"},
    ],
)
def test_what_does_not_fit_is_named(ada: TestClient, wrong: dict[str, object]) -> None:
    answer = ada.patch(ME, json=wrong)
    assert answer.status_code == 422
    assert any(field.split(".")[0] in wrong for field in answer.json()["error"]["fields"])


@pytest.mark.usefixtures("bob")
def test_a_name_that_is_taken_stays_with_whoever_has_it(ada: TestClient) -> None:
    answer = ada.patch(ME, json={"username": "Bob"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "taken")
    assert ada.patch(ME, json={"username": "Lovelace"}).json()["username"] == "lovelace"


def test_a_name_changes_twice_a_fortnight(configure: Configure, ada: TestClient) -> None:
    configure(ZOETROPE_LIMITS="on")
    answers = [ada.patch(ME, json={"username": name}).status_code for name in ("one", "two", "three")]
    assert answers == [200, 200, 429]


def test_a_picture_is_made_anew_in_two_sizes_without_its_metadata(ada: TestClient) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    sent = picture("JPEG", (1600, 900), exif=exif)
    answer = ada.put(f"{ME}/avatar", files={"file": ("me.jpg", sent, "image/jpeg")})
    address = answer.json()["avatar_url"]
    for side in (192, 640):
        got = ada.get(address.replace("192.webp", f"{side}.webp"))
        made = Image.open(BytesIO(got.content))
        assert (made.format, made.size) == ("WEBP", (side, side))
        assert b"taken at home" not in got.content


def test_the_picture_before_is_gone_with_the_next(ada: TestClient) -> None:
    first = put_avatar(ada).json()["avatar_url"]
    second = ada.put(f"{ME}/avatar", files={"file": ("b.png", picture(size=(400, 400)), "image/png")})
    assert second.json()["avatar_url"] != first
    assert ada.get(first).status_code == 404
    assert ada.delete(f"{ME}/avatar").json()["avatar_url"] is None
    assert ada.get(second.json()["avatar_url"]).status_code == 404


BOMB = picture(size=(8000, 8000))


@pytest.mark.parametrize(
    "sent",
    [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture()[:80], picture("BMP"), BOMB],
    ids=["nothing", "stump", "svg", "cut", "bmp", "bomb"],
)
def test_a_hostile_picture_is_refused_with_a_sentence(ada: TestClient, sent: bytes) -> None:
    answer = ada.put(f"{ME}/avatar", files={"file": ("me.png", sent, "image/png")})
    assert answer.status_code == 422, answer.text
    assert "file" in answer.json()["error"]["fields"]


def test_a_picture_larger_than_its_limit_is_not_read(ada: TestClient) -> None:
    answer = ada.put(f"{ME}/avatar", files={"file": ("me.png", b"x" * 9 * 2**20, "image/png")})
    assert answer.status_code == 413


def test_suggested_are_watched_creators_and_friends_of_friends(ada: TestClient) -> None:
    with transaction() as session:
        friend, known, watched, blocked = (
            make_user(session, name) for name in ("friend", "known", "watched", "shut")
        )
        me = id_of(ada)
        pairs = [(me, friend.id), (friend.id, known.id), (friend.id, blocked.id), (friend.id, me)]
        session.add_all([Follow(follower_id=one, followed_id=two) for one, two in pairs])
        clip = make_video(session, watched)
        add_watch(session, me, clip.id)
    ada.put(f"{USERS}/@shut/block")
    found = ada.get(f"{USERS}/suggested").json()["items"]
    assert [(one["username"], one["reason"]) for one in found] == [
        ("watched", "You watch their clips"),
        ("known", "Followed by @friend"),
    ]


def test_blocking_ends_every_tie_and_only_who_blocked_learns_of_it(ada: TestClient, bob: TestClient) -> None:
    ada.put(f"{USERS}/@bob/follow")
    bob.put(f"{USERS}/@ada/follow")
    assert ada.put(f"{USERS}/@bob/block").status_code == 204
    assert told(ada) == told(bob) == []
    assert ada.get(f"{USERS}/@bob").json()["error"]["code"] == "you_blocked"
    assert bob.get(f"{USERS}/@ada").json()["error"]["code"] == "not_found"
    assert names(ada.get(f"{ME}/blocks")) == ["bob"]
    ada.delete(f"{USERS}/@bob/block")
    assert not bob.get(f"{USERS}/@ada").json()["is_following"]


def test_a_moderators_restriction_opens_nothing(ada: TestClient) -> None:
    video = publish(ada)
    private(ada)
    with transaction() as session:
        session.exec(update(Video).where(col(Video.id) == video).values(restricted_at=now()))
    answer = ada.patch(f"/api/v1/videos/{video}", json={"visibility": "public"})
    assert answer.json()["error"]["code"] == "restricted"
