"""An account closes while its videos are still being made: neither waits for the other."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import text

from app.accounts.viewer import Viewer
from app.db import new_session, transaction
from app.models import Video, VideoStatus, Visibility
from app.social import people
from app.social.schemas import OwnChange
from app.videos import publishing
from tests.builders import make_video
from tests.service.scenes import viewer

WAITING = text("""SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'""")


def close(creator: Viewer) -> None:
    with transaction() as session:
        people.change(session, creator, OwnChange(is_private=True))


def somebody_waits() -> bool:
    with new_session() as session:
        return session.execute(WAITING).scalar_one() > 0


def wait_for_a_lock() -> None:
    late = time.monotonic() + 30
    while not somebody_waits():
        assert time.monotonic() < late, "nobody waits"
        time.sleep(0.02)


@pytest.mark.usefixtures("clean")
def test_a_video_is_published_while_its_creators_account_closes() -> None:
    with transaction() as session:
        creator = viewer(session)
        made = make_video(session, creator.must_be_signed_in(), status=VideoStatus.PROCESSING).id
    with ThreadPoolExecutor(1) as other, transaction() as session:
        video = publishing.must_lock(session, made)
        closing = other.submit(close, creator)
        wait_for_a_lock()
        publishing.release(session, video)
        session.commit()
        closing.result(30)
    with new_session() as session:
        found = session.get_one(Video, made)
        assert (found.status, found.visibility) == (VideoStatus.PUBLISHED, Visibility.FOLLOWERS)
