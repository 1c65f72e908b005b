"""Who is hidden by a block or a private account is hidden in every list and behind every address."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.accounts import sessions
from app.db import transaction
from app.models import Block, Comment, Follow, Like, Notification, Role, Save, Sound, User, Video
from tests.builders import make_user, make_video
from tests.conftest import empty_stores

API = "/api/v1"
HIDDEN, SEEING, WITNESS = "vanisher", "seeker", "witness"
CAPTION = "Quixotic kites #quixotickites"


@dataclass(frozen=True)
class Site:
    """The witness follows, likes, comments on and borrows the voice of the one who is hidden."""

    hidden: int
    seeing: int
    witness: int
    video: int
    witness_video: int
    sound: int
    voice: int
    borrowing: int


@pytest.fixture(scope="module")
def site(stores: dict[str, str]) -> Iterator[Site]:
    empty_stores()
    with transaction() as session:
        made = _made(session)
    yield made
    empty_stores()


def _made(session: Session) -> Site:
    hidden, seeing, witness = (
        make_user(session, name, role=Role.CREATOR) for name in (HIDDEN, SEEING, WITNESS)
    )
    sound = Sound(title="Quixotic tune", creator_id=witness.id)
    voice = Sound(title=f"original sound by {HIDDEN}", creator_id=hidden.id, use_count=1)
    session.add_all([sound, voice])
    session.flush()
    said = {"description": CAPTION, "hashtags": ["quixotickites"], "sound_id": sound.id, "heat": 9.0}
    video, other = make_video(session, hidden, **said), make_video(session, witness, **said)
    borrowing = make_video(session, witness, sound_id=voice.id, heat=8.0)
    pairs = [(hidden.id, witness.id), (witness.id, hidden.id), (seeing.id, witness.id)]
    session.add_all([Follow(follower_id=one, followed_id=two) for one, two in pairs])
    session.add_all([kind(user_id=witness.id, video_id=video.id) for kind in (Like, Save)])
    session.add(Notification(user_id=seeing.id, actor_id=hidden.id, kind="follow", subject="user"))
    session.add(Comment(video_id=other.id, author_id=hidden.id, text=f"Seen by {HIDDEN}"))
    witness.shows_likes = witness.shows_saves = True
    return Site(hidden.id, seeing.id, witness.id, video.id, other.id, sound.id, voice.id, borrowing.id)


@pytest.fixture(scope="module")
def visitor(site: Site) -> Iterator[TestClient]:
    from app.api import api

    with TestClient(api, base_url="http://localhost:8000", raise_server_exceptions=False) as one:
        yield one


Look = Callable[[TestClient, Site], Any]


def _at(path: str) -> Look:
    return lambda visitor, site: visitor.get(API + path.format(**vars(site)))


LISTS: dict[str, Look] = {
    "for you": _at("/feed?limit=30"),
    "suggested people": _at("/users/suggested"),
    "people while typing": _at("/search/suggest?q=@vanish"),
    "sound page": _at("/sounds/{sound}/videos"),
    "witness's videos": _at("/users/{witness}/videos"),
    "witness's followers": _at("/users/{witness}/followers"),
    "witness's following": _at("/users/{witness}/following"),
    "witness's likes": _at("/users/{witness}/likes"),
    "witness's saves": _at("/users/{witness}/saves"),
    "comments": _at("/videos/{witness_video}/comments"),
    "videos found": _at("/search?q=quixotic&type=videos"),
    "people found": _at("/search?q=vanisher&type=users"),
    "hashtag page": _at("/hashtags/quixotickites/videos"),
    "library of sounds": _at("/sounds"),
    "sounds by name": _at("/sounds?q=original"),
    "sounds found": _at("/search?q=original&type=sounds"),
    "trending sounds": _at("/sounds/trending"),
    "who plays their sound": _at("/videos/{borrowing}"),
}
OF_MEMBERS: dict[str, Look] = {
    "following": _at("/feed/following"),
    "own followers": _at("/users/me/followers"),
    "own following": _at("/users/me/following"),
    "requests": _at("/users/me/requests"),
    "mutes": _at("/users/me/mutes"),
    "notifications": _at("/notifications"),
}
OPEN_PAGES = ["/oembed?url=http://localhost:8000/v/{video}", "/embed/{video}"]
BEHIND: dict[str, Look] = {
    "the video": _at("/videos/{video}"),
    "its comments": _at("/videos/{video}/comments"),
}
PERSON: dict[str, Look] = {
    "profile": _at("/users/{hidden}"),
    "their sound": _at("/sounds/{voice}"),
    "by name": _at(f"/users/@{HIDDEN}"),
    "their videos": _at("/users/{hidden}/videos"),
    "their followers": _at("/users/{hidden}/followers"),
    "their following": _at("/users/{hidden}/following"),
    "their likes": _at("/users/{hidden}/likes"),
    "their saves": _at("/users/{hidden}/saves"),
}


def become(visitor: TestClient, user_id: int | None) -> TestClient:
    visitor.cookies.clear()
    if user_id:
        visitor.cookies.set("session", sessions.start(user_id))
    return visitor


def shows(answer: Any, site: Site) -> bool:
    """Whether the person or their video is anywhere in what came."""
    return HIDDEN in answer.text or _has_video(answer.json(), site.video)


def _has_video(found: Any, video_id: int) -> bool:
    if isinstance(found, dict):
        is_it = "hls_url" in found and found.get("id") == video_id
        return is_it or any(_has_video(one, video_id) for one in found.values())
    return isinstance(found, list) and any(_has_video(one, video_id) for one in found)


@pytest.fixture(params=["by them", "by me"])
def block(request: pytest.FixtureRequest, site: Site) -> Iterator[Site]:
    pair = (site.hidden, site.seeing) if request.param == "by them" else (site.seeing, site.hidden)
    with transaction() as session:
        session.add(Block(blocker_id=pair[0], blocked_id=pair[1]))
    yield site
    with transaction() as session:
        session.delete(session.get_one(Block, pair))


@pytest.mark.parametrize("name", [*LISTS, *OF_MEMBERS])
def test_a_block_hides_both_ways_in_every_list(visitor: TestClient, block: Site, name: str) -> None:
    answer = (LISTS | OF_MEMBERS)[name](become(visitor, block.seeing), block)
    assert answer.status_code == 200, answer.text
    assert not shows(answer, block), answer.text


@pytest.mark.parametrize("name", [*BEHIND, *PERSON])
def test_a_block_hides_both_ways_behind_every_address(visitor: TestClient, block: Site, name: str) -> None:
    answer = (BEHIND | PERSON)[name](become(visitor, block.seeing), block)
    assert answer.status_code == 404, answer.text


@pytest.mark.parametrize("act", ["like", "save", "share", "not-interested", "comments"])
def test_nobody_reacts_across_a_block(visitor: TestClient, block: Site, act: str) -> None:
    method = "PUT" if act in {"like", "save"} else "POST"
    body = {"text": "hello"} if act == "comments" else None
    sent = become(visitor, block.seeing).request(method, f"{API}/videos/{block.video}/{act}", json=body)
    assert sent.status_code == 404, sent.text


@pytest.mark.parametrize("path", ["/v/{video}", "/embed/{video}"])
def test_who_is_signed_in_meets_nobody_across_a_block_on_open_pages_either(
    visitor: TestClient, block: Site, path: str
) -> None:
    page = become(visitor, block.seeing).get(path.format(**vars(block)))
    assert page.status_code == 404
    assert HIDDEN not in page.text
    assert become(visitor, None).get(path.format(**vars(block))).status_code == 200


def test_nobody_mutes_across_a_block(visitor: TestClient, block: Site) -> None:
    muted = become(visitor, block.seeing).put(f"{API}/users/{block.hidden}/mute")
    assert muted.status_code == 404
    heard = visitor.put(f"{API}/sounds/{block.voice}/mute")
    assert (heard.status_code, HIDDEN in heard.text) == (404, False)


def test_wishes_of_before_name_nobody_across_a_block(visitor: TestClient, site: Site) -> None:
    browser, wishes = become(visitor, site.seeing), f"{API}/feed/preferences"
    browser.put(wishes, json={"muted_creators": [site.hidden], "muted_sounds": [site.voice]})
    assert HIDDEN in browser.get(wishes).text
    with transaction() as session:
        session.add(Block(blocker_id=site.hidden, blocked_id=site.seeing))
    assert HIDDEN not in browser.get(wishes).text
    with transaction() as session:
        session.delete(session.get_one(Block, (site.hidden, site.seeing)))
    browser.put(wishes, json={"muted_creators": [], "muted_sounds": []})


def test_a_name_in_a_comment_is_nobody_across_a_block(visitor: TestClient, block: Site) -> None:
    said = become(visitor, block.witness).post(
        f"{API}/videos/{block.witness_video}/comments", json={"text": f"hello @{HIDDEN}"}
    )
    assert said.json()["mentions"] == [HIDDEN]
    comment = f"{API}/comments/{said.json()['id']}"
    assert become(visitor, block.seeing).get(comment).json()["mentions"] == []
    become(visitor, block.witness).delete(comment)


def test_counts_leave_out_whom_a_block_hides(visitor: TestClient, block: Site) -> None:
    seen = become(visitor, block.seeing).get(f"{API}/users/{block.witness}").json()
    assert (seen["follower_count"], seen["following_count"]) == (1, 0)


@pytest.mark.parametrize("name", [*LISTS, *BEHIND])
def test_without_a_block_the_same_addresses_show_them(visitor: TestClient, site: Site, name: str) -> None:
    """So that the tests above would fail if a list were empty for another reason."""
    answer = (LISTS | BEHIND)[name](become(visitor, site.seeing), site)
    assert answer.status_code == 200
    assert shows(answer, site) or name in {"witness's videos", "its comments"}, json.dumps(answer.json())


@pytest.fixture
def closed(site: Site) -> Iterator[Site]:
    """The hidden one's account is private; the witness follows it."""
    with transaction() as session:
        _switch(session, site, is_private=True)
    yield site
    with transaction() as session:
        _switch(session, site, is_private=False)


