"""`zoetrope archive`: what it lists, holds, lets go and gives back, or why it does not."""

import sys
from datetime import timedelta
from io import BytesIO

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner, Result

from app import cli, storage
from app.accounts.viewer import signed_in
from app.db import new_session, transaction
from app.lifecycle import archive, deletion
from app.models import AuditLog, User, Video, VideoStatus
from app.models.columns import now
from app.settings import settings
from tests.builders import make_user, make_video

pytestmark = pytest.mark.usefixtures("clean")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.cli, ["archive", *map(str, arguments)])


def refusal(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> str:
    monkeypatch.setattr(sys, "argv", ["zoetrope", "archive", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return str(end.value.code)


def kept(video_id: int) -> Video:
    with new_session() as session:
        return session.get_one(Video, video_id)


def actions() -> list[str]:
    with new_session() as session:
        return list(session.exec(select(AuditLog.action).order_by(col(AuditLog.id))))


@pytest.fixture
def video_id(clean: None) -> int:
    """Ada's video, which plays."""
    with transaction() as session:
        ada = make_user(session, "ada")
        video = make_video(session, ada, description="paper boats", media={"renditions": []})
        video.original_key = storage.original_key(video.id)
    storage.put_stream(video.original_key, BytesIO(b"film"), length=4, content_type="video/mp4")
    return video.id


@pytest.fixture
def deleted(video_id: int) -> int:
    delete(video_id)
    assert archive.keep(video_id)
    return video_id


def delete(video_id: int) -> None:
    with transaction() as session:
        creator = session.get_one(User, session.get_one(Video, video_id).creator_id)
        deletion.remove(session, signed_in(creator), video_id)


def test_the_list_says_what_is_kept_until_when(deleted: int) -> None:
    (line,) = run("list").output.splitlines()
    video = kept(deleted)
    begin, until = f"{video.deleted_at:%Y-%m-%d}", f"until {video.retain_until:%Y-%m-%d}"
    assert line.split("\t") == [str(deleted), "@ada", begin, until, "archived", "paper boats"]


def test_an_empty_archive_says_so() -> None:
    assert run("list").output == "Nothing is kept.\n"


def test_a_hold_is_listed_and_ends(deleted: int) -> None:
    assert run("hold", deleted, "--reason", "Case 12").exit_code == 0
    assert "\theld\t" in run("list").output
    assert run("release", deleted).exit_code == 0
    assert "\theld\t" not in run("list").output
    assert actions() == ["video.deleted", "video.held", "video.released"]


def test_what_still_plays_can_be_held_too(video_id: int) -> None:
    run("hold", video_id)
    assert "in place" in run("list").output
    assert kept(video_id).status is VideoStatus.PUBLISHED


def test_a_restored_video_is_made_again_from_its_original(deleted: int) -> None:
    assert run("restore", deleted).exit_code == 0
    video = kept(deleted)
    assert (video.status, video.deleted_at, video.retain_until) == (VideoStatus.PROCESSING, None, None)
    assert b"".join(storage.read(video.original_key or "")) == b"film"
    assert list(storage.listing(f"{deleted}/", bucket=settings().archive_bucket)) == []
    assert actions() == ["video.deleted", "video.restored"]


def test_restoring_says_why_not(monkeypatch: pytest.MonkeyPatch, video_id: int) -> None:
    assert refusal(monkeypatch, "restore", video_id) == f"Video {video_id} is not deleted."
    delete(video_id)
    assert "still on its way" in refusal(monkeypatch, "restore", video_id)
    archive.keep(video_id)
    with transaction() as session:
        session.get_one(Video, video_id).retain_until = now() - timedelta(seconds=1)
    assert "is over" in refusal(monkeypatch, "restore", video_id)
    archive.purge_due()
    assert refusal(monkeypatch, "restore", video_id) == f"There is no video {video_id}."


def test_a_file_that_never_arrived_whole_cannot_come_back(
    monkeypatch: pytest.MonkeyPatch, video_id: int
) -> None:
    storage.remove([storage.original_key(video_id)])
    delete(video_id)
    archive.keep(video_id)
    assert "never arrived whole" in refusal(monkeypatch, "restore", video_id)


def test_releasing_what_is_not_held_says_so(monkeypatch: pytest.MonkeyPatch, video_id: int) -> None:
    assert refusal(monkeypatch, "release", video_id) == f"Video {video_id} is not held."
