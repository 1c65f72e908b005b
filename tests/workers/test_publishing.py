"""A small real clip goes through a worker and comes out playable."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app import storage
from app.accounts.viewer import anonymous
from app.db import new_session
from app.models import ExplorationPool, Sound, Video, VideoStatus
from app.settings import ffmpeg_path, settings
from app.videos import processing, service, stages
from app.videos.schemas import VideoCard
from tests.workers.conftest import dead, encoders, kept, make_creator, send, work_through


@pytest.fixture(scope="module")
def video(house: None, clip: Path) -> Video:
    video_id = send(make_creator(), clip.read_bytes(), description="A test card #colours")
    work_through()
    return kept(video_id)


@pytest.fixture
def card(video: Video) -> VideoCard:
    with new_session() as session:
        return service.get(session, anonymous("somebody-somewhere"), video.id)


@pytest.fixture
def viewer() -> Iterator[TestClient]:
    from app.api import api

    with TestClient(api, base_url="http://localhost:8000") as made:
        yield made


def test_it_is_published_and_everyone_sees_it(video: Video, card: VideoCard) -> None:
    assert video.status is VideoStatus.PUBLISHED
    assert (card.processing.stage, card.processing.percent, card.processing.failure) == ("done", 100, None)
    assert (card.width, card.height) == (240, 426)
    assert card.hls_url == f"/media/{video.url}"
    assert card.duration_seconds == pytest.approx(1, abs=0.15)
    assert video.published_at


def test_every_address_of_its_card_is_a_stored_file(card: VideoCard, viewer: TestClient) -> None:
    assert card.start
    assert card.renditions
    addresses = [card.hls_url, card.mp4_url, card.poster_url, card.start.url]
    kinds = [viewer.get(str(one)).headers["content-type"] for one in addresses]
    assert kinds == ["application/vnd.apple.mpegurl", "video/mp4", "image/jpeg", "video/mp4"]
    assert all(viewer.head(one.url).status_code == 200 for one in card.renditions)


def test_the_playlists_name_only_files_that_are_there(card: VideoCard, viewer: TestClient) -> None:
    base = str(card.hls_url).rsplit("/", 1)[0]
    waiting, seen = [str(card.hls_url)], set[str]()
    while waiting:
        address = waiting.pop()
        answer = viewer.get(address)
        assert answer.status_code == 200, address
        seen.add(address)
        if address.endswith(".m3u8"):
            lines = [line for line in answer.text.splitlines() if line and not line.startswith("#")]
            waiting += [one for line in lines if (one := f"{base}/{line}") not in seen]
    assert len(seen) >= 3


def test_a_player_may_begin_with_one_range_request(card: VideoCard, viewer: TestClient) -> None:
    assert card.start
    first = card.start.segments[0]
    assert card.start.init[0] == 0
    span = {"range": f"bytes=0-{first[0] + first[1] - 1}"}
    answer = viewer.get(card.start.url, headers=span)
    assert answer.status_code == 206
    assert answer.content[4:8] == b"ftyp"
    assert answer.content[first[0] + 4 : first[0] + 8] in {b"moof", b"styp", b"sidx"}


def test_the_fast_start_file_plays_from_a_pipe(card: VideoCard, viewer: TestClient) -> None:
    content = viewer.get(str(card.mp4_url)).content
    command = [ffmpeg_path(), "-v", "error", "-i", "pipe:0", "-f", "null", "-"]
    assert subprocess.run(command, input=content, check=True, capture_output=True).stderr == b""


def test_its_audio_became_a_sound_of_its_creator(video: Video, card: VideoCard) -> None:
    with new_session() as session:
        sound = session.exec(select(Sound)).one()
    assert (sound.id, sound.creator_id, sound.use_count) == (video.sound_id, video.creator_id, 1)
    stored = storage.stat(sound.audio_key or "")
    assert stored
    assert stored.content_type == "audio/mp4"
    assert card.sound
    assert card.sound.title.startswith("original sound — ")


def test_it_enters_the_exploration_pool(video: Video) -> None:
    with new_session() as session:
        assert session.get(ExplorationPool, video.id)


def test_the_original_is_kept_as_it_came(video: Video, clip: Path) -> None:
    assert b"".join(storage.read(str(video.original_key))) == clip.read_bytes()


def test_nothing_stays_behind(video: Video) -> None:
    assert list((settings().home / "scratch").iterdir()) == []
    assert encoders() == []
    assert dead() == []


def test_doing_it_again_changes_nothing(video: Video) -> None:
    for stage in stages.STEPS:
        processing.run(video.id, stage)
    assert kept(video.id).media == video.media
    assert processing.resume() == []
