"""Every refusal has one shape, whatever refused; nothing that a stranger sends is a server's error."""

from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse

from tests.api.conftest import Configure
from tests.builders import send_file, sign_up

HUGE = 10**40
WATCH = {
    "event_id": str(uuid4()),
    "video_id": 1,
    "watched_ms": 1,
    "duration_ms": 1,
    "started_at": "2026-11-23T00:00:00Z",
}

TEXT, JSON = {"content-type": "text/plain"}, {"content-type": "application/json"}


def one_watch(**change: object) -> dict[str, object]:
    return {"json": {"watches": [WATCH | change]}}


REFUSED = [
    ("GET", "/api/v1/auth/me", {}, 401, "not_signed_in"),
    ("GET", "/api/v1/nothing-here", {}, 404, "not_found"),
    ("GET", "/api/v1/videos/999", {}, 404, "not_found"),
    ("GET", "/api/v1/users/@nobody", {}, 404, "not_found"),
    ("PATCH", "/api/v1/feed", {}, 405, "method_not_allowed"),
    ("POST", "/api/v1/auth/login", {"content": b"x" * (1024 * 1024 + 1)}, 413, "too_large"),
    ("POST", "/api/v1/auth/login", {"content": b"login=a", "headers": TEXT}, 415, "wrong_type"),
    ("POST", "/api/v1/auth/login", {"data": {"login": "a", "password": "b"}}, 415, "wrong_type"),
    ("POST", "/api/v1/auth/login", {"json": {"login": "a"}}, 422, "invalid"),
    ("POST", "/api/v1/auth/login", {}, 422, "invalid"),
    ("POST", "/api/v1/auth/login", {"content": b"{", "headers": JSON}, 400, "bad_request"),
    ("POST", "/api/v1/auth/login", {"json": [1]}, 422, "invalid"),
    ("POST", "/api/v1/auth/login", {"json": {"login": "a\0", "password": "b"}}, 422, "invalid"),
    ("POST", "/api/v1/auth/login", {"json": {"login": "a", "password": "b", "more": 1}}, 422, "invalid"),
    ("GET", "/api/v1/feed?cursor=nonsense", {}, 422, "invalid"),
    ("GET", "/api/v1/feed?cursor=eyJzY3JvbGwiOiBudWxsfQ", {}, 422, "invalid"),
    ("GET", "/api/v1/feed?limit=0", {}, 422, "invalid"),
    ("GET", f"/api/v1/feed?limit={HUGE}", {}, 422, "invalid"),
    ("GET", "/api/v1/feed/following", {}, 401, "not_signed_in"),
    ("GET", "/api/v1/feed/friends", {}, 401, "not_signed_in"),
    ("GET", f"/api/v1/videos/{HUGE}", {}, 422, "invalid"),
    ("GET", f"/api/v1/videos/{'9' * 5000}", {}, 422, "invalid"),
    ("GET", "/api/v1/videos/0", {}, 422, "invalid"),
    ("GET", f"/api/v1/users/{HUGE}", {}, 404, "not_found"),
    ("GET", "/api/v1/users/%00", {}, 404, "not_found"),
    ("GET", "/api/v1/users/@a%00", {}, 404, "not_found"),
    ("GET", "/api/v1/users/²", {}, 404, "not_found"),
    ("GET", f"/api/v1/users/@{'a' * 200}", {}, 422, "invalid"),
    ("PUT", "/api/v1/videos/1/like", {}, 401, "not_signed_in"),
    ("PUT", "/api/v1/users/@nobody/follow", {}, 401, "not_signed_in"),
    ("POST", "/api/v1/watches", {"json": {"watches": []}}, 422, "invalid"),
    ("POST", "/api/v1/watches", {"json": {"watches": [WATCH] * 51}}, 422, "invalid"),
    ("POST", "/api/v1/watches", one_watch(watched_ms=HUGE), 422, "invalid"),
    ("POST", "/api/v1/watches", one_watch(started_at="2026-11-23T00:00:00"), 422, "invalid"),
    ("POST", "/api/v1/watches", one_watch(source="a\0"), 422, "invalid"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "status", "code"), [(one[:3], *one[3:]) for one in REFUSED], ids=lambda value: str(value)[:50]
)
def test_a_refusal_has_its_status_and_the_one_shape(
    client: TestClient, asked: tuple[str, str, dict[str, object]], status: int, code: str
) -> None:
    method, path, sent = asked
    refused = client.request(method, path, **sent)  # type: ignore[arg-type]
    assert refused.status_code == status, refused.text
    error = refused.json()["error"]
    assert error["code"] == code
    assert error["message"].endswith(".")
    assert not error["message"].endswith("..")
    assert isinstance(error["fields"], dict)


def test_a_mistyped_field_is_named(client: TestClient) -> None:
    refused = client.post("/api/v1/auth/login", json={"login": "a", "password": "b", "pasword": "c"})
    assert set(refused.json()["error"]["fields"]) == {"pasword"}


BEHIND = [one for one in REFUSED if one[3] in {404, 405}] + [
    ("GET", "/api/v1", {}, 404, "not_found"),
    ("GET", "/api/v1/feed/", {}, 404, "not_found"),
    ("POST", "/api/v1/nothing/at/all", {}, 404, "not_found"),
    ("PUT", "/api/v1/users/me", {}, 405, "method_not_allowed"),
]


