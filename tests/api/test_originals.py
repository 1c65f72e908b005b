"""GET /users/me/originals: one's own files as they were sent, in a zip that is never whole in memory."""

import hashlib
import json
import tracemalloc
import zipfile
from io import BytesIO
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from app import storage
from app.accounts.viewer import signed_in
from app.db import new_session, transaction
from app.lifecycle import originals
from app.models import Upload, UploadChunk, User, Video, VideoStatus, Visibility
from app.models.columns import now
from tests.api.conftest import Browser
from tests.builders import make_user, make_video, sign_up

MP4 = b"\0\0\0\x18ftypisom" + b"film" * 1000


def keep(creator: User, content: bytes, **columns: object) -> Video:
    """A video whose original is in the store."""
    with transaction() as session:
        video = make_video(session, creator, **columns)
        video.original_key = storage.original_key(video.id)
    stream = BytesIO(content)
    storage.put_stream(video.original_key, stream, length=len(content), content_type="video/mp4")
    return video


def put_upload(creator: User, pieces: list[bytes], filename: str) -> int:
    """An upload whose pieces have not become one object yet."""
    size = sum(map(len, pieces))
    with transaction() as session:
        upload = Upload(creator_id=creator.id, length=size, received=size, filename=filename)
        upload.completed_at = now()
        session.add(upload)
        session.flush()
        position = 0
        for piece in pieces:
            key = storage.piece_key(upload.id, f"{position}-{uuid4().hex[:8]}")
            storage.put_stream(key, BytesIO(piece), length=len(piece), content_type="video/mp4")
            session.add(UploadChunk(upload_id=upload.id, position=position, length=len(piece), key=key))
            position += len(piece)
        return upload.id


def opened(answer_content: bytes) -> tuple[dict[str, bytes], list[dict[str, object]]]:
    with zipfile.ZipFile(BytesIO(answer_content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    return files, json.loads(files.pop("metadata.json"))["videos"]


@pytest.fixture
def ada(client: TestClient) -> User:
    user = sign_up(client, "ada", creator=True)
    with new_session() as session:
        return session.get_one(User, user["id"])


def test_every_own_file_comes_whole_with_what_was_said(client: TestClient, ada: User) -> None:
    first = keep(ada, MP4, description="Paper boats: the first #boats ../..", like_count=3)
    private = keep(ada, b"\x1a\x45\xdf\xa3webm", description="", visibility=Visibility.PRIVATE)
    rejected = keep(ada, b"no film at all", status=VideoStatus.REJECTED, published_at=None)
    answer = client.get("/api/v1/users/me/originals")
    assert answer.headers["content-type"] == "application/zip"
    assert "attachment" in answer.headers["content-disposition"]
    files, told = opened(answer.content)
    assert files == {
        f"{first.created_at:%Y-%m-%d}-{first.id}-Paper-boats-the-first-boats.mp4": MP4,
        f"{private.created_at:%Y-%m-%d}-{private.id}.mkv": b"\x1a\x45\xdf\xa3webm",
        f"{rejected.created_at:%Y-%m-%d}-{rejected.id}.bin": b"no film at all",
    }
    assert [one["id"] for one in told] == [rejected.id, private.id, first.id]
    assert (told[2]["like_count"], told[2]["description"]) == (3, first.description)
    assert set(files) == {one["file"] for one in told}


def test_a_file_that_still_lies_in_pieces_comes_whole_under_its_own_ending(
    client: TestClient, ada: User
) -> None:
    upload_id = put_upload(ada, [MP4[:7], MP4[7:2000], MP4[2000:]], "IMG_1.MOV")
    with transaction() as session:
        make_video(session, ada, upload_id=upload_id, status=VideoStatus.PROCESSING)
    files, _ = opened(client.get("/api/v1/users/me/originals").content)
    assert [(name.rpartition(".")[2], content) for name, content in files.items()] == [("mov", MP4)]


def test_it_has_nothing_of_others_and_nothing_deleted(client: TestClient, ada: User) -> None:
    with transaction() as session:
        grace = make_user(session, "grace")
    keep(grace, b"hers")
    keep(ada, b"gone", status=VideoStatus.DELETED)
    mine = keep(ada, MP4)
    _, told = opened(client.get("/api/v1/users/me/originals").content)
    assert [one["id"] for one in told] == [mine.id]


def test_one_lost_original_does_not_cost_the_others(client: TestClient, ada: User) -> None:
    lost, mine = keep(ada, b"lost"), keep(ada, MP4)
    storage.remove([storage.original_key(lost.id)])
    files, told = opened(client.get("/api/v1/users/me/originals").content)
    assert list(files.values()) == [MP4]
    assert [(one["id"], bool(one["file"])) for one in told] == [(mine.id, True), (lost.id, False)]


def test_a_stranger_must_log_in_and_who_has_none_is_told(client: TestClient, new_browser: Browser) -> None:
    assert new_browser().get("/api/v1/users/me/originals").status_code == 401
    sign_up(client, "ada")
    answer = client.get("/api/v1/users/me/originals")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_originals")


def test_forty_megabytes_pass_through_a_few(ada: User) -> None:
    block = b"\0\0\0\x18ftypisom" + bytes(10 * 2**20)
    for _ in range(4):
        keep(ada, block)
    with new_session() as session:
        pieces = originals.zipped(session, signed_in(ada))
    tracemalloc.start()
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 4 * len(block)
    assert peak < 4 * 2**20


def test_who_has_nothing_gets_no_empty_zip(ada: User) -> None:
    with new_session() as session, pytest.raises(originals.NothingToTake):
        originals.zipped(session, signed_in(ada))
