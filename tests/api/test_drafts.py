"""Drafts and changes: seen by their creator only, saved as they are edited, published when asked."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from rq import Queue
from sqlmodel import select, update

from app.cache import valkey_bytes
from app.db import new_session, transaction
from app.jobs import QUEUES
from app.models import Role, Stage, StageState, Upload, User, Video, VideoStage, VideoStatus
from app.models.columns import now
from app.uploads import service as uploads
from tests.api.conftest import Browser
from tests.builders import begin_upload, make_video, post_video, send_rest, sign_up

FILE = bytes(range(256)) * 4
DAY = timedelta(days=1)


@pytest.fixture
def creator(client: TestClient) -> TestClient:
    sign_up(client, "ada", creator=True)
    return client


@pytest.fixture
def draft(creator: TestClient) -> str:
    """The path of a draft whose file is whole."""
    made = post_video(creator, begin_upload(creator, len(FILE), FILE), draft=True, description="rough")
    assert made.json()["is_draft"] is True
    return f"/api/v1/videos/{made.json()['id']}"


def jobs() -> int:
    """Letters apart: whoever signs up gets one."""
    waiting = [key for name in QUEUES for key in Queue(name, connection=valkey_bytes()).job_ids]
    return len([key for key in waiting if not key.startswith("send_mail-")])


def the_video() -> Video:
    with new_session() as session:
        return session.exec(select(Video)).one()


def drafts_of(browser: TestClient) -> list[str]:
    return [card["description"] for card in browser.get("/api/v1/users/me/drafts").json()["items"]]


def test_a_draft_is_not_processed_and_lies_among_the_drafts(creator: TestClient, draft: str) -> None:
    assert creator.get(draft).json()["status"] == "uploading"
    assert jobs() == 0
    assert drafts_of(creator) == ["rough"]
    assert creator.get("/api/v1/users/@ada/videos").json()["items"] == []


def test_a_draft_is_shown_to_nobody_else(creator: TestClient, draft: str, new_browser: Browser) -> None:
    moderator = new_browser()
    sign_up(moderator, "mod")
    with transaction() as session:
        session.exec(update(User).where(User.username == "mod").values(role=Role.MODERATOR))
    for browser in (moderator, new_browser()):
        assert browser.get(draft).status_code == 404
        assert browser.patch(draft, json={"draft": False}).status_code in {401, 404}
    assert drafts_of(moderator) == []
    assert new_browser().get("/api/v1/users/me/drafts").status_code == 401


def test_a_draft_is_saved_as_it_is_edited(creator: TestClient, draft: str) -> None:
    edit = {"trim": {"start": 0, "end": 3}, "texts": [{"text": "hello", "start": 0, "end": 2}]}
    saved = creator.patch(draft, json={"description": "better #cut", "edit": edit, "visibility": "private"})
    assert saved.status_code == 200, saved.text
    card = creator.get(draft).json()
    assert (card["description"], card["hashtags"]) == ("better #cut", ["cut"])
    assert (card["edit"]["texts"][0]["text"], card["visibility"]) == ("hello", "private")
    creator.patch(draft, json={"cover": 1.5})
    card = creator.get(draft).json()
    assert (card["edit"]["cover"], card["edit"]["trim"]["end"]) == (1.5, 3)
    creator.patch(draft, json={"edit": None})
    assert creator.get(draft).json()["edit"] is None
    assert jobs() == 0


def test_publishing_a_draft_begins_its_processing(creator: TestClient, draft: str) -> None:
    answer = creator.patch(draft, json={"draft": False, "description": "done"}).json()
    assert (answer["status"], answer["is_draft"], answer["description"]) == ("processing", False, "done")
    assert jobs() == 1
    assert drafts_of(creator) == []


def test_a_draft_published_before_its_file_is_whole_waits_for_it(creator: TestClient) -> None:
    upload = begin_upload(creator, len(FILE), FILE[:9])
    draft = f"/api/v1/videos/{post_video(creator, upload, draft=True).json()['id']}"
    send_rest(creator, upload, FILE[:20], offset=9)
    assert creator.patch(draft, json={"draft": False}).json()["status"] == "uploading"
    send_rest(creator, upload, FILE, offset=20)
    assert creator.get(draft).json()["status"] == "processing"


def test_the_last_byte_of_a_draft_begins_nothing(creator: TestClient) -> None:
    upload = begin_upload(creator, len(FILE), FILE[:9])
    post_video(creator, upload, draft=True)
    send_rest(creator, upload, FILE, offset=9)
    assert jobs() == 0


def test_a_draft_whose_moment_has_passed_asks_for_another(creator: TestClient, draft: str) -> None:
    with transaction() as session:
        session.exec(update(Video).values(scheduled_at=now() - DAY))
    refused = creator.patch(draft, json={"draft": False})
    assert set(refused.json()["error"]["fields"]) == {"scheduled_at"}
    later = (now() + DAY).isoformat()
    assert creator.patch(draft, json={"draft": False, "scheduled_at": later}).json()["status"] == "processing"


def test_a_schedule_that_is_called_off_means_now(creator: TestClient, draft: str) -> None:
    later = (now() + DAY).isoformat()
    creator.patch(draft, json={"draft": False, "scheduled_at": later})
    creator.patch(draft, json={"scheduled_at": None})
    scheduled = the_video().scheduled_at
    assert scheduled
    assert scheduled <= now()


def test_a_draft_forgets_its_schedule(creator: TestClient, draft: str) -> None:
    creator.patch(draft, json={"scheduled_at": (now() + DAY).isoformat()})
    assert creator.patch(draft, json={"scheduled_at": None}).json()["scheduled_at"] is None


def test_a_draft_and_its_file_live_thirty_days_from_the_last_save(creator: TestClient, draft: str) -> None:
    with transaction() as session:
        session.exec(update(Upload).values(expires_at=now() + DAY))
    creator.patch(draft, json={"description": "again"})
    with new_session() as session:
        assert session.exec(select(Upload)).one().expires_at > now() + 29 * DAY
    with transaction() as session:
        session.exec(update(Upload).values(expires_at=now() - DAY))
    uploads.sweep()
    assert drafts_of(creator) == []
    assert creator.get(draft).status_code == 404


def test_what_was_sent_of_a_draft_can_be_played_by_its_creator(
    creator: TestClient, draft: str, new_browser: Browser
) -> None:
    content = f"/api/v1/uploads/{the_video().upload_id}/content"
    whole = creator.get(content)
    assert whole.content == FILE, whole.text
    part = creator.get(content, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, FILE[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(FILE)}"
    assert "no-store" in part.headers["cache-control"]
    assert creator.get(content, headers={"Range": "bytes=9999-"}).status_code == 416
    other = new_browser()
    sign_up(other, "bob", creator=True)
    assert other.get(content).status_code == 404


def test_pieces_that_have_become_an_original_are_no_longer_played(creator: TestClient, draft: str) -> None:
    upload = the_video().upload_id
    assert upload
    uploads.forget_chunks(upload)
    assert creator.get(f"/api/v1/uploads/{upload}/content").status_code == 404


def test_a_file_that_calls_itself_a_page_is_no_page(creator: TestClient) -> None:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "0"}
    for name, expected in (("eC5odG1s", "application/octet-stream"), ("eC5tcDQ=", "video/mp4")):
        headers["Upload-Metadata"] = f"filename {name}"
        where = creator.post("/api/v1/uploads", headers=headers).headers["location"]
        assert creator.get(f"{where}/content").headers["content-type"] == expected


@pytest.fixture
def published(creator: TestClient) -> str:
    with transaction() as session:
        ada = session.exec(select(User)).one()
        video = make_video(session, ada, description="old #a", hashtags=["a"])
    return f"/api/v1/videos/{video.id}"


def test_the_words_around_a_published_video_change(creator: TestClient, published: str) -> None:
    body = {"description": "new #b", "allow_comments": False}
    changed = creator.patch(published, json=body).json()
    assert (changed["description"], changed["hashtags"], changed["allow_comments"]) == (
        "new #b",
        ["b"],
        False,
    )
    assert changed["status"] == "published"
    assert creator.patch(published, json={}).json() == changed


def test_another_cover_is_kept_and_its_stills_are_made_anew(creator: TestClient, published: str) -> None:
    assert creator.patch(published, json={"cover": 2.5}).json()["edit"]["cover"] == 2.5
    with new_session() as session:
        redone = session.exec(select(VideoStage)).one()
    assert (redone.stage, redone.state) == (Stage.STILLS, StageState.WAITING)
    assert jobs() == 1


def test_a_cover_that_is_chosen_in_time_needs_no_second_making(creator: TestClient, draft: str) -> None:
    creator.patch(draft, json={"draft": False})
    before = jobs()
    assert creator.patch(draft, json={"cover": 0.5}).json()["edit"]["cover"] == 0.5
    assert jobs() == before


@pytest.mark.parametrize(
    "body",
    [
        {"edit": {"look": "warm"}},
        {"sound_id": None},
        {"draft": False},
        {"draft": True},
        {"scheduled_at": None},
    ],
)
def test_a_published_video_keeps_its_sound_edit_and_schedule(
    creator: TestClient, published: str, body: dict[str, object]
) -> None:
    refused = creator.patch(published, json=body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_a_draft")
    assert set(refused.json()["error"]["fields"]) == set(body)


def test_hiding_a_video_holds_at_once_for_its_media(
    creator: TestClient, published: str, new_browser: Browser
) -> None:
    from app.videos.access import is_open_id

    video_id = int(published.rsplit("/", 1)[1])
    assert is_open_id(video_id)
    creator.patch(published, json={"visibility": "private"})
    assert not is_open_id(video_id)
    assert new_browser().get(published).status_code == 404
    creator.patch(published, json={"visibility": "public"})
    assert is_open_id(video_id)


def test_only_its_creator_changes_a_video(creator: TestClient, published: str, new_browser: Browser) -> None:
    other, stranger = new_browser(), new_browser()
    sign_up(other, "bob", creator=True)
    assert other.patch(published, json={"description": "mine"}).status_code == 403
    assert stranger.patch(published, json={"description": "mine"}).status_code == 401
    assert creator.patch("/api/v1/videos/999999", json={}).status_code == 404


def test_a_rejected_video_is_not_changed(creator: TestClient, published: str) -> None:
    with transaction() as session:
        session.exec(update(Video).values(status=VideoStatus.REJECTED))
    assert creator.patch(published, json={"description": "again"}).status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"description": None}, "description"),
        ({"description": "x" * 2201}, "description"),
        ({"visibility": "secret"}, "visibility"),
        ({"cover": -1}, "cover"),
        ({"title": "a"}, "title"),
    ],
)
def test_a_change_that_is_wrong_is_named(
    creator: TestClient, published: str, body: dict[str, object], field: str
) -> None:
    refused = creator.patch(published, json=body)
    assert refused.status_code == 422
    assert set(refused.json()["error"]["fields"]) == {field}