def _switch(session: Session, site: Site, *, is_private: bool) -> None:
    from app.social.people import _switch

    _switch(session, session.get_one(User, site.hidden), is_private=is_private)


VIDEO_LISTS = [
    "for you",
    "sound page",
    "hashtag page",
    "videos found",
    "witness's likes",
    "witness's saves",
]
STRANGERS: dict[str, Callable[[Site], int | None]] = {
    "a stranger": lambda site: site.seeing,
    "anonymous": lambda site: None,
}


@pytest.mark.parametrize("name", [*VIDEO_LISTS, *BEHIND, "their videos"])
@pytest.mark.parametrize("who", STRANGERS)
def test_a_private_accounts_videos_are_nowhere_for(
    visitor: TestClient, closed: Site, who: str, name: str
) -> None:
    answer = (LISTS | BEHIND | PERSON)[name](become(visitor, STRANGERS[who](closed)), closed)
    assert answer.status_code == (404 if name in BEHIND else 200)
    assert not _has_video(answer.json(), closed.video), answer.text


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_other_sites_show_nothing_of_a_private_account(visitor: TestClient, closed: Site, path: str) -> None:
    answer = become(visitor, None).get(path.format(**vars(closed)))
    assert answer.status_code in {401, 404}, answer.text
    assert HIDDEN not in answer.text


