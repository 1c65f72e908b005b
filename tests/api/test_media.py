"""/media: parts of files, what a browser has already, what is not everyone's, and nothing else."""

import time
from collections.abc import Iterator
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app import storage
from app.accounts.viewer import signed_in
from app.db import transaction
from app.models import Role, User, Video, VideoStatus, Visibility
from app.videos import access
from app.videos.cards import card
from tests.api.conftest import Configure
from tests.builders import make_user, make_video

CONTENT = bytes(range(256)) * 4
SIZE = len(CONTENT)


def put(key: str, content: bytes = CONTENT, content_type: str = "video/mp4") -> None:
    storage.put_stream(key, BytesIO(content), length=len(content), content_type=content_type)


@pytest.fixture
def video(clean: None) -> Iterator[Video]:
    """A public video with one stored file, `ab12/480.mp4`, and an original beside it."""
    with transaction() as session:
        made = make_video(session, make_user(session, "ada", role=Role.CREATOR))
    put(f"v/{made.id}/ab12/480.mp4")
    put(storage.original_key(made.id))
    return made


@pytest.fixture
def address(video: Video) -> str:
    return f"/media/v/{video.id}/ab12/480.mp4"


def change(video: Video, **columns: object) -> None:
    with transaction() as session:
        kept = session.exec(select(Video).where(Video.id == video.id)).one()
        for name, value in columns.items():
            setattr(kept, name, value)
    access.forget_open(video.id)


def test_a_file_comes_whole_and_may_be_kept_for_ever(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-length"] == str(SIZE)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=1000-", 1000, SIZE - 1),
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=-24", SIZE - 24, SIZE - 1),
        (f"bytes=0-{SIZE * 9}", 0, SIZE - 1),
        (f"bytes=-{SIZE * 9}", 0, SIZE - 1),
    ],
)
def test_a_range_comes_as_asked(client: TestClient, address: str, asked: str, first: int, last: int) -> None:
    answer = client.get(address, headers={"range": asked})
    assert answer.status_code == 206
    assert answer.content == CONTENT[first : last + 1]
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.headers["content-length"] == str(last - first + 1)


@pytest.mark.parametrize(
    "asked", [f"bytes={SIZE}-", "bytes=9-3", "bytes=-0", f"bytes={SIZE * 9}-{SIZE * 10}"]
)
def test_a_range_outside_is_416_and_says_the_size(client: TestClient, address: str, asked: str) -> None:
    answer = client.get(address, headers={"range": asked})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked", ["bytes=-", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b", f"bytes={'9' * 5000}-"]
)
def test_a_range_that_is_none_gets_the_whole(client: TestClient, address: str, asked: str) -> None:
    answer = client.get(address, headers={"range": asked})
    assert (answer.status_code, len(answer.content)) == (200, SIZE)


def test_a_range_of_another_version_gets_the_whole(client: TestClient, address: str) -> None:
    etag = client.get(address).headers["etag"]
    asked = {"range": "bytes=0-9"}
    assert client.get(address, headers=asked | {"if-range": etag}).status_code == 206
    assert client.get(address, headers=asked | {"if-range": '"other"'}).status_code == 200


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_what_a_browser_has_is_not_sent_again(client: TestClient, address: str, form: str) -> None:
    etag = client.get(address).headers["etag"]
    answer = client.get(address, headers={"if-none-match": form.format(etag)})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == etag


def test_another_version_is_sent(client: TestClient, address: str) -> None:
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_head_tells_without_sending(client: TestClient, address: str) -> None:
    answer = client.head(address)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(SIZE)


