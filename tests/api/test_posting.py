"""POST /videos about an upload: whole or arriving, once, and only with what can be made."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from rq import Queue
from sqlmodel import col, select, update

from app.cache import valkey_bytes
from app.db import new_session, transaction
from app.models import Upload, Video, VideoStatus
from app.models.columns import now
from app.uploads import service as uploads
from app.videos import processing
from tests.api.conftest import Browser, Configure
from tests.builders import begin_upload, post_video, send_rest, sign_up

FILE = bytes(range(256)) * 4
DAY = timedelta(days=1)


@pytest.fixture
def creator(client: TestClient) -> TestClient:
    sign_up(client, "ada", creator=True)
    return client


def jobs() -> list[str]:
    from app.jobs import QUEUES

    waiting = [job for name in QUEUES for job in Queue(name, connection=valkey_bytes()).job_ids]
    return [job for job in waiting if not job.startswith("send_mail-")]  # whoever signs up gets a letter


def kept_videos() -> list[Video]:
    with new_session() as session:
        return list(session.exec(select(Video).order_by(col(Video.id))))


def test_a_whole_upload_becomes_a_video_that_waits_its_turn(creator: TestClient, tmp_path: Path) -> None:
    upload = begin_upload(creator, len(FILE), FILE)
    edit = {"trim": {"start": 1, "end": 4}, "speed": 2, "look": "warm"}
    made = post_video(creator, upload, description="Up #high", visibility="unlisted", edit=edit)
    assert made.status_code == 201, made.text
    card = made.json()
    assert (card["status"], card["hashtags"], card["visibility"]) == ("processing", ["high"], "unlisted")
    assert (card["upload_id"], card["is_draft"], card["edit"]["look"]) == (upload, False, "warm")
    assert len(jobs()) == 1
    video = kept_videos()[0]
    assert (video.original_bytes, video.original_key) == (len(FILE), None)
    uploads.fetch(upload, tmp_path / "original")
    assert (tmp_path / "original").read_bytes() == FILE


def test_a_video_of_an_arriving_upload_begins_with_the_last_byte(creator: TestClient) -> None:
    upload = begin_upload(creator, len(FILE), FILE[:10])
    video = post_video(creator, upload).json()
    assert video["status"] == "uploading"
    assert jobs() == []
    send_rest(creator, upload, FILE[:-1], offset=10)
    assert creator.get(f"/api/v1/videos/{video['id']}").json()["status"] == "uploading"
    send_rest(creator, upload, FILE, offset=len(FILE) - 1)
    assert creator.get(f"/api/v1/videos/{video['id']}").json()["status"] == "processing"
    assert len(jobs()) == 1


def test_the_last_byte_and_the_video_at_the_same_moment_begin_once(creator: TestClient) -> None:
    for _ in range(6):
        upload = begin_upload(creator, len(FILE), FILE[:-1])
        acts: list[Callable[[], object]] = [
            lambda upload=upload: post_video(creator, upload),
            lambda upload=upload: send_rest(creator, upload, FILE, offset=len(FILE) - 1),
        ]
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda act: act(), acts))
    assert {video.status for video in kept_videos()} == {VideoStatus.PROCESSING}
    assert len(jobs()) == 6


def test_the_same_key_answers_the_same_and_another_body_is_refused(creator: TestClient) -> None:
    upload, key = begin_upload(creator, len(FILE), FILE), str(uuid4())
    first = post_video(creator, upload, key=key, description="one")
    again = post_video(creator, upload, key=key, description="one")
    other = post_video(creator, upload, key=key, description="two")
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.text == again.text
    assert other.json()["error"]["code"] == "key_reused"


def test_the_same_request_four_times_at_once_makes_one_video(creator: TestClient) -> None:
    upload, key = begin_upload(creator, len(FILE), FILE), str(uuid4())
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: post_video(creator, upload, key=key), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len(kept_videos()) == len(jobs()) == 1


def test_an_upload_is_used_once(creator: TestClient) -> None:
    upload = begin_upload(creator, len(FILE), FILE)
    assert post_video(creator, upload).status_code == 201
    refused = post_video(creator, upload)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "upload_used")
    assert len(kept_videos()) == 1


def test_another_s_upload_is_told_as_missing(creator: TestClient, new_browser: Browser) -> None:
    other = new_browser()
    sign_up(other, "bob", creator=True)
    upload = begin_upload(other, 5, b"12345")
    for missing in (upload, upload + 1):
        refused = post_video(creator, missing)
        assert refused.status_code == 422
        assert set(refused.json()["error"]["fields"]) == {"upload_id"}
    assert kept_videos() == []


def test_who_may_not_upload_makes_no_video(client: TestClient) -> None:
    assert post_video(client, 1).status_code == 401
    sign_up(client, "eve")
    assert post_video(client, 1).status_code == 403


def soon(days: float) -> str:
    return (now() + days * DAY).isoformat()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"scheduled_at": soon(-1)}, "scheduled_at"),
        ({"scheduled_at": soon(31)}, "scheduled_at"),
        ({"scheduled_at": "2026-12-01T00:00:00"}, "scheduled_at"),
        ({"sound_id": 999}, "sound_id"),
        ({"edit": {"sound": {"sound_id": 999}}}, "sound_id"),
        ({"edit": {"speed": 9}}, "edit.speed"),
        ({"edit": {"trim": {"start": 0, "end": 500}}}, "edit.trim"),
        ({"edit": {"trim": {"start": 5, "end": 5}}}, "edit.trim"),
        ({"edit": {"trim": {"start": 0, "end": 4}, "cover": 5}}, "edit.cover"),
        (
            {"edit": {"trim": {"start": 0, "end": 4}, "texts": [{"text": "a", "start": 4, "end": 5}]}},
            "edit.texts.0.start",
        ),
        ({"descripton": "typo"}, "descripton"),
    ],
    ids=lambda given: "-".join(given) if isinstance(given, dict) else given,
)
def test_what_cannot_be_made_is_named(creator: TestClient, said: dict[str, object], field: str) -> None:
    refused = post_video(creator, begin_upload(creator, 5, b"12345"), **said)
    assert refused.status_code == 422, refused.text
    assert set(refused.json()["error"]["fields"]) == {field}
    assert kept_videos() == []


def test_a_schedule_within_thirty_days_is_kept(creator: TestClient) -> None:
    made = post_video(creator, begin_upload(creator, 5, b"12345"), scheduled_at=soon(2)).json()
    assert made["scheduled_at"].endswith("Z")
    assert made["status"] == "processing"


def test_only_its_creator_sees_schedule_upload_and_edit(creator: TestClient, new_browser: Browser) -> None:
    upload = begin_upload(creator, 5, b"12345")
    video = post_video(creator, upload, scheduled_at=soon(2), edit={"look": "noir"}).json()["id"]
    with transaction() as session:
        session.exec(update(Video).values(status=VideoStatus.PUBLISHED))
    seen = new_browser().get(f"/api/v1/videos/{video}").json()
    assert (seen["scheduled_at"], seen["upload_id"], seen["edit"]) == (None, None, None)
    assert creator.get(f"/api/v1/videos/{video}").json()["edit"]["look"] == "noir"


def test_a_waiting_video_is_not_forgotten_while_its_upload_lives(creator: TestClient) -> None:
    post_video(creator, begin_upload(creator, 50, b"12345"))
    with transaction() as session:
        session.exec(update(Video).values(created_at=now() - 2 * DAY))
    processing.forget_unfinished()
    assert [video.status for video in kept_videos()] == [VideoStatus.UPLOADING]


def test_a_cancelled_upload_takes_its_waiting_video_along(creator: TestClient) -> None:
    upload = begin_upload(creator, 50, b"12345")
    post_video(creator, upload)
    gone = creator.delete(f"/api/v1/uploads/{upload}", headers={"Tus-Resumable": "1.0.0"})
    assert gone.status_code == 204
    assert kept_videos() == []


def test_ten_videos_an_hour_whichever_way_they_come(creator: TestClient, configure: Configure) -> None:
    configure(ZOETROPE_LIMITS="on")
    ids = [begin_upload(creator, 5, b"12345") for _ in range(11)]
    assert [post_video(creator, one).status_code for one in ids] == [201] * 10 + [429]


def test_an_upload_of_yesterday_can_no_longer_be_used(creator: TestClient) -> None:
    upload = begin_upload(creator, 5, b"12345")
    with transaction() as session:
        session.exec(update(Upload).values(expires_at=now() - DAY))
    assert set(post_video(creator, upload).json()["error"]["fields"]) == {"upload_id"}
