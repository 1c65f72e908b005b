"""What every script of a page must hold, whoever wrote it."""

import re
from collections.abc import Sequence
from pathlib import Path

from app.web.components import jsx

HERE = Path(jsx.__file__).parent
# Who is signed in, and what the server says.
EVERYWHERE = {"app___web___session____session_state", "app___web___components___notice____notice_state"}
IMPORTED = re.compile(r'from "\./([\w.]+)"|import "\./([\w.]+)"')


def named(*kinds: str) -> Sequence[Path]:
    """Scripts whose names begin so."""
    found = (path for kind in kinds for path in HERE.glob(f"{kind}*"))
    return sorted(path for path in found if path.suffix in {".js", ".jsx"})


def finds_its_imports(path: Path) -> bool:
    return {one or other for one, other in IMPORTED.findall(path.read_text())} <= set(jsx.SCRIPTS)


def is_small_and_says_what_it_is_for(path: Path) -> bool:
    lines = path.read_text().splitlines()
    return len(lines) < 300 and lines[0].startswith("// ")


def states_of(page: object) -> set[str]:
    return set(re.findall(r"app___web___\w+state", str(page)))
