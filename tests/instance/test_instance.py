"""A whole instance, as `zoetrope up` starts it, survives the death of any of its parts."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest

from tests.embedded.conftest import wait_for
from tests.instance import uploading
from tests.instance.conftest import Instance, launch, send, started, until, watch

pytestmark = pytest.mark.timeout(240)
RECOVERY_SECONDS = 15


def is_finished(video: dict[str, object]) -> bool:
    return video["status"] == "published" and video["processing"]["percent"] == 100  # type: ignore[index]


def test_a_worker_killed_in_mid_transcode_is_replaced_and_the_video_is_published_once(
    instance: Instance, creator: httpx.Client, clip: Path
) -> None:
    video_id = send(creator, clip)
    until(creator, video_id, lambda video: video["processing"]["stage"] == "first")  # type: ignore[index]
    for worker in instance.processes("workers", "first"):
        worker.kill()
    until(creator, video_id, is_finished)
    assert instance.ask(
        f"SELECT count(*) FROM sounds JOIN videos v ON v.sound_id = sounds.id WHERE v.id = {video_id}"  # noqa: S608 - our own integer
    ) == [(1,)]
    assert instance.ask("SELECT count(*) FROM sounds") == [(1,)]
    wait_for(lambda: not instance.processes("ffmpeg"), seconds=5)
    wait_for(lambda: not list((instance.home / "scratch").glob("*-*")), seconds=10)


def test_no_acknowledged_watch_is_lost_when_the_web_process_is_killed(
    instance: Instance, creator: httpx.Client
) -> None:
    video_id = creator.get("/users/@ada/videos").json()["items"][0]["id"]
    acknowledged: list[str] = []

    def report(until: float) -> None:
        with httpx.Client(base_url=f"{instance.url}/api/v1", timeout=5) as client:
            while time.monotonic() < until:
                try:
                    acknowledged.append(watch(client, video_id))
                except httpx.HTTPError:
                    time.sleep(0.05)

    with ThreadPoolExecutor(4) as threads:
        reporting = [threads.submit(report, time.monotonic() + 6) for _ in range(4)]
        time.sleep(1)
        for process in instance.processes("granian"):
            process.kill()
        for one in reporting:
            one.result()
    wait_for(instance.is_ready, seconds=RECOVERY_SECONDS)
    expected = set(filter(None, acknowledged))
    assert expected

    def all_counted() -> bool:
        return {str(row[0]) for row in instance.ask("SELECT event_id FROM watch_history")} >= expected

    wait_for(all_counted, seconds=20)


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
    sending = uploading.uploader(
        creator, tmp_path / "large.mp4", chunk_size=64 * 2**20, retries=300, retry_delay=0.4
    )

    def arrived() -> int:
        return int(str(instance.ask("SELECT received FROM uploads ORDER BY id DESC LIMIT 1")[0][0]))

    with uploading.memory_of(lambda: instance.processes("granian")) as largest, ThreadPoolExecutor(1) as one:
        sent = one.submit(sending.upload)
        for megabytes in (80, 190):
            wait_for(lambda least=megabytes * 2**20: sent.done() or arrived() > least, seconds=60)
            assert not sent.done()
            for process in instance.processes("granian"):
                process.kill()
        sent.result()
    assert uploading.digest_of(creator, f"{sending.url}/content") == digest
    assert largest[0] - before < 60 * 2**20


@pytest.mark.parametrize("words", [("postgres", "-D"), ("valkey-server",), ("weed", "server"), ("granian",)])
def test_requests_work_again_soon_after_a_part_is_killed(
    instance: Instance, creator: httpx.Client, words: tuple[str, ...]
) -> None:
    wait_for(instance.is_ready, seconds=RECOVERY_SECONDS)
    victim = instance.processes(*words)[0]
    victim.kill()
    wait_for(lambda: not victim.is_running() or victim.status() == psutil.STATUS_ZOMBIE, seconds=5)
    began = time.monotonic()
    wait_for(
        lambda: instance.is_ready() and creator.get("/auth/me").status_code == 200, seconds=RECOVERY_SECONDS
    )
    assert time.monotonic() - began < RECOVERY_SECONDS
    assert creator.get("/feed").status_code == 200


def test_a_second_start_answers_quickly_and_has_kept_everything(
    instance: Instance, creator: httpx.Client
) -> None:
    before = instance.ask("SELECT count(*) FROM watch_history")
    instance.process.send_signal(signal.SIGTERM)
    instance.process.wait(timeout=20)
    assert not instance.processes()
    instance.process = launch(instance.home, instance.port).process
    started(instance)
    assert instance.ask("SELECT count(*) FROM watch_history") == before
    assert creator.get("/auth/me").status_code == 200


def test_a_killed_supervisor_leaves_no_process(instance: Instance) -> None:
    instance.process.kill()
    instance.process.wait()
    wait_for(lambda: not instance.processes(), seconds=20)
