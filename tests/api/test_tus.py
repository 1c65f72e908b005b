"""/uploads, request by request: what tus 1.0.0 asks of a server, and every refusal."""

import base64
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import col, select, update

from app import storage
from app.db import new_session, transaction
from app.models import Upload, UploadChunk, User, Video, VideoStatus
from app.models.columns import now
from app.uploads import arrival, service
from tests.api.conftest import Browser, Configure
from tests.builders import make_video, sign_up
from tests.outages import without_storage

UPLOADS = "/api/v1/uploads"
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}
FILE = bytes(range(256)) * 12


@pytest.fixture
def creator(client: TestClient) -> TestClient:
    sign_up(client, "ada", creator=True)
    return client


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kilobyte is a piece, so that small bodies make several."""
    from app.api import uploads

    monkeypatch.setattr(arrival, "PIECE_BYTES", 1024)
    monkeypatch.setattr(uploads, "PIECE_BYTES", 1024)


def begin(browser: TestClient, length: object = len(FILE), **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.post(UPLOADS, headers={**TUS, "Upload-Length": str(length), **named})


def begun(browser: TestClient, length: int = len(FILE)) -> str:
    answer = begin(browser, length)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


def send(
    browser: TestClient, where: str, content: bytes | Iterator[bytes], *, offset: object = 0, **headers: str
) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    said = {**TUS, **BYTES, "Upload-Offset": str(offset), **named}
    return browser.patch(where, content=content, headers=said)


def offset_of(browser: TestClient, where: str) -> int:
    return int(browser.head(where, headers=TUS).headers["upload-offset"])


def stored(where: str) -> bytes:
    return b"".join(service.read(int(where.rsplit("/", 1)[1])))


def objects(where: str) -> list[str]:
    prefix = storage.piece_key(int(where.rsplit("/", 1)[1]), "")
    found = storage.client().list_objects("zoetrope", prefix=prefix, recursive=True)
    return [str(one.object_name) for one in found]


def checksum(content: bytes, algorithm: str = "sha1") -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def code(answer: Response) -> str:
    error = answer.json()["error"]
    assert error["message"].endswith(".")
    return str(error["code"])


def expire(where: str) -> None:
    with transaction() as session:
        found = update(Upload).where(col(Upload.id) == int(where.rsplit("/", 1)[1]))
        session.exec(found.values(expires_at=now() - timedelta(seconds=1)))


def test_what_this_server_can_is_told_to_anyone(client: TestClient) -> None:
    for path in (UPLOADS, f"{UPLOADS}/1"):
        told = client.options(path)
        assert told.status_code == 204
        assert told.headers["tus-version"] == "1.0.0"
        assert (
            told.headers["tus-extension"] == "creation,creation-with-upload,checksum,expiration,termination"
        )
        assert told.headers["tus-max-size"] == str(300 * 2**20)
        assert told.headers["tus-checksum-algorithm"] == "sha1,sha256,md5"


def test_a_file_comes_in_two_parts_and_is_whole(creator: TestClient) -> None:
    where = begun(creator)
    assert where.startswith(UPLOADS)
    first = send(creator, where, FILE[:1000])
    assert (first.status_code, first.content) == (204, b"")
    assert first.headers["upload-offset"] == "1000"
    assert first.headers["tus-resumable"] == "1.0.0"
    assert send(creator, where, FILE[1000:], offset=1000).headers["upload-offset"] == str(len(FILE))
    assert stored(where) == FILE


def test_progress_tells_offset_length_metadata_and_is_never_cached(creator: TestClient) -> None:
    said = f"filename {base64.b64encode(b'clip.mp4').decode()},is_private"
    where = begin(creator, Upload_Metadata=said).headers["location"]
    send(creator, where, FILE[:7])
    told = creator.head(where, headers=TUS)
    assert told.status_code == 200
    assert (told.headers["upload-offset"], told.headers["upload-length"]) == ("7", str(len(FILE)))
    assert told.headers["upload-metadata"] == said
    assert told.headers["cache-control"] == "no-store"
    with new_session() as session:
        assert session.exec(select(Upload.filename)).one() == "clip.mp4"


def test_an_empty_file_is_whole_at_once(creator: TestClient) -> None:
    where = begun(creator, 0)
    with new_session() as session:
        assert session.exec(select(Upload)).one().completed_at is not None
    assert send(creator, where, b"").status_code == 204


def test_the_first_bytes_may_come_with_the_announcement(creator: TestClient) -> None:
    headers = {**TUS, **BYTES, "Upload-Length": str(len(FILE))}
    made = creator.post(UPLOADS, content=FILE[:500], headers=headers)
    assert made.status_code == 201
    assert made.headers["upload-offset"] == "500"
    send(creator, made.headers["location"], FILE[500:], offset=500)
    assert stored(made.headers["location"]) == FILE


def test_a_body_becomes_pieces_as_it_comes(creator: TestClient, small_pieces: None) -> None:
    where = begun(creator)
    send(creator, where, (FILE[at : at + 700] for at in range(0, len(FILE), 700)))
    with new_session() as session:
        pieces = session.exec(select(UploadChunk).order_by(col(UploadChunk.position))).all()
    assert [(one.position, one.length) for one in pieces] == [(0, 1024), (1024, 1024), (2048, 1024)]
    assert stored(where) == FILE
    assert b"".join(service.read(pieces[0].upload_id, offset=1000, length=100)) == FILE[1000:1100]


def test_the_method_may_hide_behind_post(creator: TestClient) -> None:
    where = begun(creator)
    hidden = {**TUS, **BYTES, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert creator.post(where, content=FILE, headers=hidden).status_code == 204
    assert creator.post(where, headers={**TUS, "X-HTTP-Method-Override": "HEAD"}).status_code == 200
    assert creator.post(where, headers={**TUS, "X-HTTP-Method-Override": "DELETE"}).status_code == 204
    assert creator.post(where, headers=TUS).status_code == 405


@pytest.mark.parametrize("said", [{}, {"Tus-Resumable": "0.2.2"}])
@pytest.mark.parametrize("method", ["POST", "PATCH", "HEAD", "DELETE"])
def test_another_version_is_refused_before_anything_is_done(
    creator: TestClient, method: str, said: dict[str, str]
) -> None:
    where = begun(creator)
    path = UPLOADS if method == "POST" else where
    refused = creator.request(method, path, headers={**said, **BYTES, "Upload-Length": "1"})
    assert refused.status_code == 412
    assert refused.headers["tus-version"] == refused.headers["tus-resumable"] == "1.0.0"
    assert offset_of(creator, where) == 0


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_bytes_with_the_right_checksum_count(creator: TestClient, small_pieces: None, algorithm: str) -> None:
    where = begun(creator)
    assert send(creator, where, FILE, Upload_Checksum=checksum(FILE, algorithm)).status_code == 204
    assert stored(where) == FILE


def test_bytes_with_a_wrong_checksum_leave_nothing(creator: TestClient, small_pieces: None) -> None:
    where = begun(creator)
    refused = send(creator, where, FILE, Upload_Checksum=checksum(b"other"))
    assert refused.status_code == 460
    assert code(refused) == "checksum_mismatch"
    assert refused.headers["tus-resumable"] == "1.0.0"
    assert offset_of(creator, where) == 0
    assert objects(where) == []
    assert send(creator, where, FILE, Upload_Checksum=checksum(FILE)).status_code == 204


@pytest.mark.parametrize("said", ["crc32 AAAAAA==", "sha1 not-base64!", "sha1", "", "SHA512 AA=="])
def test_a_checksum_that_cannot_be_used_is_refused(creator: TestClient, said: str) -> None:
    where = begun(creator)
    refused = send(creator, where, FILE, Upload_Checksum=said)
    assert refused.status_code == (460 if said == "sha1" else 400)
    assert offset_of(creator, where) == 0


def test_a_failed_announcement_with_bytes_leaves_no_upload(creator: TestClient) -> None:
    headers = {**TUS, **BYTES, "Upload-Length": "5", "Upload-Checksum": checksum(b"other")}
    assert creator.post(UPLOADS, content=b"12345", headers=headers).status_code == 460
    with new_session() as session:
        assert session.exec(select(Upload)).all() == []


@pytest.mark.parametrize(
    ("headers", "status", "expected"),
    [
        ({}, 400, "bad_header"),
        ({"Upload-Defer-Length": "1"}, 400, "bad_header"),
        ({"Upload-Length": "-1"}, 400, "bad_header"),
        ({"Upload-Length": "ten"}, 400, "bad_header"),
        ({"Upload-Length": "9" * 40}, 400, "bad_header"),
        ({"Upload-Length": str(300 * 2**20 + 1)}, 413, "too_large"),
        ({"Upload-Length": "1", "Upload-Metadata": "a ###"}, 400, "bad_header"),
        ({"Upload-Length": "1", "Upload-Metadata": "a AA==,a AA=="}, 400, "bad_header"),
        ({"Upload-Length": "1", "Upload-Metadata": "filename AAAA"}, 400, "bad_header"),
        ({"Upload-Length": "1", "Upload-Metadata": "a //8="}, 400, "bad_header"),
        ({"Upload-Length": "1", "Upload-Metadata": ",,"}, 400, "bad_header"),
        ({"Upload-Length": "1", "Upload-Metadata": "a" * 5000}, 400, "bad_header"),
    ],
    ids=str,
)
def test_an_announcement_that_says_too_little_or_too_much(
    creator: TestClient, headers: dict[str, str], status: int, expected: str
) -> None:
    refused = creator.post(UPLOADS, headers={**TUS, **headers})
    assert (refused.status_code, code(refused)) == (status, expected)
    assert refused.headers["tus-resumable"] == "1.0.0"


def test_bytes_that_are_called_something_else_are_refused(creator: TestClient) -> None:
    where = begun(creator)
    for type_ in ("text/plain", "application/json", "video/mp4"):
        assert send(creator, where, FILE, Content_Type=type_).status_code == 415
        headers = {**TUS, "Upload-Length": "5", "Content-Type": type_}
        assert creator.post(UPLOADS, content=b"12345", headers=headers).status_code == 415


@pytest.mark.parametrize(("offset", "status"), [(1, 409), (9**9, 409), ("-1", 400), ("x", 400)])
def test_bytes_for_another_place_are_refused(creator: TestClient, offset: object, status: int) -> None:
    where = begun(creator)
    assert send(creator, where, FILE, offset=offset).status_code == status
    assert offset_of(creator, where) == 0


def test_without_an_offset_nothing_is_taken(creator: TestClient) -> None:
    assert creator.patch(begun(creator), content=FILE, headers={**TUS, **BYTES}).status_code == 400


def test_more_bytes_than_announced_never_complete_a_file(creator: TestClient, small_pieces: None) -> None:
    where = begun(creator, 2000)
    refused = send(creator, where, FILE)
    assert (refused.status_code, code(refused)) == (413, "too_large")
    assert offset_of(creator, where) == 1024
    assert len(objects(where)) == 1


def test_an_upload_is_its_owner_s_alone(creator: TestClient, new_browser: Browser) -> None:
    where, other, plain = begun(creator), new_browser(), new_browser()
    sign_up(other, "bob", creator=True)
    sign_up(plain, "eve")
    for browser, status in ((other, 404), (plain, 403), (new_browser(), 401)):
        assert begin(browser).status_code == (201 if browser is other else status)
        assert browser.head(where, headers=TUS).status_code == status
        assert send(browser, where, FILE).status_code == status
        assert browser.delete(where, headers=TUS).status_code == status
    assert offset_of(creator, where) == 0


def test_a_body_of_someone_who_may_not_upload_is_not_even_read(client: TestClient) -> None:
    def untouched() -> Iterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    sign_up(client, "eve")
    assert send(client, f"{UPLOADS}/1", untouched()).status_code == 403


def test_another_site_s_page_cannot_upload(creator: TestClient) -> None:
    refused = begin(creator, Origin="https://evil.example")
    assert (refused.status_code, code(refused)) == (403, "foreign_origin")
    assert refused.headers["tus-resumable"] == "1.0.0"


def test_a_terminated_upload_is_gone_with_its_pieces(creator: TestClient) -> None:
    where = begun(creator)
    send(creator, where, FILE[:10])
    assert creator.delete(where, headers=TUS).status_code == 204
    assert creator.head(where, headers=TUS).status_code == 404
    assert send(creator, where, FILE[10:], offset=10).status_code == 404
    assert objects(where) == []


def test_an_upload_that_became_a_video_is_not_terminated(creator: TestClient) -> None:
    where = begun(creator)
    send(creator, where, FILE)
    with transaction() as session:
        upload = session.exec(select(Upload)).one()
        user = upload.creator_id
        session.add(Video(creator_id=user, upload_id=upload.id, status=VideoStatus.PROCESSING))
    refused = creator.delete(where, headers=TUS)
    assert (refused.status_code, code(refused)) == (409, "upload_used")


def test_of_two_requests_at_one_place_one_counts(creator: TestClient) -> None:
    where = begun(creator)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: send(creator, where, FILE), range(4)))
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409]
    assert stored(where) == FILE
    assert len(objects(where)) == 1


def test_expiry_is_told_and_moves_on_with_every_byte(creator: TestClient) -> None:
    made = begin(creator)
    told = parsedate_to_datetime(made.headers["upload-expires"])
    assert timedelta(hours=23) < told - now() < timedelta(hours=24, seconds=1)
    where = made.headers["location"]
    with transaction() as session:
        session.exec(update(Upload).values(expires_at=now() + timedelta(minutes=5)))
    moved = send(creator, where, FILE[:5])
    assert parsedate_to_datetime(moved.headers["upload-expires"]) - now() > timedelta(hours=23)


def test_an_expired_upload_is_gone_and_swept(creator: TestClient) -> None:
    expired, kept = begun(creator), begun(creator)
    for where in (expired, kept):
        send(creator, where, FILE[:10])
    expire(expired)
    assert creator.head(expired, headers=TUS).status_code == 410
    assert code(send(creator, expired, FILE[10:], offset=10)) == "upload_expired"
    assert service.sweep() == 1
    assert creator.head(expired, headers=TUS).status_code == 404
    assert objects(expired) == []
    assert stored(kept) == FILE[:10]


def test_pieces_that_belong_to_no_upload_are_swept(creator: TestClient) -> None:
    where = begun(creator)
    send(creator, where, FILE)
    with transaction() as session:
        session.delete(session.exec(select(Upload)).one())
    assert len(objects(where)) == 1
    service.sweep()
    assert objects(where) == []


@pytest.mark.parametrize("status", [VideoStatus.PROCESSING, VideoStatus.PUBLISHED, VideoStatus.DELETED])
def test_the_pieces_of_a_video_are_kept_until_its_original_is_one_object(
    creator: TestClient, status: VideoStatus
) -> None:
    where = begun(creator)
    send(creator, where, FILE)
    with transaction() as session:
        upload = session.exec(select(Upload)).one()
        session.add(Video(creator_id=upload.creator_id, upload_id=upload.id, status=status))
    expire(where)
    service.sweep()
    assert stored(where) == FILE
    with transaction() as session:
        session.exec(update(Video).values(original_key="originals/1", status=VideoStatus.PUBLISHED))
    service.sweep()
    assert objects(where) == []


def test_a_video_whose_file_never_came_says_so(creator: TestClient) -> None:
    where = begun(creator)
    with transaction() as session:
        upload = session.exec(select(Upload)).one()
        session.add(Video(creator_id=upload.creator_id, upload_id=upload.id, status=VideoStatus.UPLOADING))
    expire(where)
    service.sweep()
    with new_session() as session:
        video = session.exec(select(Video)).one()
    assert (video.status, video.failure_code) == (VideoStatus.REJECTED, "upload_expired")


def test_a_creator_may_have_so_many_unfinished_uploads(creator: TestClient, configure: Configure) -> None:
    configure(MAX_PENDING_UPLOADS="2")
    first = begun(creator)
    begun(creator)
    assert code(begin(creator)) == "upload_quota"
    creator.delete(first, headers=TUS)
    assert begin(creator).status_code == 201


def test_a_creator_may_announce_so_many_bytes(creator: TestClient, configure: Configure) -> None:
    configure(MAX_PENDING_BYTES="5000")
    where = begun(creator, 3000)
    assert code(begin(creator, 3000)) == "upload_quota"
    send(creator, where, FILE[:3000])
    assert code(begin(creator, 3000)) == "upload_quota"
    with transaction() as session:
        upload = session.exec(select(Upload)).one()
        make_video(session, session.get_one(User, upload.creator_id), upload_id=upload.id)
    assert begin(creator, 3000).status_code == 201


def test_a_store_that_is_away_loses_no_byte_that_counted(creator: TestClient) -> None:
    where = begun(creator)
    send(creator, where, FILE[:100])
    with without_storage():
        assert send(creator, where, FILE[100:], offset=100).status_code == 503
        assert offset_of(creator, where) == 100
    assert send(creator, where, FILE[100:], offset=100).status_code == 204
    assert stored(where) == FILE
