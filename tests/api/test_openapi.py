"""What /api/v1/openapi.json promises is what each route answers."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from app.db import transaction
from app.models import Comment, ExplorationPool, Role, Sound, User, Video, VideoStatus
from app.models.columns import now
from tests.api.conftest import Browser
from tests.builders import make_user, make_video, send_file, sign_up

WATCH = {"watched_ms": 900, "duration_ms": 1000, "started_at": "2026-11-23T00:00:00Z"}
Ask = Callable[[TestClient, int], Any]
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
UPLOADS = "/api/v1/uploads"
WISHES = "/api/v1/feed/preferences"


def watches(browser: TestClient, video: int) -> Any:
    body = {"watches": [{**WATCH, "event_id": str(uuid4()), "video_id": video}]}
    return browser.post("/api/v1/watches", json=body)


def register(browser: TestClient, _: int) -> Any:
    body = {"username": "new", "email": "new@example.com", "password": "correct horse"}
    return browser.post("/api/v1/auth/register", json=body)


def log_in(browser: TestClient, _: int) -> Any:
    return browser.post("/api/v1/auth/login", json={"login": "ada", "password": "correct horse"})


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


def moderating(browser: TestClient) -> TestClient:
    """Whoever is signed in may moderate from now on."""
    user_id = browser.get("/api/v1/auth/me").json().get("id")
    with transaction() as session:
        if user_id is not None:
            session.get_one(User, user_id).role = Role.MODERATOR
    return browser


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


def change_own(browser: TestClient, _: int) -> Any:
    video = send_file(browser, b"a clip").json().get("id", 2**52)
    return browser.patch(f"/api/v1/videos/{video}", json={"description": "better"})


def distributed(browser: TestClient, video: int) -> Any:
    """As a moderator: it is Bob's video."""
    with transaction() as session:
        if session.get(Video, video):
            session.merge(ExplorationPool(video_id=video))
    return moderating(browser).get(f"/api/v1/videos/{video}/distribution")


GOOD: dict[tuple[str, str], Ask] = {
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
    ("get", "/admin/videos/flagged"): lambda b, _: moderating(b).get("/api/v1/admin/videos/flagged"),
    ("post", "/admin/videos/{video_id}/decision"): lambda b, v: moderating(b).post(
        f"/api/v1/admin/videos/{v}/decision", json={"action": "approve"}
    ),
    ("get", "/sounds"): lambda b, _: b.get("/api/v1/sounds?q=tram"),
    ("get", "/sounds/{sound_id}"): lambda b, v: b.get(f"/api/v1/sounds/{sound_of(b, v)}"),
    ("get", "/sounds/{sound_id}/videos"): lambda b, v: b.get(f"/api/v1/sounds/{sound_of(b, v)}/videos"),
    ("patch", "/sounds/{sound_id}"): lambda b, v: b.patch(
        f"/api/v1/sounds/{sound_of(b, v)}", json={"title": "Late Tram"}
    ),
    ("get", "/feed"): lambda b, _: b.get("/api/v1/feed"),
    ("get", "/feed/following"): lambda b, _: b.get("/api/v1/feed/following"),
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
    ("put", "/users/{name}/mute"): lambda b, _: b.put("/api/v1/users/@bob/mute"),
    ("delete", "/users/{name}/mute"): lambda b, _: b.delete("/api/v1/users/@bob/mute"),
    ("put", "/sounds/{sound_id}/mute"): lambda b, v: b.put(f"/api/v1/sounds/{sound_of(b, v)}/mute"),
    ("delete", "/sounds/{sound_id}/mute"): lambda b, v: b.delete(f"/api/v1/sounds/{sound_of(b, v)}/mute"),
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
    sign_up(client, "ada", creator=True)
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
    refusal = documented(*operation)["4XX"]["content"]["application/json"]["schema"]
    assert keys_of(refusal) == {"error"}
    if answer.status_code >= 400 and operation[0] != "head":
        assert set(answer.json()["error"]) == {"code", "message", "fields"}


def test_the_document_is_served(client: TestClient) -> None:
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "Zoetrope"
