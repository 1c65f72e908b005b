"""A creating request that is sent again makes nothing twice."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlmodel import func, select

from app.cache import valkey
from app.db import new_session, transaction
from app.models import AccessToken, Comment
from tests.api.conftest import Browser
from tests.builders import make_user, make_video, sign_up


@pytest.fixture
def comments(client: TestClient) -> str:
    """Where Ada writes."""
    sign_up(client, "ada")
    with transaction() as session:
        return f"/api/v1/videos/{make_video(session, make_user(session, 'bob')).id}/comments"


def key() -> dict[str, str]:
    return {"X-Idempotency-Key": str(uuid4())}


def count(table: type) -> int:
    with new_session() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_the_same_key_gets_the_same_answer(client: TestClient, comments: str) -> None:
    same = key()
    first, again = (client.post(comments, json={"text": "fine"}, headers=same) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert count(Comment) == 1


def test_the_same_key_with_another_body_is_a_conflict(client: TestClient, comments: str) -> None:
    same = key()
    client.post(comments, json={"text": "fine"}, headers=same)
    other = client.post(comments, json={"text": "other"}, headers=same)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "key_reused")


def test_a_key_belongs_to_one_person(client: TestClient, comments: str, new_browser: Browser) -> None:
    same, other = key(), new_browser()
    sign_up(other, "linus")
    for one in (client, other):
        assert one.post(comments, json={"text": "fine"}, headers=same).status_code == 201
    assert count(Comment) == 2


def test_a_refusal_is_not_kept(client: TestClient, comments: str) -> None:
    same = key()
    assert client.post(comments, json={"text": ""}, headers=same).status_code == 422
    assert client.post(comments, json={"text": "fine"}, headers=same).status_code == 201


def test_while_the_first_is_worked_on_the_second_is_asked_to_wait(client: TestClient, comments: str) -> None:
    same = key()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(client.post, comments, json={"text": "fine"}, headers=same) for _ in range(8)]
    answers = [one.result() for one in asked]
    assert {one.status_code for one in answers} <= {201, 409}
    assert all(one.headers["retry-after"] for one in answers if one.status_code == 409)
    assert count(Comment) == 1


def test_a_key_is_a_uuid(client: TestClient, comments: str) -> None:
    refused = client.post(comments, json={"text": "fine"}, headers={"X-Idempotency-Key": "again"})
    assert set(refused.json()["error"]["fields"]) == {"x-idempotency-key"}


def test_a_key_lasts_a_day_and_its_answer_cannot_be_read_without_it(client: TestClient) -> None:
    sign_up(client, "ada")
    same = key()
    new = {"name": "backup", "scopes": ["read"]}
    first, again = (client.post("/api/v1/auth/tokens", json=new, headers=same).json() for _ in range(2))
    assert first == again
    assert count(AccessToken) == 1
    [place] = valkey().scan_iter("idempotency:*")
    assert 86_000 < valkey().ttl(place) <= 86_400
    assert first["token"] not in json.dumps(valkey().get(place))
    assert same["X-Idempotency-Key"] not in place


def test_an_upload_is_announced_once(client: TestClient) -> None:
    sign_up(client, "ada", creator=True)
    headers = {**key(), "Tus-Resumable": "1.0.0", "Upload-Length": "3"}
    first, again = (client.post("/api/v1/uploads", headers=headers) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.headers["location"] == again.headers["location"]
    other = client.post("/api/v1/uploads", headers={**headers, "Upload-Length": "4"})
    assert other.status_code == 409