@pytest.mark.parametrize(
    ("asked", "status", "code"), [(one[:3], *one[3:]) for one in BEHIND], ids=lambda value: str(value)[:50]
)
def test_what_is_not_there_is_never_a_page_of_the_site(
    clean: None, asked: tuple[str, str, dict[str, object]], status: int, code: str
) -> None:
    """The pages stand behind the API and take whatever it leaves."""
    from app.api.build import build

    whole = build()
    whole.mount("", PlainTextResponse("A page."))
    method, path, sent = asked
    refused = TestClient(whole, base_url="http://localhost:8000").request(method, path, **sent)  # type: ignore[arg-type]
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)


def test_another_program_s_words_for_places_and_ways_are_taken(client: TestClient) -> None:
    sign_up(client, "ada", creator=True)
    assert client.post("/api/v1/watches", **one_watch(source="for_you")).status_code == 202
    assert client.post("/api/v1/watches", **one_watch(source="a place")).status_code == 422
    video = send_file(client, b"not looked at yet").json()["id"]
    shared = f"/api/v1/videos/{video}/share"
    assert client.post(shared, json={"channel": "WhatsApp"}).json()["share_count"] == 1
    assert client.post(shared, json={"channel": ""}).status_code == 422


def test_who_uses_a_wrong_verb_is_told_the_right_ones(client: TestClient) -> None:
    assert client.put("/api/v1/users/me").headers["allow"] == "DELETE, GET, PATCH"


def test_a_field_deep_in_a_body_is_named_by_its_place(client: TestClient) -> None:
    refused = client.post("/api/v1/watches", json={"watches": [WATCH, WATCH | {"video_id": -1}]})
    assert set(refused.json()["error"]["fields"]) == {"watches.1.video_id"}


def test_broken_json_is_the_body_s_fault(client: TestClient) -> None:
    refused = client.post("/api/v1/auth/login", content=b"{", headers={"content-type": "application/json"})
    assert set(refused.json()["error"]["fields"]) == {"body"}


@pytest.mark.parametrize("text", ["", "   ", "a\0b", "x" * 501, None, 7])
def test_a_comment_is_words_that_can_be_kept(client: TestClient, text: object) -> None:
    sign_up(client, "ada", creator=True)
    video = send_file(client, b"not looked at yet").json()["id"]
    assert client.post(f"/api/v1/videos/{video}/comments", json={"text": text}).status_code == 422


@pytest.mark.parametrize(
    "body",
    [{"text": "a", "parent_id": HUGE}, {"text": "a", "parent_id": 999}, {"text": "a", "parent_id": -1}],
)
def test_an_answer_needs_a_comment_that_is_there(client: TestClient, body: dict[str, object]) -> None:
    sign_up(client, "ada", creator=True)
    video = send_file(client, b"not looked at yet").json()["id"]
    refused = client.post(f"/api/v1/videos/{video}/comments", json=body)
    assert refused.status_code == 422
    assert set(refused.json()["error"]["fields"]) == {"parent_id"}


def test_words_in_every_script_are_kept_as_they_are(client: TestClient) -> None:
    sign_up(client, "ada", creator=True)
    video = send_file(client, b"not looked at yet", description="καλημέρα 👩🏽‍🚀 #日本").json()
    assert video["description"] == "καλημέρα 👩🏽‍🚀 #日本"
    assert video["hashtags"] == ["日本"]
    said = client.post(f"/api/v1/videos/{video['id']}/comments", json={"text": "שלום 🎉"}).json()
    assert said["text"] == "שלום 🎉"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://[", "http://localhost:8000.evil.example"]
)
def test_another_site_s_page_changes_nothing(client: TestClient, origin: str) -> None:
    sign_up(client, "ada")
    refused = client.post("/api/v1/users/me/creator", headers={"origin": origin})
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "foreign_origin"
    assert client.get("/api/v1/auth/me").json()["role"] == "user"


def test_our_own_pages_and_programs_without_origin_may_change_things(client: TestClient) -> None:
    sign_up(client, "ada")
    assert client.post("/api/v1/users/me/creator").status_code == 200
    own = {"origin": "http://localhost:8000"}
    assert client.post("/api/v1/users/me/creator", headers=own).status_code == 200


def test_behind_a_proxy_the_public_address_is_ours(client: TestClient, configure: Configure) -> None:
    configure(ZOETROPE_PUBLIC_URL="https://clips.example")
    sign_up(client, "ada")
    headers = {"origin": "https://clips.example"}
    assert client.post("/api/v1/users/me/creator", headers=headers).status_code == 200


def test_a_browser_that_says_cross_site_is_believed(client: TestClient) -> None:
    refused = client.post("/api/v1/auth/logout", headers={"sec-fetch-site": "cross-site"})
    assert refused.status_code == 403


def test_reading_from_another_site_is_allowed(client: TestClient) -> None:
    assert client.get("/api/v1/feed", headers={"origin": "https://evil.example"}).status_code == 200


def test_every_answer_protects_the_browser_and_carries_its_id(client: TestClient) -> None:
    answer = client.get("/api/v1/feed", headers={"x-request-id": "from-the-proxy"})
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-request-id"] == "from-the-proxy"
    assert len(client.get("/api/v1/feed").headers["x-request-id"]) == 32


def test_a_body_that_lies_about_its_size_is_stopped_while_it_comes(client: TestClient) -> None:
    chunks = (b"x" * 65536 for _ in range(20))
    refused = client.post("/api/v1/auth/login", content=chunks, headers={"content-type": "application/json"})
    assert refused.status_code == 413


def test_a_nonsense_length_is_no_server_error(client: TestClient) -> None:
    answer = client.post("/api/v1/auth/logout", headers={"content-length": "a lot"})
    assert answer.status_code < 500
