"""Settings as one test needs them, further browsers beside the first, and a mail server."""

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from app.settings import settings
from tests.letters import Postbox, mail_server

Configure = Callable[..., None]
Browser = Callable[..., TestClient]


@pytest.fixture
def configure(clean: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """Set variables for this test; `configure(ZOETROPE_LIMITS="on")`."""

    def change(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()

    yield change
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def new_browser(clean: None) -> Iterator[Browser]:
    """Makes browsers with cookies and an address of their own."""
    from app.api import api

    made: list[TestClient] = []

    def open_one(address: str = "198.51.100.7") -> TestClient:
        made.append(
            TestClient(
                api, base_url="http://localhost:8000", client=(address, 50000), raise_server_exceptions=False
            )
        )
        return made[-1]

    yield open_one
    for one in made:
        one.close()


@pytest.fixture
def postbox(clean: None) -> Iterator[Postbox]:
    with mail_server() as box:
        yield box
