"""What /api/v1/openapi.json promises is what each route answers."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import jsonschema_rs
import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select, update

from app.accounts import tickets
from app.api.summaries import SUMMARIES
from app.db import transaction
from app.models import Comment, ExplorationPool, Role, Sound, User, Video, VideoStatus
from app.models.columns import now
from tests.api.conftest import Browser
from tests.api.people_cases import PEOPLE
from tests.builders import make_user, make_video, send_file, sign_up

WATCH = {"watched_ms": 900, "duration_ms": 1000, "started_at": "2026-11-23T00:00:00Z"}
Ask = Callable[[TestClient, int], Any]
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
UPLOADS = "/api/v1/uploads"
COMMENTS = "/api/v1/comments"
TOKENS = "/api/v1/auth/tokens"
WISHES = "/api/v1/feed/preferences"


def watches(browser: TestClient, video: int) -> Any:
    body = {"watches": [{**WATCH, "event_id": str(uuid4()), "video_id": video}]}
    return browser.post("/api/v1/watches", json=body)


def register(browser: TestClient, _: int) -> Any:
    body = {"username": "new", "email": "new@example.com", "password": "correct horse"}
    return browser.post("/api/v1/auth/register", json=body)


def log_in(browser: TestClient, video: int) -> Any:
    register(browser, video)  # where nobody else has done so
    return browser.post("/api/v1/auth/login", json={"login": "new", "password": "correct horse"})


def announce(browser: TestClient) -> Any:
    return browser.post(UPLOADS, headers={**TUS, "Upload-Length": "3"})


def begun(browser: TestClient) -> str:
    """An upload's address; for those who may not upload, one that leads nowhere."""
    return str(announce(browser).headers.get("location", f"{UPLOADS}/{2**52}"))


def originals(browser: TestClient, _: int) -> Any:
    send_file(browser, b"a clip")
    return browser.get("/api/v1/users/me/originals")


def delete_own(browser: TestClient, video: int) -> Any:
    """Only an own one can be deleted; who has none asks for what is there or not."""
    sent = send_file(browser, b"a clip")
    return browser.delete(f"/api/v1/videos/{sent.json().get('id', video)}")


def sound_of(browser: TestClient, video: int) -> int:
    """The browser's own sound, which the video plays."""
    owner = browser.get("/api/v1/auth/me").json().get("id")
    with transaction() as session:
        played_by = session.get(Video, video)
        if owner is None or played_by is None:
            return video
        sound = Sound(title="Late Tram", creator_id=owner)
        session.add(sound)
        session.flush()
        played_by.sound_id = sound.id
    return sound.id


def say(browser: TestClient, video: int) -> int:
    """A comment of the browser's own."""
    said = browser.post(f"/api/v1/videos/{video}/comments", json={"text": "fine"})
    return int(said.json().get("id", 2**52))


def said_below(video: int) -> int:
    """A comment by the video's creator."""
    with transaction() as session:
        below = session.get(Video, video)
        if below is None:
            return video
        comment = Comment(video_id=video, author_id=below.creator_id, text="first")
        session.add(comment)
        session.flush()
        return comment.id


def creator_of(video: int) -> int:
    with transaction() as session:
        found = session.get(Video, video)
        return found.creator_id if found else video


def tag_of(_: TestClient, video: int) -> str:
    """A hashtag of the video; without one, of nothing."""
    with transaction() as session:
        tagged = session.get(Video, video)
        if tagged is None:
            return "nobodysays"
        tagged.hashtags = ["sea"]
    return "sea"


def change_own(browser: TestClient, _: int) -> Any:
    video = send_file(browser, b"a clip").json().get("id", 2**52)
    return browser.patch(f"/api/v1/videos/{video}", json={"description": "better"})


def distributed(browser: TestClient, _: int) -> Any:
    owner = browser.get("/api/v1/auth/me").json().get("id")
    with transaction() as session:
        maker = session.get(User, owner) if owner else None
        video = make_video(session, maker).id if maker else 2**52
        if maker:
            session.add(ExplorationPool(video_id=video))
    return browser.get(f"/api/v1/videos/{video}/distribution")