def test_an_empty_file_is_empty(client: TestClient, video: Video) -> None:
    put(f"v/{video.id}/ab12/empty.m3u8", b"")
    answer = client.get(f"/media/v/{video.id}/ab12/empty.m3u8")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "v/{id}/ab12/other.mp4",
        "v/999999/ab12/480.mp4",
        "v/{id}/%2e%2e/%2e%2e/originals/{id}",
        "v/{id}/..%2f..%2foriginals%2f{id}",
        "v/{id}/ab12/%2e%2e%2f%2e%2e%2f%2e%2e%2foriginals%2f{id}",
        "v/{id}/ab12//480.mp4",
        "v/{id}/ab12/480.mp4%00",
        "v/{id}/ab12/480.mp4%0d%0aX-Evil:%201",
        "v/{id}/",
        "v/{id}/ab12/",
        "originals/{id}",
        "a/%2e%2e/originals/{id}",
        "a/..%2foriginals%2f{id}",
        "s/1.2/originals/{id}",
    ],
)
def test_nothing_but_published_files_can_be_reached(client: TestClient, video: Video, path: str) -> None:
    answer = client.get(f"/media/{path.format(id=video.id)}")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("number", ["x", "-1", "0", "9" * 40, "9" * 5000])
def test_a_number_that_names_no_video_is_no_server_error(client: TestClient, number: str) -> None:
    assert client.get(f"/media/v/{number}/ab12/480.mp4").status_code in {404, 422}
    assert client.get(f"/media/s/{number}.00/v/{number}/ab12/480.mp4").status_code in {404, 422}


@pytest.mark.parametrize(
    "columns",
    [
        {"visibility": Visibility.PRIVATE},
        {"status": VideoStatus.DELETED},
        {"status": VideoStatus.PROCESSING},
        {"status": VideoStatus.REJECTED},
    ],
)
def test_what_is_not_everyone_s_has_no_plain_address(
    client: TestClient, video: Video, address: str, columns: dict[str, object]
) -> None:
    change(video, **columns)
    assert client.get(address).status_code == 404


def test_an_unlisted_video_plays_for_whoever_has_its_address(
    client: TestClient, video: Video, address: str
) -> None:
    change(video, visibility=Visibility.UNLISTED)
    assert client.get(address).status_code == 200


def signed(video: Video, expires: int) -> str:
    return f"/media/s/{expires}.{access._signature(video.id, expires)}/v/{video.id}/ab12/480.mp4"


def test_a_private_video_plays_by_a_signed_address_that_no_cache_shares(
    client: TestClient, video: Video
) -> None:
    change(video, visibility=Visibility.PRIVATE)
    answer = client.get(signed(video, int(time.time()) + 60))
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["cache-control"].startswith("private")


def test_the_creator_s_card_carries_signed_addresses_that_play(client: TestClient, video: Video) -> None:
    file = "ab12/480.mp4"
    names = {"master": file, "fast_start": file, "poster": file, "preview": None, "thumbnails": []}
    start = {"url": file, "mime": "video/mp4", "init": [0, 1], "segments": []}
    change(
        video,
        visibility=Visibility.PRIVATE,
        media={**names, "start": start, "renditions": []},
    )
    with transaction() as session:
        kept = session.exec(select(Video).where(Video.id == video.id)).one()
        shown = card(session, kept.id, signed_in(session.get_one(User, kept.creator_id)))
    assert shown.mp4_url
    assert shown.mp4_url.startswith("/media/s/")
    assert client.get(shown.mp4_url).status_code == 200


def test_a_signature_holds_for_its_video_and_its_time_only(client: TestClient, video: Video) -> None:
    expires = int(time.time()) + 60
    good = signed(video, expires)
    signature = good.split(".")[1].split("/")[0]
    forged = [
        good.replace(f"{expires}.", f"{expires + 3600}."),
        good.replace(f"/v/{video.id}/", f"/v/{video.id + 1}/"),
        good.replace(signature, signature[:-1] + ("0" if signature[-1] != "0" else "1")),
        good.replace(signature, ""),
        good.replace(signature, "é"),
        signed(video, int(time.time()) - 1),
    ]
    assert {client.get(address).status_code for address in forged} == {404}


def test_with_a_cdn_public_files_are_fetched_there_and_private_ones_here(
    client: TestClient, video: Video, address: str, configure: Configure
) -> None:
    configure(CDN_BASE_URL="https://cdn.example/z/")
    answer = client.get(address, follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"] == f"https://cdn.example/z/v/{video.id}/ab12/480.mp4"
    escape = client.get(f"/media/v/{video.id}/%2e%2e/%2e%2e/evil", follow_redirects=False)
    assert escape.status_code == 404
    assert client.get(signed(video, int(time.time()) + 60), follow_redirects=False).status_code == 200
