"""/hashtags/trending: what one may say to like when joining."""

from fastapi.testclient import TestClient

from app.db import transaction
from app.models import Visibility
from tests.builders import make_user, make_video


def test_topics_are_those_that_most_creators_share(client: TestClient) -> None:
    with transaction() as session:
        ada, bob = make_user(session), make_user(session)
        for one, tags in ((ada, ["sea", "dusk", "fyp"]), (ada, ["dusk"]), (bob, ["sea", "fyp"])):
            make_video(session, one, hashtags=tags)
        make_video(session, bob, hashtags=["secret"], visibility=Visibility.PRIVATE)
    found = client.get("/api/v1/hashtags/trending").json()["items"]
    assert [(one["name"], one["creators"]) for one in found] == [("sea", 2), ("dusk", 1)]


def test_as_many_topics_as_asked_for(client: TestClient) -> None:
    with transaction() as session:
        make_video(session, make_user(session), hashtags=["a", "b", "c"])
    assert len(client.get("/api/v1/hashtags/trending?limit=2").json()["items"]) == 2
    assert client.get("/api/v1/hashtags/trending?limit=0").status_code == 422