def new_token(browser: TestClient) -> Any:
    return browser.post(TOKENS, json={"name": "backup", "scopes": ["read"]})


def token_id(browser: TestClient) -> int:
    made = new_token(browser).json()
    return int(made["made"]["id"]) if "made" in made else 2**52


OWN = {"password": "correct horse"}
FACTOR = "/api/v1/auth/second-factor"
EXPORT = "/api/v1/users/me/export"


def mailed(browser: TestClient, kind: str) -> str:
    """The token in the letter of whoever asks, or of somebody else."""
    me = browser.get("/api/v1/auth/me").json().get("id")
    with transaction() as session:
        user = session.get(User, me) if me else session.exec(select(User)).first()
        if user is None:
            return "none"
        if kind == "verify":
            return tickets.to_verify(user)
        return tickets.make(kind, user.id, mark=user.password_hash)


def choose_anew(browser: TestClient, _: int) -> Any:
    body = {"token": mailed(browser, "reset"), "new": "battery staple"}
    return browser.post("/api/v1/auth/reset/confirm", json=body)


def end_session(browser: TestClient, _: int) -> Any:
    mine = browser.get("/api/v1/auth/sessions").json().get("items", [{"id": "none"}])
    return browser.delete(f"/api/v1/auth/sessions/{mine[0]['id']}")


def confirm_factor(browser: TestClient, _: int) -> Any:
    secret = browser.post(FACTOR, json=OWN).json().get("secret", "A" * 32)
    return browser.post(f"{FACTOR}/confirm", json={"code": pyotp.TOTP(secret).now()})


def renew_codes(browser: TestClient, video: int) -> Any:
    confirm_factor(browser, video)
    return browser.post(f"{FACTOR}/recovery-codes", json=OWN)


def asked_export(browser: TestClient, _: int) -> Any:
    browser.post(EXPORT)
    return browser.get(EXPORT)


def change_password(browser: TestClient, _: int) -> Any:
    body = {"current": "correct horse", "new": "battery staple"}
    return browser.post("/api/v1/auth/password", json=body)


def move(browser: TestClient, _: int) -> Any:
    body = {"email": "ada@example.org", "password": "correct horse"}
    return browser.post("/api/v1/auth/email", json=body)


def verify(browser: TestClient, _: int) -> Any:
    return browser.post("/api/v1/auth/verify", json={"token": mailed(browser, "verify")})


PUSH = "/api/v1/notifications/push"
SUBSCRIPTION = {
    "endpoint": "https://push.example.com/one",
    "keys": {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    },
}

