"""The page about one's own feed, and the viewer's sheet: what they are made of."""

import re
from pathlib import Path

import pytest

from app.web.components import jsx
from app.web.pages.taste import taste

HERE = Path(jsx.__file__).parent
SCRIPTS = sorted(
    path
    for kind in ("taste", "steer", "viewer")
    for path in HERE.glob(f"{kind}*.js*")
    if path.suffix != ".json"
)
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


def test_the_page_depends_on_the_session_alone() -> None:
    states = set(re.findall(r"app___web___\w+state", str(taste())))
    assert states == {"app___web___session____session_state"}
