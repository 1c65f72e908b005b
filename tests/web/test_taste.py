"""The page about one's own feed, and the viewer's sheet: what they are made of."""

from pathlib import Path

import pytest

from app.web.pages.taste import taste
from tests.web import scripts

SCRIPTS = scripts.named("taste", "steer", "viewer", "settings", "login", "mailed", "pace", "playback")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_script_finds_what_it_imports(path: Path) -> None:
    assert scripts.finds_its_imports(path)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_stays_small_and_says_what_it_is_for(path: Path) -> None:
    assert scripts.is_small_and_says_what_it_is_for(path)


def test_the_page_depends_on_what_every_page_depends_on() -> None:
    assert scripts.states_of(taste()) == scripts.EVERYWHERE
