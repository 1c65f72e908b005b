"""What strangers' programs get: the tags of a page, oEmbed, the player for a frame, a QR code."""

import json
import re
from html import unescape
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.db import transaction
from app.models import Report, VideoStatus, Visibility
from app.settings import settings
from tests.builders import make_user, make_video, sign_up

MEDIA = {
    "master": "master.m3u8",
    "fast_start": "fast.mp4",
    "start": {"url": "360.mp4", "mime": "video/mp4", "init": [0, 1], "segments": []},
    "poster": "poster.jpg",
    "preview": "data:image/webp;base64,AA==",
    "thumbnails": [],
    "storyboard": None,
    "renditions": [],
}
WORDS = 'Light "over" <the> harbour & more #dusk'


def a_video(**columns: object) -> int:
    shape = {"media": MEDIA, "width": 720, "height": 1280, "description": WORDS, **columns}
    with transaction() as session:
        return make_video(session, make_user(session, "ada"), **shape).id


def metas(page: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


def ask(client: TestClient, address: str, **more: object) -> dict[str, object]:
    answer = client.get("/oembed", params={"url": address, **more})
    return {"status": answer.status_code, **answer.json()}


def at_home(path: str) -> str:
    return f"{settings().public_url}{path}"


def test_a_page_says_what_it_is_to_programs_without_scripts(client: TestClient) -> None:
    video = a_video()
    answer = client.get(f"/v/{video}", headers={"User-Agent": "facebookexternalhit/1.1"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    tags = metas(answer.text)
    assert tags["og:title"] == tags["twitter:title"] == f"{WORDS} · @ada"
    assert tags["og:url"] == at_home(f"/v/{video}")
    assert tags["og:image"] == at_home(f"/media/v/{video}/poster.jpg")
    assert tags["og:video"] == tags["twitter:player:stream"] == at_home(f"/media/v/{video}/fast.mp4")
    assert (tags["twitter:card"], tags["twitter:player"]) == ("player", at_home(f"/embed/{video}"))
    assert "<the>" not in answer.text


@pytest.mark.parametrize("kind", ["v", "embed"])
def test_who_asks_for_the_head_alone_gets_the_same_answer(client: TestClient, kind: str) -> None:
    there, gone = f"/{kind}/{a_video()}", f"/{kind}/{2**40}"
    assert [client.head(path).status_code for path in (there, gone)] == [200, 404]
    assert client.head(there).headers["content-type"] == client.get(there).headers["content-type"]


def test_a_page_leads_to_oembed_which_describes_a_frame(client: TestClient) -> None:
    video = a_video()
    page = client.get(f"/v/{video}").text
    [link] = re.findall(r'type="application/json\+oembed" href="([^"]+)"', page)
    path = unescape(link).removeprefix(settings().public_url)
    found = client.get(path)
    told = json.loads(found.text)
    assert found.headers["access-control-allow-origin"] == "*"
    assert (told["version"], told["type"], told["provider_name"]) == ("1.0", "video", "Zoetrope")
    assert (told["title"], told["author_name"]) == (f"{WORDS} · @ada", "ada")
    assert f'src="{at_home(f"/embed/{video}")}"' in told["html"]
    assert told["thumbnail_url"] == at_home(f"/media/v/{video}/poster.jpg")
    assert (told["width"], told["height"]) == (325, 578)


@pytest.mark.parametrize(
    ("most", "size"),
    [({"maxwidth": 200}, (200, 356)), ({"maxheight": 320}, (180, 320)), ({"maxwidth": 9999}, (325, 578))],
)
def test_oembed_keeps_within_what_is_asked_and_in_shape(
    client: TestClient, most: dict[str, int], size: tuple[int, int]
) -> None:
    told = ask(client, at_home(f"/v/{a_video()}"), **most)
    assert (told["width"], told["height"]) == size


@pytest.mark.parametrize(
    ("columns", "status"),
    [
        ({}, 200),
        ({"visibility": Visibility.UNLISTED}, 200),
        ({"visibility": Visibility.PRIVATE}, 401),
        ({"status": VideoStatus.PROCESSING}, 404),
        ({"status": VideoStatus.DELETED}, 404),
    ],
)
def test_oembed_and_pages_tell_only_of_what_anybody_may_watch(
    client: TestClient, columns: dict[str, object], status: int
) -> None:
    video = a_video(**columns)
    assert ask(client, at_home(f"/v/{video}"))["status"] == status
    for path in (f"/v/{video}", f"/embed/{video}"):
        answer = client.get(path)
        assert answer.status_code == (200 if status == 200 else 404)
        assert ("harbour" in answer.text) == (status == 200)


def test_who_searches_does_not_find_what_is_unlisted(client: TestClient) -> None:
    assert metas(client.get(f"/v/{a_video(visibility=Visibility.UNLISTED)}").text)["robots"] == "noindex"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/v/1",
        "/v/1",
        "{home}/discover",
        "{home}/v/x",
        "{home}/v/" + "9" * 30,
        "http://[",
    ],
)
def test_oembed_knows_only_addresses_of_this_site(client: TestClient, address: str) -> None:
    told = ask(client, address.format(home=settings().public_url))
    assert (told["status"], told["error"]["code"]) == (404, "not_found")  # type: ignore[index]


def test_oembed_speaks_json_only(client: TestClient) -> None:
    assert ask(client, at_home(f"/v/{a_video()}"), format="xml")["status"] == 501


def test_the_player_may_stand_in_any_frame_and_loads_nothing_from_elsewhere(client: TestClient) -> None:
    video = a_video()
    answer = client.get(f"/embed/{video}")
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "x-frame-options" not in answer.headers
    assert f'src="/media/v/{video}/fast.mp4"' in answer.text
    assert f'href="{at_home(f"/v/{video}")}"' in answer.text
    assert "<the>" not in answer.text


def test_other_pages_stand_in_no_foreign_frame(client: TestClient) -> None:
    assert client.get(f"/v/{a_video()}").headers["x-frame-options"] in {"SAMEORIGIN", "DENY"}


def test_a_qr_code_is_a_small_picture(client: TestClient) -> None:
    answer = client.get("/v/12/qr.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert len(answer.content) < 10_000


def test_a_report_is_kept_once_and_can_be_said_better(client: TestClient) -> None:
    video = a_video()
    sign_up(client, "grace")
    path = f"/api/v1/videos/{video}/report"
    first = client.post(path, json={"reason": "spam"})
    again = client.post(path, json={"reason": "copyright", "note": "This is mine."})
    assert (first.status_code, first.json()["id"]) == (201, again.json()["id"])
    with transaction() as session:
        kept = session.get_one(Report, first.json()["id"])
        assert (kept.reason, kept.note, kept.video_id) == ("copyright", "This is mine.", video)


def test_what_is_named_in_the_address_must_be_a_number(client: TestClient) -> None:
    for path in ("/v/abc", "/embed/abc", f"/embed/{quote('٣')}"):
        assert client.get(path).status_code == 404


def test_a_video_without_files_yet_has_tags_without_addresses(client: TestClient) -> None:
    tags = metas(client.get(f"/v/{a_video(media=None)}").text)
    assert "og:video" not in tags
    assert tags["og:title"].endswith("@ada")