GOOD: dict[tuple[str, str], Ask] = {
    ("get", "/notifications/push/key"): lambda b, _: b.get(f"{PUSH}/key"),
    ("post", "/notifications/push"): lambda b, _: b.post(PUSH, json=SUBSCRIPTION),
    ("delete", "/notifications/push"): lambda b, _: b.delete(f"{PUSH}?endpoint=https://push.example.com/one"),
    ("get", "/notifications"): lambda b, _: b.get("/api/v1/notifications"),
    ("get", "/notifications/unread"): lambda b, _: b.get("/api/v1/notifications/unread"),
    ("post", "/notifications/read"): lambda b, _: b.post("/api/v1/notifications/read"),
    ("get", "/notifications/settings"): lambda b, _: b.get("/api/v1/notifications/settings"),
    ("put", "/notifications/settings"): lambda b, _: b.put(
        "/api/v1/notifications/settings", json={"ways": {"like": ["app"]}, "digest": False}
    ),
    ("post", "/auth/reset"): lambda b, _: b.post("/api/v1/auth/reset", json={"email": "ada@example.com"}),
    ("post", "/auth/reset/confirm"): choose_anew,
    ("post", "/auth/verify"): verify,
    ("post", "/auth/verify/letter"): lambda b, _: b.post("/api/v1/auth/verify/letter"),
    ("post", "/auth/password"): change_password,
    ("post", "/auth/email"): move,
    ("get", "/auth/sessions"): lambda b, _: b.get("/api/v1/auth/sessions"),
    ("delete", "/auth/sessions"): lambda b, _: b.delete("/api/v1/auth/sessions"),
    ("delete", "/auth/sessions/{session_id}"): end_session,
    ("get", "/auth/second-factor"): lambda b, _: b.get(FACTOR),
    ("post", "/auth/second-factor"): lambda b, _: b.post(FACTOR, json=OWN),
    ("delete", "/auth/second-factor"): lambda b, _: b.request("DELETE", FACTOR, json=OWN),
    ("post", "/auth/second-factor/confirm"): confirm_factor,
    ("post", "/auth/second-factor/recovery-codes"): renew_codes,
    ("get", "/users/me/export"): asked_export,
    ("post", "/users/me/export"): lambda b, _: b.post(EXPORT),
    ("delete", "/users/me"): lambda b, _: b.request("DELETE", "/api/v1/users/me", json=OWN),
    ("post", "/auth/register"): register,
    ("post", "/auth/login"): log_in,
    ("post", "/auth/logout"): lambda b, _: b.post("/api/v1/auth/logout"),
    ("get", "/auth/me"): lambda b, _: b.get("/api/v1/auth/me"),
    ("post", "/users/me/creator"): lambda b, _: b.post("/api/v1/users/me/creator"),
    ("get", "/users/me/originals"): originals,
    ("get", "/users/{name}"): lambda b, _: b.get("/api/v1/users/@bob"),
    ("get", "/users/{name}/videos"): lambda b, _: b.get("/api/v1/users/@bob/videos"),
    ("put", "/users/{name}/follow"): lambda b, _: b.put("/api/v1/users/@bob/follow"),
    ("delete", "/users/{name}/follow"): lambda b, _: b.delete("/api/v1/users/@bob/follow"),
    **PEOPLE,
    ("options", "/uploads"): lambda b, _: b.options(UPLOADS),
    ("post", "/uploads"): lambda b, _: announce(b),
    ("options", "/uploads/{upload_id}"): lambda b, _: b.options(f"{UPLOADS}/1"),
    ("head", "/uploads/{upload_id}"): lambda b, _: b.head(begun(b), headers=TUS),
    ("get", "/uploads/{upload_id}/content"): lambda b, _: b.get(f"{begun(b)}/content"),
    ("patch", "/uploads/{upload_id}"): lambda b, _: b.patch(begun(b), content=b"abc", headers=BYTES),
    ("delete", "/uploads/{upload_id}"): lambda b, _: b.delete(begun(b), headers=TUS),
    ("get", "/users/me/drafts"): lambda b, _: b.get("/api/v1/users/me/drafts"),
    ("post", "/videos"): lambda b, _: send_file(b, b"a clip"),
    ("get", "/videos/{video_id}"): lambda b, v: b.get(f"/api/v1/videos/{v}"),
    ("patch", "/videos/{video_id}"): change_own,
    ("delete", "/videos/{video_id}"): delete_own,
    ("get", "/videos/{video_id}/distribution"): distributed,
    ("put", "/videos/{video_id}/like"): lambda b, v: b.put(f"/api/v1/videos/{v}/like"),
    ("delete", "/videos/{video_id}/like"): lambda b, v: b.delete(f"/api/v1/videos/{v}/like"),
    ("put", "/videos/{video_id}/save"): lambda b, v: b.put(f"/api/v1/videos/{v}/save"),
    ("delete", "/videos/{video_id}/save"): lambda b, v: b.delete(f"/api/v1/videos/{v}/save"),
    ("post", "/videos/{video_id}/share"): lambda b, v: b.post(f"/api/v1/videos/{v}/share"),
    ("get", "/videos/{video_id}/comments"): lambda b, v: b.get(f"/api/v1/videos/{v}/comments"),
    ("post", "/videos/{video_id}/comments"): lambda b, v: b.post(
        f"/api/v1/videos/{v}/comments", json={"text": "fine"}
    ),
    ("get", "/comments/{comment_id}"): lambda b, v: b.get(f"{COMMENTS}/{said_below(v)}"),
    ("patch", "/comments/{comment_id}"): lambda b, v: b.patch(
        f"{COMMENTS}/{say(b, v)}", json={"text": "better"}
    ),
    ("delete", "/comments/{comment_id}"): lambda b, v: b.delete(f"{COMMENTS}/{say(b, v)}"),
    ("put", "/comments/{comment_id}/like"): lambda b, v: b.put(f"{COMMENTS}/{said_below(v)}/like"),
    ("delete", "/comments/{comment_id}/like"): lambda b, v: b.delete(f"{COMMENTS}/{said_below(v)}/like"),
    ("post", "/comments/{comment_id}/report"): lambda b, v: b.post(
        f"{COMMENTS}/{said_below(v)}/report", json={"reason": "spam"}
    ),
    ("post", "/videos/{video_id}/report"): lambda b, v: b.post(
        f"/api/v1/videos/{v}/report", json={"reason": "spam", "note": "the same clip again"}
    ),
    ("get", "/users/me/filtered-words"): lambda b, _: b.get("/api/v1/users/me/filtered-words"),
    ("put", "/users/me/filtered-words"): lambda b, _: b.put(
        "/api/v1/users/me/filtered-words", json={"words": ["spoiler"]}
    ),
    ("get", "/admin/videos/flagged"): lambda b, _: b.get("/api/v1/admin/videos/flagged"),
    ("post", "/admin/videos/{video_id}/decision"): lambda b, v: b.post(
        f"/api/v1/admin/videos/{v}/decision", json={"action": "approve"}
    ),
    ("get", "/admin/reports"): lambda b, _: b.get("/api/v1/admin/reports"),
    ("post", "/admin/comments/{comment_id}/decision"): lambda b, v: b.post(
        f"/api/v1/admin/comments/{said_below(v)}/decision", json={"action": "approve"}
    ),
    ("post", "/admin/users/{user_id}/decision"): lambda b, v: b.post(
        f"/api/v1/admin/users/{creator_of(v)}/decision", json={"action": "approve"}
    ),
    ("get", "/sounds"): lambda b, _: b.get("/api/v1/sounds?q=tram"),
    ("get", "/sounds/{sound_id}"): lambda b, v: b.get(f"/api/v1/sounds/{sound_of(b, v)}"),
    ("get", "/sounds/{sound_id}/videos"): lambda b, v: b.get(f"/api/v1/sounds/{sound_of(b, v)}/videos"),
    ("patch", "/sounds/{sound_id}"): lambda b, v: b.patch(
        f"/api/v1/sounds/{sound_of(b, v)}", json={"title": "Late Tram"}
    ),
    ("get", "/feed"): lambda b, _: b.get("/api/v1/feed"),
    ("get", "/feed/following"): lambda b, _: b.get("/api/v1/feed/following"),
    ("get", "/feed/friends"): lambda b, _: b.get("/api/v1/feed/friends"),
    ("get", "/feed/preferences"): lambda b, _: b.get(WISHES),
    ("put", "/feed/preferences"): lambda b, _: b.put(WISHES, json={"explore": 0.5}),
    ("put", "/feed/preferences/topics/{topic}"): lambda b, _: b.put(
        f"{WISHES}/topics/sea", json={"weight": 1}
    ),
    ("post", "/feed/reset"): lambda b, _: b.post("/api/v1/feed/reset"),
    ("delete", "/feed/reset"): lambda b, _: [b.post("/api/v1/feed/reset"), b.delete("/api/v1/feed/reset")][1],
    ("get", "/feed/taste"): lambda b, _: b.get("/api/v1/feed/taste"),
    ("put", "/feed/taste/{kind}/{key}"): lambda b, _: b.put("/api/v1/feed/taste/topic/sea"),
    ("delete", "/feed/taste/{kind}/{key}"): lambda b, _: b.delete("/api/v1/feed/taste/topic/sea"),
    ("get", "/videos/{video_id}/why"): lambda b, v: b.get(f"/api/v1/videos/{v}/why"),
    ("post", "/videos/{video_id}/not-interested"): lambda b, v: b.post(f"/api/v1/videos/{v}/not-interested"),
    ("delete", "/videos/{video_id}/not-interested"): lambda b, v: b.delete(
        f"/api/v1/videos/{v}/not-interested"
    ),
    ("get", "/users/me/settings"): lambda b, _: b.get("/api/v1/users/me/settings"),
    ("patch", "/users/me/settings"): lambda b, _: b.patch(
        "/api/v1/users/me/settings", json={"autoplay": False}
    ),
    ("get", "/auth/tokens"): lambda b, _: b.get(TOKENS),
    ("post", "/auth/tokens"): lambda b, _: new_token(b),
    ("delete", "/auth/tokens/{token_id}"): lambda b, _: b.delete(f"{TOKENS}/{token_id(b)}"),
    ("put", "/users/{name}/mute"): lambda b, _: b.put("/api/v1/users/@bob/mute"),
    ("delete", "/users/{name}/mute"): lambda b, _: b.delete("/api/v1/users/@bob/mute"),
    ("put", "/sounds/{sound_id}/mute"): lambda b, v: b.put(f"/api/v1/sounds/{sound_of(b, v)}/mute"),
    ("delete", "/sounds/{sound_id}/mute"): lambda b, v: b.delete(f"/api/v1/sounds/{sound_of(b, v)}/mute"),
    ("get", "/search"): lambda b, _: b.get("/api/v1/search?q=tram"),
    ("get", "/search/history"): lambda b, _: b.get("/api/v1/search/history"),
    ("delete", "/search/history"): lambda b, _: b.delete("/api/v1/search/history?q=tram"),
    ("get", "/search/popular"): lambda b, _: b.get("/api/v1/search/popular"),
    ("get", "/hashtags/{tag}"): lambda b, v: b.get(f"/api/v1/hashtags/{tag_of(b, v)}"),
    ("get", "/hashtags/{tag}/videos"): lambda b, _: b.get("/api/v1/hashtags/sea/videos"),
    ("get", "/hashtags/regions"): lambda b, _: b.get("/api/v1/hashtags/regions"),
    ("get", "/sounds/trending"): lambda b, _: b.get("/api/v1/sounds/trending"),
    ("get", "/search/suggest"): lambda b, _: b.get("/api/v1/search/suggest?q=%23a"),
    ("get", "/hashtags/trending"): lambda b, _: b.get("/api/v1/hashtags/trending"),
    ("post", "/watches"): watches,
}


