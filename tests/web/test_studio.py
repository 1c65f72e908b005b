"""The studio's page: what it is made of, and that its State asks no more than who is looking."""

from pathlib import Path

import pytest

from app.media.edit import Look
from app.media.looks import for_browser
from app.web.pages.upload import upload
from tests.web import scripts

SCRIPTS = scripts.named("studio")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_script_finds_what_it_imports(path: Path) -> None:
    assert scripts.finds_its_imports(path)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_stays_small_and_says_what_it_is_for(path: Path) -> None:
    assert scripts.is_small_and_says_what_it_is_for(path)


def test_the_editor_gets_every_look_that_the_worker_renders() -> None:
    assert {look["name"] for look in for_browser()} == set(Look) - {Look.NONE}


def test_the_page_depends_on_what_every_page_depends_on() -> None:
    assert scripts.states_of(upload()) == scripts.EVERYWHERE
