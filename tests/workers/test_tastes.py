"""A watch that a player reports moves its viewer's taste, all the way through, with no job in between."""

from uuid import uuid4

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.cache import valkey_bytes
from app.db import new_session, transaction
from app.learning import tastes
from app.models import VideoContent, VideoEmbedding
from app.models.columns import now
from tests.builders import make_user, make_video
from tests.crowds import content_of
from tests.workers.conftest import Start, wait_for

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture
def videos(clean: None) -> list[int]:
    rng = np.random.default_rng(1)
    with transaction() as session:
        creator = make_user(session)
        made = [make_video(session, creator).id for _ in range(6)]
        for place, video_id in enumerate(made):
            content = content_of(place % 2, rng)
            session.add(VideoContent(video_id=video_id, content=content))
            session.add(VideoEmbedding(video_id=video_id, embedding=content))
    return made


def report(client: TestClient, video_id: int) -> None:
    """Until Valkey has another taste of its viewer."""
    before, key = kept(), uuid4()
    body = {"event_id": str(key), "video_id": video_id, "watched_ms": 9000, "duration_ms": 10_000}
    answer = client.post("/api/v1/watches", json={"watches": [{**body, "started_at": now().isoformat()}]})
    assert answer.status_code == 202, answer.text
    wait_for(lambda: kept() != before)


def kept() -> dict[bytes, bytes]:
    keys = [key for key in valkey_bytes().keys("taste:*") if not key.endswith(b":turn")]
    return {key: valkey_bytes().get(key) for key in keys}


def test_every_watch_moves_the_vector_by_itself(client: TestClient, start: Start, videos: list[int]) -> None:
    start("consumers")
    for video_id in videos[:4]:
        report(client, video_id)
    key = next(iter(kept())).decode().removeprefix("taste:")
    with new_session() as session:
        assert tastes.taste_of(session, key).is_known