def operations() -> list[tuple[str, str]]:
    from app.api import api

    return [
        (method, path.removeprefix("/api/v1"))
        for path, verbs in api.openapi()["paths"].items()
        for method in verbs
    ]


def documented(method: str, path: str) -> dict[str, Any]:
    from app.api import api

    answers: dict[str, Any] = api.openapi()["paths"][f"/api/v1{path}"][method]["responses"]
    return answers


def keys_of(schema: dict[str, Any]) -> set[str]:
    from app.api import api

    name = schema["$ref"].rsplit("/", 1)[1]
    return set(api.openapi()["components"]["schemas"][name]["properties"])


@pytest.fixture
def video(client: TestClient) -> int:
    """Bob's video, which Ada looks at."""
    with transaction() as session:
        bob = make_user(session, "bob")
        video = make_video(session, bob, status=VideoStatus.PUBLISHED)
        session.add(Comment(video_id=video.id, author_id=bob.id, text="first", created_at=now()))
    sign_up(client, "ada")
    with transaction() as session:
        # May do everything: what others may not is told by test_rights.
        session.exec(update(User).where(col(User.username) == "ada").values(role=Role.MODERATOR))
    return video.id


def test_every_operation_is_tried_here() -> None:
    assert set(operations()) == set(GOOD)


