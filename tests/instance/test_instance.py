"""A whole instance, as `zoetrope up` starts it, survives the death of any of its parts."""

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from tests.embedded.conftest import PATIENCE, wait_for
from tests.instance import uploading
from tests.instance.conftest import Instance, launch, send, started, until, watch

pytestmark = pytest.mark.timeout(600)


def is_finished(video: dict[str, object]) -> bool:
    return video["status"] == "published" and video["processing"]["percent"] == 100  # type: ignore[index]


def works(client: httpx.Client, path: str) -> bool:
    try:
        return client.get(path).status_code == 200
    except httpx.HTTPError:
        return False


def test_a_worker_killed_in_mid_transcode_is_replaced_and_the_video_is_published_once(
    instance: Instance, creator: httpx.Client, clip: Path
) -> None:
    video_id = send(creator, clip)
    until(creator, video_id, lambda video: video["processing"]["stage"] == "first")  # type: ignore[index]
    instance.kill("workers", "first")
    until(creator, video_id, is_finished)
    assert instance.ask(
        f"SELECT count(*) FROM sounds JOIN videos v ON v.sound_id = sounds.id WHERE v.id = {video_id}"  # noqa: S608 - our own integer
    ) == [(1,)]
    assert instance.ask("SELECT count(*) FROM sounds") == [(1,)]
    wait_for(lambda: not instance.processes("ffmpeg"))
    wait_for(lambda: not list((instance.home / "scratch").glob("*-*")))


def test_no_acknowledged_watch_is_lost_when_the_web_process_is_killed(
    instance: Instance, creator: httpx.Client
) -> None:
    video_id = creator.get("/users/@ada/videos").json()["items"][0]["id"]
    acknowledged: list[str] = []
    enough = threading.Event()

    def report() -> None:
        with httpx.Client(base_url=f"{instance.url}/api/v1", timeout=PATIENCE) as client:
            while not enough.is_set():
                try:
                    acknowledged.append(watch(client, video_id))
                except httpx.HTTPError:
                    time.sleep(0.05)

    with ThreadPoolExecutor(4) as threads:
        reporting = [threads.submit(report) for _ in range(4)]
        try:
            wait_for(lambda: sum(map(bool, acknowledged)) > 20)
            instance.kill("granian")
            before = len(acknowledged)
            wait_for(lambda: sum(map(bool, acknowledged[before:])) > 20)
        finally:
            enough.set()
        for one in reporting:
            one.result()
    expected = set(filter(None, acknowledged))

    def all_counted() -> bool:
        return {str(row[0]) for row in instance.ask("SELECT event_id FROM watch_history")} >= expected

    wait_for(all_counted)


def test_a_public_client_stops_and_goes_on_another_day_with_checksums(
    creator: httpx.Client, tmp_path: Path
) -> None:
    digest = uploading.large_file(tmp_path / "clip.mp4", 7)
    chosen = {"chunk_size": 2**20, "upload_checksum": True}
    first = uploading.uploader(creator, tmp_path / "clip.mp4", **chosen)
    first.upload(stop_at=3 * 2**20)
    second = uploading.uploader(creator, tmp_path / "clip.mp4", url=first.url, **chosen)
    assert second.offset == 3 * 2**20
    second.upload()
    assert uploading.digest_of(creator, f"{first.url}/content") == digest


def test_a_large_upload_survives_two_deaths_of_the_web_process_in_little_memory(
    instance: Instance, creator: httpx.Client, tmp_path: Path
) -> None:
    """By a public client that knows nothing of us, 64 MB a request."""
    digest = uploading.large_file(tmp_path / "large.mp4", 300)
    small = tmp_path / "small.mp4"
    small.write_bytes(b"x" * 2**20)
    uploading.uploader(creator, small).upload()  # a first upload makes connections and threads that stay
    before = max(one.memory_info().rss for one in instance.processes("granian"))
    file = uploading.Awaiting(tmp_path / "large.mp4", (64 * 2**20, 192 * 2**20))
    sending = uploading.uploader(
        creator, tmp_path / "large.mp4", file_stream=file, chunk_size=64 * 2**20, retries=300, retry_delay=1
    )

    def arrived() -> int:
        return int(str(instance.ask("SELECT received FROM uploads ORDER BY id DESC LIMIT 1")[0][0]))

    with uploading.memory_of(lambda: instance.processes("granian")) as largest, ThreadPoolExecutor(1) as one:
        sent = one.submit(sending.upload)
        try:
            for megabytes, death in zip((40, 130), file.deaths, strict=True):
                wait_for(lambda least=megabytes * 2**20: sent.done() or arrived() > least, seconds=400)
                assert not sent.done()
                instance.kill("granian")
                death.set()
        finally:
            file.open_to_the_end()
        sent.result()
    assert uploading.digest_of(creator, f"{sending.url}/content") == digest
    assert largest[0] - before < 60 * 2**20


@pytest.mark.parametrize("words", [("postgres", "-D"), ("valkey-server",), ("weed", "server"), ("granian",)])
def test_requests_work_again_after_a_part_is_killed(
    instance: Instance, creator: httpx.Client, words: tuple[str, ...]
) -> None:
    wait_for(instance.is_ready)
    before = instance.processes(*words)
    with suppress(psutil.NoSuchProcess):
        before[0].kill()
    # What the dead part has started may go on answering for a moment.
    wait_for(lambda: (now := instance.processes(*words)) and not set(now) & set(before))
    wait_for(instance.is_ready)
    wait_for(lambda: works(creator, "/auth/me") and works(creator, "/feed"))


def test_a_second_start_answers_quickly_and_has_kept_everything(
    instance: Instance, creator: httpx.Client
) -> None:
    before = set(instance.ask("SELECT event_id FROM watch_history"))
    instance.process.send_signal(signal.SIGTERM)
    instance.process.wait(timeout=PATIENCE)
    assert not instance.processes()
    instance.process = launch(instance.home, instance.port).process
    started(instance)
    assert set(instance.ask("SELECT event_id FROM watch_history")) >= before
    assert creator.get("/auth/me").status_code == 200


def test_a_killed_supervisor_leaves_no_process(instance: Instance) -> None:
    instance.process.kill()
    instance.process.wait()
    wait_for(lambda: not instance.processes())
