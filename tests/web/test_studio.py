"""The studio's page: what it is made of, and that its State asks no more than who is looking."""

import re
from pathlib import Path

import pytest

from app.media.edit import Look
from app.media.looks import for_browser
from app.web.components import jsx
from app.web.pages.upload import upload

HERE = Path(jsx.__file__).parent
SCRIPTS = sorted(path for path in HERE.glob("studio*.*") if path.suffix in {".js", ".jsx"})
IMPORTED = re.compile(r'from "\./([\w.]+)"|import "\./([\w.]+)"')


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_script_finds_what_it_imports(path: Path) -> None:
    named = {one or other for one, other in IMPORTED.findall(path.read_text())}
    assert named <= set(jsx.SCRIPTS)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_stays_small_and_says_what_it_is_for(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert len(lines) < 300
    assert lines[0].startswith("// ")


def test_the_editor_gets_every_look_that_the_worker_renders() -> None:
    assert {look["name"] for look in for_browser()} == set(Look) - {Look.NONE}


def test_the_page_depends_on_the_session_alone() -> None:
    states = set(re.findall(r"app___web___\w+state", str(upload())))
    assert states == {"app___web___session____session_state"}