@pytest.mark.parametrize("operation", GOOD, ids=" ".join)
def test_a_good_request_gets_a_documented_answer(
    client: TestClient, video: int, operation: tuple[str, str]
) -> None:
    answer = GOOD[operation](client, video)
    promised = documented(*operation)
    assert 200 <= answer.status_code < 300, answer.text
    assert str(answer.status_code) in promised
    content = promised[str(answer.status_code)].get("content", {})
    if described := content.get("application/json"):
        assert set(answer.json()) == keys_of(described["schema"])
    elif not content:
        assert answer.content == b""


@pytest.mark.parametrize("operation", GOOD, ids=" ".join)
def test_a_refusal_has_the_documented_shape(
    client: TestClient, new_browser: Browser, operation: tuple[str, str]
) -> None:
    """A stranger asks for what is not there."""
    answer = GOOD[operation](new_browser(), 2**52)
    if answer.status_code >= 400:
        assert str(answer.status_code) in documented(*operation), answer.text
        if operation[0] != "head":
            assert set(answer.json()["error"]) == {"code", "message", "fields"}


def every_operation() -> list[tuple[str, dict[str, Any]]]:
    from app.api import api

    paths = api.openapi()["paths"].items()
    return [(f"{method} {path}", one) for path, verbs in paths for method, one in verbs.items()]


