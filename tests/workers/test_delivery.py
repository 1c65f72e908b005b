"""From what happened to a browser's push and a letter: encrypted, once, not too often, not to who is gone."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from py_vapid import Vapid02
from sqlmodel import select

from app import cache, db, notices
from app.accounts.viewer import Viewer
from app.errors import BadInput
from app.jobs import dead_letters
from app.models import AccountSettings, Mail, Notification, PushSubscription, User, Video
from app.models.columns import now
from app.notices import Kind, tell
from app.notifications import addresses, delivery, letters, push, subscriptions, unsubscribing
from app.notifications.schemas import NewSubscription
from app.resilience import SharedBreaker, State
from tests.builders import make_user, make_video, make_viewer
from tests.letters import mail_server
from tests.pushes import Browser, Service, push_service
from tests.workers.conftest import work_through


@pytest.fixture
def service(clean: None) -> Iterator[Service]:
    with push_service() as running:
        yield running


@pytest.fixture
def ada(clean: None) -> Viewer:
    with db.transaction() as session:
        return make_viewer(session, "ada")


def reached(who: Viewer, *browsers: Browser) -> None:
    with db.transaction() as session:
        for one in browsers:
            subscriptions.subscribe(session, who, NewSubscription.model_validate(one.subscription()))


def video_of(who: Viewer) -> int:
    with db.transaction() as session:
        return make_video(session, session.get_one(User, who.id)).id


def like(video_id: int) -> None:
    with db.transaction() as session:
        video = session.get_one(Video, video_id)
        tell(session, video.creator_id, Kind.LIKE, actor_id=make_user(session).id, video_id=video_id)


def wants(who: Viewer, **ways: list[str]) -> None:
    with db.transaction() as session:
        session.merge(AccountSettings(user_id=who.id, notices=ways))
        session.get_one(User, who.id).email_verified_at = now()


def addresses_of(who: Viewer) -> set[str]:
    with db.new_session() as session:
        return {one.endpoint for one in subscriptions.of(session, who.user.id)}


def test_a_browser_reads_what_happened_and_knows_who_sent_it(service: Service, ada: Viewer) -> None:
    browser = service.browser()
    reached(ada, browser)
    video = video_of(ada)
    like(video)
    work_through("notify")
    ((path, headers, body),) = service.posted
    told = browser.read(body)
    assert (path, told["url"]) == ("/one", f"/v/{video}")
    assert told["title"].endswith(" liked your video")
    assert (headers["Content-Encoding"], headers["Host"]) == ("aes128gcm", f"127.0.0.1:{service.port}")
    assert int(headers["TTL"]) > 0
    assert Vapid02.verify(headers["Authorization"])
    assert headers["Authorization"].endswith(f"k={push.public_key()}")


def test_what_happened_is_pushed_once_to_each_browser(service: Service, ada: Viewer) -> None:
    reached(ada, service.browser("one"), service.browser("two"))
    like(video_of(ada))
    work_through("notify")
    delivery.deliver(ada.user.id)
    assert sorted(path for path, _, _ in service.posted) == ["/one", "/two"]


def test_likes_that_come_together_ring_once_and_not_all_day(service: Service, ada: Viewer) -> None:
    browser = service.browser()
    reached(ada, browser)
    video = video_of(ada)
    for _ in range(4):
        like(video)
    work_through("notify")
    assert len(service.posted) == 1
    assert " and 3 others liked" in browser.read(service.posted[0][2])["title"]
    for _ in range(5):
        like(video)
        work_through("notify")
    assert len(service.posted) == delivery.PUSHES


def test_what_was_read_meanwhile_does_not_ring(service: Service, ada: Viewer) -> None:
    reached(ada, service.browser())
    like(video_of(ada))
    with db.transaction() as session:
        for row in session.exec(select(Notification)):
            row.read_at = now()
    work_through("notify")
    assert service.posted == []


def test_a_kind_without_push_does_not_ring(service: Service, ada: Viewer) -> None:
    reached(ada, service.browser())
    wants(ada, like=["app"])
    like(video_of(ada))
    work_through("notify")
    assert service.posted == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(service: Service, ada: Viewer, status: int) -> None:
    reached(ada, service.browser())
    service.status = status
    like(video_of(ada))
    work_through("notify")
    assert addresses_of(ada) == set()
    assert dead_letters("notify") == []


def test_a_service_that_failed_is_asked_again_and_others_are_not_told_twice(
    service: Service, ada: Viewer
) -> None:
    reached(ada, service.browser())
    like(video_of(ada))
    service.status = 503
    with pytest.raises(push.Failed):
        delivery.deliver(ada.user.id)
    service.status = 201
    delivery.deliver(ada.user.id)
    delivery.deliver(ada.user.id)
    assert len(service.posted) == 2
    assert not cache.valkey().exists(notices.due(ada.user.id))


def test_a_service_that_keeps_failing_is_left_alone_for_a_while(
    service: Service, ada: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "SharedBreaker", partial(SharedBreaker, rest=3600))
    browser = service.browser()
    reached(ada, browser)
    service.status = 500
    with db.new_session() as session:
        (kept,) = subscriptions.of(session, ada.user.id)
    breaker = SharedBreaker("push of others")
    for _ in range(breaker.limit + 3):
        with pytest.raises(push.Failed):
            push.send(kept, {"title": "hello"}, topic="t")
    assert (breaker.state, len(service.posted)) == (State.OPEN, breaker.limit)
    cache.valkey().delete(breaker.rest_key)
    service.status = 201
    assert push.send(kept, {"title": "hello"}, topic="t")
    assert breaker.state is State.CLOSED


def test_a_redirect_is_a_failure_and_is_not_followed(service: Service, ada: Viewer) -> None:
    reached(ada, service.browser())
    with db.new_session() as session:
        (kept,) = subscriptions.of(session, ada.user.id)
    service.status = 307
    with pytest.raises(push.Failed, match="307"):
        push.send(kept, {"title": "hello"}, topic="t")


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/x",
        "ftp://push.example.com/x",
        "https://",
        "https://a:99999/x",
        "javascript:1",
    ],
)
def test_only_addresses_with_https_are_taken(ada: Viewer, endpoint: str) -> None:
    with pytest.raises(BadInput):
        addresses.check(endpoint)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "10.0.0.8", "169.254.169.254", "[::1]", "[fe80::1]"]
)
def test_pushes_never_reach_our_own_network(ada: Viewer, host: str) -> None:
    with pytest.raises(OSError, match="not a public address"):
        addresses.resolved(f"https://{host}/x")


def test_a_browser_belongs_to_who_subscribed_last(service: Service, ada: Viewer) -> None:
    with db.transaction() as session:
        bob = make_viewer(session, "bob")
    browser = service.browser()
    reached(ada, browser)
    reached(bob, browser)
    assert (addresses_of(ada), addresses_of(bob)) == (set(), {browser.endpoint})


def test_nobody_ends_the_pushes_of_somebody_else(service: Service, ada: Viewer) -> None:
    browser = service.browser()
    reached(ada, browser)
    with db.transaction() as session:
        subscriptions.unsubscribe(session, make_viewer(session, "bob"), browser.endpoint)
    assert addresses_of(ada) == {browser.endpoint}


def test_a_letter_tells_what_happened_and_ends_with_one_click(client: TestClient, ada: Viewer) -> None:
    wants(ada, like=["app", "mail"])
    with mail_server() as box:
        video = video_of(ada)
        like(video)
        work_through("notify")
        (letter,) = box.letters
        assert letter["Subject"].endswith(" liked your video")
        assert f"/v/{video}" in box.text()
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        way_out = urlsplit(letter["List-Unsubscribe"].strip("<>")).path
        assert "“Likes of your videos”" in client.get(way_out).text
        like(video)
        work_through("notify")
        assert len(box.letters) == 2  # looking ended nothing
        assert client.post(way_out, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        like(video)
        work_through("notify")
        assert len(box.letters) == 2
    with db.new_session() as session:
        assert session.get_one(AccountSettings, ada.id).notices == {"like": ["app"]}


def test_no_letter_goes_to_an_address_that_nobody_confirmed(ada: Viewer) -> None:
    wants(ada, like=["app", "mail"])
    with db.transaction() as session:
        session.get_one(User, ada.id).email_verified_at = None
    with mail_server() as box:
        like(video_of(ada))
        work_through("notify")
        assert box.asked == 0


def test_a_link_that_was_changed_ends_nothing(client: TestClient, ada: Viewer) -> None:
    good = urlsplit(unsubscribing.link(ada.user.id, "digest")).path
    other = good.replace(f"/{ada.id}.", f"/{ada.user.id + 1}.")
    for path in (other, good[:-1], good.replace("digest", "like"), "/unsubscribe/x"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


def test_the_digest_goes_once_a_week_to_those_who_missed_something(ada: Viewer) -> None:
    wants(ada)
    with db.transaction() as session:
        idle, old, tired = (make_user(session) for _ in range(3))
        for one in (idle, old, tired):
            one.email_verified_at = now()
        session.add(AccountSettings(user_id=tired.id, digest=False))
        for one in (old, tired):
            tell(session, one.id, Kind.FOLLOW, actor_id=ada.user.id)
        late = session.exec(select(Notification).where(Notification.user_id == old.id)).one()
        late.created_at = now() - timedelta(days=8)
    with mail_server() as box:
        for _ in range(3):
            like(video_of(ada))
        assert (letters.queue_digests(), letters.queue_digests()) == (1, 0)
        work_through("notify")
        (letter,) = box.letters
        assert letter["To"] == "ada@example.com"
        assert letter["Subject"].endswith(" liked your video, and 2 more this week")
    with db.new_session() as session:
        assert session.exec(select(Mail).where(Mail.kind == "digest")).one().sent_at


def test_who_subscribes_too_often_keeps_the_newest_browsers(service: Service, ada: Viewer) -> None:
    reached(ada, *(service.browser(str(number)) for number in range(subscriptions.MOST + 2)))
    with db.new_session() as session:
        kept = session.exec(select(PushSubscription)).all()
    assert len(kept) == subscriptions.MOST
    assert f"http://127.0.0.1:{service.port}/0" not in {one.endpoint for one in kept}