@pytest.mark.parametrize("name", ["their followers", "their following", "their likes", "their saves"])
@pytest.mark.parametrize("who", STRANGERS)
def test_a_private_accounts_lists_are_closed_to(
    visitor: TestClient, closed: Site, who: str, name: str
) -> None:
    assert PERSON[name](become(visitor, STRANGERS[who](closed)), closed).status_code == 403


@pytest.mark.parametrize("who", STRANGERS)
def test_a_private_accounts_head_is_seen_by(visitor: TestClient, closed: Site, who: str) -> None:
    head = PERSON["profile"](become(visitor, STRANGERS[who](closed)), closed).json()
    assert (head["is_private"], head["is_shown"]) == (True, False)


@pytest.mark.parametrize("name", ["the video", "its comments", "their videos", "witness's likes"])
@pytest.mark.parametrize("who", ["witness", "hidden"])
def test_followers_and_oneself_see_a_private_account(
    visitor: TestClient, closed: Site, who: str, name: str
) -> None:
    answer = (LISTS | BEHIND | PERSON)[name](become(visitor, getattr(closed, who)), closed)
    assert answer.status_code == 200
    assert name == "its comments" or _has_video(answer.json(), closed.video)


def test_a_moderator_sees_a_private_account(visitor: TestClient, closed: Site) -> None:
    with transaction() as session:
        judge = make_user(session, role=Role.MODERATOR).id
    assert become(visitor, judge).get(f"{API}/videos/{closed.video}").status_code == 200


def test_trending_hashtags_do_not_count_private_accounts(visitor: TestClient, closed: Site) -> None:
    tags = become(visitor, None).get(f"{API}/hashtags/trending").json()["items"]
    assert [one["creators"] for one in tags if one["name"] == "quixotickites"] == [1]


def test_a_sound_that_only_a_private_account_plays_is_heard_by_nobody(
    visitor: TestClient, site: Site
) -> None:
    with transaction() as session:
        sound = Sound(title="Mine", creator_id=site.hidden)
        session.add(sound)
        session.flush()
        made = make_video(session, session.get_one(User, site.hidden), sound_id=sound.id).id
        _switch(session, site, is_private=True)
    try:
        assert become(visitor, site.seeing).get(f"{API}/sounds/{sound.id}").status_code == 404
    finally:
        with transaction() as session:
            _switch(session, site, is_private=False)
            session.delete(session.get_one(Video, made))
