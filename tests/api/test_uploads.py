"""POST /videos: who may send a file, and that one key makes one video."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from rq import Queue
from sqlmodel import col, select, update

from app import storage
from app.cache import valkey_bytes
from app.db import new_session, transaction
from app.models import IdempotencyKey, Video, VideoStatus
from app.models.columns import now
from tests.api.conftest import Browser, Configure
from tests.builders import send_file, sign_up
from tests.outages import without_storage
from workers import housekeeping

CLIP = b"bytes of a clip, looked at by the worker only"


@pytest.fixture
def creator(client: TestClient) -> TestClient:
    sign_up(client, "ada", creator=True)
    return client


def kept_videos() -> list[Video]:
    with new_session() as session:
        return list(session.exec(select(Video).order_by(col(Video.id))))


def jobs() -> list[str]:
    return Queue("first", connection=valkey_bytes()).job_ids


def test_a_sent_file_is_kept_and_waits_for_its_worker(creator: TestClient) -> None:
    answer = send_file(
        creator, CLIP, description="First #steps", visibility="unlisted", allow_comments="false"
    )
    assert answer.status_code == 201
    card = answer.json()
    assert card["status"] == "processing"
    assert card["processing"].items() >= {"stage": "queued", "percent": 0, "failure": None}.items()
    assert (card["description"], card["hashtags"]) == ("First #steps", ["steps"])
    assert (card["visibility"], card["allow_comments"]) == ("unlisted", False)
    assert card["hls_url"] is card["mp4_url"] is card["start"] is None
    assert b"".join(storage.read(storage.original_key(card["id"]))) == CLIP
    assert jobs() == [f"first-{card['id']}"]


def test_an_empty_file_is_taken_and_left_to_the_worker_to_judge(creator: TestClient) -> None:
    assert send_file(creator, b"").status_code == 201


def test_without_a_session_nothing_is_taken(client: TestClient) -> None:
    assert send_file(client, CLIP).status_code == 401


def test_a_plain_user_may_not_upload(client: TestClient) -> None:
    sign_up(client, "ada")
    refused = send_file(client, CLIP)
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "not_a_creator"
    assert kept_videos() == []


@pytest.mark.parametrize("key", [None, "not-a-uuid", "1", ""])
def test_without_a_key_nothing_is_made(creator: TestClient, key: str | None) -> None:
    headers = {} if key is None else {"X-Idempotency-Key": key}
    refused = creator.post("/api/v1/videos", files={"file": ("a.mp4", CLIP)}, headers=headers)
    assert refused.status_code == 422
    assert set(refused.json()["error"]["fields"]) == {"x-idempotency-key"}
    assert kept_videos() == []


def test_the_same_key_gives_the_same_answer_and_one_video(creator: TestClient) -> None:
    key = str(uuid4())
    first = send_file(creator, CLIP, key=key, description="one")
    second = send_file(creator, CLIP, key=key, description="one")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert len(kept_videos()) == len(jobs()) == 1


def test_the_first_answer_is_repeated_even_when_the_video_went_on(creator: TestClient) -> None:
    key = str(uuid4())
    first = send_file(creator, CLIP, key=key)
    with transaction() as session:
        session.exec(update(Video).values(status=VideoStatus.REJECTED))
    assert send_file(creator, CLIP, key=key).json() == first.json()


@pytest.mark.parametrize(
    "changed", [{"content": b"other bytes"}, {"description": "two"}, {"visibility": "private"}]
)
def test_the_same_key_for_something_else_is_a_conflict(
    creator: TestClient, changed: dict[str, str | bytes]
) -> None:
    key = str(uuid4())
    send_file(creator, CLIP, key=key, description="one")
    content = changed.get("content", CLIP)
    form = {"description": "one", **{name: value for name, value in changed.items() if name != "content"}}
    refused = send_file(creator, content, key=key, **form)  # type: ignore[arg-type]
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "key_reused"
    assert len(kept_videos()) == 1


def test_two_people_may_use_the_same_key(creator: TestClient, new_browser: Browser) -> None:
    key, other = str(uuid4()), new_browser()
    sign_up(other, "bob", creator=True)
    assert [send_file(one, CLIP, key=key).status_code for one in (creator, other)] == [201, 201]


def test_the_same_key_at_the_same_time_gives_one_video(creator: TestClient) -> None:
    key = str(uuid4())
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: send_file(creator, CLIP, key=key), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.text for answer in answers}) == 1
    assert len(kept_videos()) == len(jobs()) == 1


def test_a_stop_between_the_claim_and_the_store_is_taken_up_again(creator: TestClient) -> None:
    key = str(uuid4())
    with without_storage():
        assert send_file(creator, CLIP, key=key).status_code == 503
    assert [video.status for video in kept_videos()] == [VideoStatus.UPLOADING]
    again = send_file(creator, CLIP, key=key)
    assert again.status_code == 201
    assert [video.status for video in kept_videos()] == [VideoStatus.PROCESSING]
    assert b"".join(storage.read(storage.original_key(again.json()["id"]))) == CLIP


def test_a_key_is_forgotten_after_a_day(creator: TestClient) -> None:
    keys = [str(uuid4()), str(uuid4())]
    for key in keys:
        send_file(creator, CLIP, key=key)
    with transaction() as session:
        old = update(IdempotencyKey).where(col(IdempotencyKey.key) == keys[0])
        session.exec(old.values(created_at=now() - timedelta(hours=25)))
    housekeeping.tidy()
    assert [send_file(creator, CLIP, key=key).status_code for key in keys] == [201, 200]


def test_an_upload_that_never_arrived_is_dropped_after_a_day(creator: TestClient) -> None:
    send_file(creator, CLIP)
    with transaction() as session:
        session.exec(
            update(Video).values(status=VideoStatus.UPLOADING, created_at=now() - timedelta(hours=25))
        )
    housekeeping.tidy()
    assert kept_videos() == []


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"description": "x" * 2201}, "description"),
        ({"description": "a\0b"}, "description"),
        ({"visibility": "secret"}, "visibility"),
        ({"allow_comments": "perhaps"}, "allow_comments"),
        ({"sound_id": "999"}, "sound_id"),
        ({"sound_id": "-1"}, "sound_id"),
        ({"sound_id": "9" * 30}, "sound_id"),
        ({"draft": "true"}, "draft"),
        ({"descriptoin": "typo"}, "descriptoin"),
    ],
)
def test_what_is_wrong_with_the_form_is_named(creator: TestClient, form: dict[str, str], field: str) -> None:
    refused = send_file(creator, CLIP, **form)
    assert refused.status_code == 422, refused.text
    assert set(refused.json()["error"]["fields"]) == {field}
    assert kept_videos() == []


def test_a_form_without_a_file_names_the_file(creator: TestClient) -> None:
    refused = creator.post(
        "/api/v1/videos", data={"description": "a"}, headers={"X-Idempotency-Key": str(uuid4())}
    )
    assert refused.status_code in {415, 422}
    empty = creator.post(
        "/api/v1/videos", files={"other": ("a", b"")}, headers={"X-Idempotency-Key": str(uuid4())}
    )
    assert set(empty.json()["error"]["fields"]) == {"file"}


def test_a_file_above_the_limit_is_too_large(creator: TestClient, configure: Configure) -> None:
    configure(MAX_UPLOAD_BYTES="2048")
    refused = send_file(creator, b"x" * 4096)
    assert refused.status_code == 413
    assert kept_videos() == []


def test_ten_uploads_an_hour_are_enough(creator: TestClient, configure: Configure) -> None:
    configure(ZOETROPE_LIMITS="on")
    answers: list[Response] = [send_file(creator, CLIP) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_only_its_creator_sees_a_video_that_is_not_ready(creator: TestClient, new_browser: Browser) -> None:
    video = send_file(creator, CLIP).json()["id"]
    assert creator.get(f"/api/v1/videos/{video}").json()["status"] == "processing"
    assert new_browser().get(f"/api/v1/videos/{video}").status_code == 404


def test_a_file_of_someone_who_may_not_upload_is_not_even_read(client: TestClient) -> None:
    """The body would fail when asked for its first byte."""

    def untouched() -> Iterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    sign_up(client, "ada")
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(200 * 2**20)}
    refused = client.post("/api/v1/videos", content=untouched(), headers=headers)
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "not_a_creator"
