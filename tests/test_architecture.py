"""The house keeps its shape: imports point one way, only one place commits or reads the environment."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Low to high; a package imports only from its own level or to its left.
LEVELS: list[set[str]] = [
    {"errors", "settings", "shapes", "lifeline"},
    {"models", "partitions"},
    {"telemetry", "resilience", "db", "cache", "storage", "jobs", "eventlog", "notices", "mail", "embedded"},
    {"media", "recsys"},
    {"accounts"},
    {"uploads", "sounds", "videos"},
    {"social", "comments", "watching"},
    {"learning"},
    {"feed", "search", "notifications", "moderation", "studio", "admin", "lifecycle"},
    {"demo"},
    {"api", "web", "workers"},
    {"app", "cli"},
]
LEVEL = {name: level for level, names in enumerate(LEVELS) for name in names}
BANNED = {"manager", "helper", "helpers", "util", "utils", "handle", "misc", "data"}
SOURCES = [path for folder in ("app", "workers", "mobile") for path in sorted((ROOT / folder).rglob("*.py"))]


def part_of(path: Path) -> str:
    place = path.relative_to(ROOT).parts
    return place[0] if place[0] != "app" else Path(place[1]).stem


def imports(path: Path) -> Iterator[str]:
    """Parts of our own that the file imports, at its top or inside its functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            if node.module == "app":
                yield from (alias.name for alias in node.names)
            elif node.module.split(".")[0] in {"app", "workers", "mobile"}:
                yield (
                    node.module.split(".")[1] if node.module.startswith("app.") else node.module.split(".")[0]
                )
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in {"app", "workers", "mobile"}:
                    yield (
                        alias.name.split(".")[1]
                        if alias.name.startswith("app.")
                        else alias.name.split(".")[0]
                    )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_imports_only_to_its_left(path: Path) -> None:
    part = part_of(path)
    if part in {"mobile", "__init__"}:
        return
    wrong = {name for name in imports(path) if name != part and LEVEL[name] > LEVEL[part]}
    assert not wrong


def test_the_phone_imports_nothing_of_the_server() -> None:
    wrong = {
        (str(path), name)
        for path in (ROOT / "mobile").rglob("*.py")
        for name in imports(path)
        if name != "mobile"
    }
    assert not wrong


def test_only_settings_read_the_environment() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if part_of(path) not in {"embedded", "mobile"}
        and ("os.environ" in path.read_text() or "getenv" in path.read_text())
    }
    assert readers <= {"app/settings.py", "app/telemetry.py"}


def test_only_transaction_commits() -> None:
    committers = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    }
    assert not committers


def test_web_pages_hold_no_sql() -> None:
    for path in (ROOT / "app" / "web").rglob("*.py"):
        source = path.read_text()
        assert not any(word in source for word in ("select(", ".exec(", ".execute(", "rx.session"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_say_what_they_are(path: Path) -> None:
    named = {path.stem} | {
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    assert not {name for name in named if set(name.lower().strip("_").split("_")) & BANNED}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_why_it_exists(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_no_tracked_lock_names_a_registry() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert "://" not in lock.read_text()