def test_every_refusal_has_the_one_shape() -> None:
    from app.api import api

    shared = api.openapi()["components"]["responses"].values()
    schemas = [one["content"]["application/json"]["schema"] for one in shared]
    assert all(keys_of(schema) == {"error"} for schema in schemas)


def test_every_short_description_is_of_a_route_that_is_there() -> None:
    routes = {route.replace(" /api/v1", " ") for route, _ in every_operation()}
    assert {f"{method.lower()} {path}" for method, path in map(str.split, SUMMARIES)} <= routes


def test_names_of_operations_are_unique_and_follow_from_the_address() -> None:
    names = [one["operationId"] for _, one in every_operation()]
    assert len(set(names)) == len(names)
    assert {"get_feed", "put_videos_video_id_like", "post_auth_tokens"} <= set(names)


@pytest.mark.parametrize(("route", "operation"), every_operation(), ids=lambda one: str(one)[:60])
def test_every_operation_says_what_who_and_what_may_go_wrong(route: str, operation: dict[str, Any]) -> None:
    from app.api import api

    known = {tag["name"] for tag in api.openapi()["tags"]}
    assert 3 < len(operation["summary"]) <= 90, "Say what it does in app/api/summaries.py."
    assert "Who: " in operation["description"], "Add a row to app/api/policy.py."
    assert set(operation["tags"]) <= known, "Describe the tag in app/api/document.py."
    assert operation["security"]
    assert {"401", "403", "429", "503"} <= set(operation["responses"])
    assert not any(status.endswith("XX") for status in operation["responses"])


@pytest.mark.parametrize(("route", "operation"), every_operation(), ids=lambda one: str(one)[:60])
def test_every_example_is_what_its_schema_asks_for(route: str, operation: dict[str, Any]) -> None:
    from app.api import api

    parts = api.openapi()["components"]
    for body in (operation.get("requestBody", {}), *operation["responses"].values()):
        content = body.get("content", {}).get("application/json")
        if content and "schema" in content:
            validator = jsonschema_rs.validator_for({**content["schema"], "components": parts})
            assert [str(one)[:300] for one in validator.iter_errors(content["example"])] == []


@pytest.mark.parametrize(
    "name", ["", "/start.js", "/swagger-ui.css", "/swagger-ui-bundle.js", "/zoetrope.css"]
)
def test_the_documentation_is_served_from_here(client: TestClient, name: str) -> None:
    answer = client.get(f"/api/docs{name}")
    assert answer.status_code == 200
    assert len(answer.content) > 100
    assert "http" not in answer.text if name in {"", "/start.js"} else True


def test_the_document_is_served(client: TestClient) -> None:
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "Zoetrope"
