"""/users/me/settings: what somebody chose, and only for them."""

import pytest
from fastapi.testclient import TestClient

from tests.builders import sign_up

PATH = "/api/v1/users/me/settings"
USUAL = {"language": None, "region": None, "autoplay": True, "data_saver": False, "screen_minutes": None}


def test_settings_are_for_people_with_an_account(client: TestClient) -> None:
    assert client.get(PATH).status_code == 401
    assert client.patch(PATH, json={"autoplay": False}).status_code == 401


def test_who_never_chose_has_the_usual(client: TestClient) -> None:
    sign_up(client, "ada")
    assert client.get(PATH).json() == USUAL


def test_only_what_is_named_changes_and_null_forgets(client: TestClient) -> None:
    sign_up(client, "ada")
    client.patch(PATH, json={"data_saver": True, "region": "de", "screen_minutes": 30})
    changed = client.patch(PATH, json={"autoplay": False, "region": None}).json()
    assert changed == {**USUAL, "data_saver": True, "autoplay": False, "screen_minutes": 30}
    assert client.get(PATH).json() == changed


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"screen_minutes": 0}, "screen_minutes"),
        ({"region": "Atlantis"}, "region"),
        ({"language": "<b>"}, "language"),
        ({"autoplay": None}, "autoplay"),
        ({"autplay": True}, "autplay"),
    ],
)
def test_what_is_wrong_with_a_choice_is_named(
    client: TestClient, change: dict[str, object], field: str
) -> None:
    sign_up(client, "ada")
    refused = client.patch(PATH, json=change)
    assert refused.status_code == 422
    assert set(refused.json()["error"]["fields"]) == {field}
