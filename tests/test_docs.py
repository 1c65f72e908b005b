"""What the documents say is so: settings, commands, targets, links, levels and decisions."""

import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer.main
from pydantic import SecretStr

from app.cli import cli
from app.settings import REPOSITORY, Settings
from tests.test_architecture import LEVELS

DECISIONS = sorted((REPOSITORY / "docs" / "decisions").glob("*.md"))
OPERATIONS = (REPOSITORY / "docs" / "operations.md").read_text()
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")
# Written so that this file does not match itself.
REGISTRY = re.compile(
    r"\b(pypi\.org|pythonhosted\.org|registry\.npmjs|npmjs\.org|registry\.yarnpkg|npmmirror\.com|proxy\.golang)"
    r"|(?:--|^)(?:extra-)?index-url[ =]+\S+|\"resolved\": *\"http",
    re.M,
)


def tracked() -> list[Path]:
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := REPOSITORY / name).is_file()]


TRACKED = tracked()
DOCUMENTS = [path for path in TRACKED if path.suffix == ".md"]


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def code_in(text: str) -> Iterator[str]:
    """Lines of fenced blocks, and inline code."""
    for block in FENCE.finditer(text):
        yield from block.group(2).replace("\\\n", " ").splitlines()
    yield from INLINE.findall(FENCE.sub("", text))


def words_after(program: str) -> list[tuple[str, list[str]]]:
    """What the documents say after the name of a program, each with where it is said."""
    said = re.compile(rf"(?:^|\s|bin/){program} ([^#&|…]+)")
    return [
        (name_of(page), shlex.split(found.group(1)))
        for page in DOCUMENTS
        for code in code_in(page.read_text())
        if (found := said.search(code)) and not code.startswith("git ")
    ]


def first_cells(text: str, heading: str) -> list[tuple[list[str], str]]:
    """Code words of the first cell, and the second cell, of the table that follows a line."""
    table = text.split(heading, 1)[1].split("\n|", 1)[1].split("\n\n", 1)[0]
    rows = [line.strip("|").split("|") for line in table.splitlines()[2:]]
    return [(INLINE.findall(row[0]), row[1].strip()) for row in rows]


def shown(default: object) -> str:
    value = default.get_secret_value() if isinstance(default, SecretStr) else default
    value = value.relative_to(REPOSITORY) if isinstance(value, Path) else value
    return f"`{value}`" if str(value) else "–"


def test_every_setting_is_documented_with_its_default() -> None:
    told = {names[0]: default for names, default in first_cells(OPERATIONS, "## Settings")}
    assert told == {name.upper(): shown(field.default) for name, field in Settings.model_fields.items()}


def test_every_other_variable_that_is_read_is_documented() -> None:
    told = {name for names, _ in first_cells(OPERATIONS, "Read elsewhere:") for name in names}
    sources = [path.read_text() for path in TRACKED if path.suffix == ".py" and "tests" not in path.parts]
    read = {name for text in sources for name in re.findall(r"\"(ZOETROPE_[A-Z_]+)\"", text)}
    settings = {name.upper() for name in Settings.model_fields}
    assert read - settings == {name for name in told if name.startswith("ZOETROPE_")}


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (REPOSITORY / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    assert {(where, words[0]) for where, words in words_after("make") if words[0] not in targets} == set()


def test_the_readme_names_every_target_that_help_lists_for_a_newcomer() -> None:
    named = {words[0] for where, words in words_after("make") if where == "README.md"}
    assert {"run", "test", "check", "phone", "help"} <= named


@pytest.mark.parametrize(("where", "words"), words_after("zoetrope"), ids=str)
def test_every_command_that_is_named_exists_with_its_options(where: str, words: list[str]) -> None:
    command = typer.main.get_command(cli)
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        assert words[0] in command.commands, where
        command, words = command.commands[words[0]], words[1:]
    options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    assert {word for word in words if word.startswith("--")} <= options, where


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_relative_links_and_pictures_lead_somewhere(document: Path) -> None:
    targets = [first or second for first, second in LINK.findall(FENCE.sub("", document.read_text()))]
    near = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in near if not leads_somewhere(document, target)] == []


def leads_somewhere(page: Path, target: str) -> bool:
    path, _, anchor = unquote(target).partition("#")
    found = (page.parent / path).resolve() if path else page
    if not found.exists() or not found.is_relative_to(REPOSITORY):
        return False
    return not anchor or anchor in anchors(found)


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text()), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_decisions_are_numbered_without_gaps() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("decision", DECISIONS, ids=name_of)
def test_a_decision_has_its_number_a_date_and_its_three_parts(decision: Path) -> None:
    head = rf"# {decision.name[:4]}\. .+\n\n\d{{4}}-\d\d-\d\d · \w+.*\n"
    parts = r"\n## Context\n.+\n## Decision\n.+\n## Consequences\n"
    assert re.match(head + parts, decision.read_text(), re.S)


def test_the_levels_in_the_picture_are_those_that_are_enforced() -> None:
    text = (REPOSITORY / "docs" / "architecture.md").read_text()
    block = FENCE.search(text.split("## Import levels", 1)[1])
    assert block is not None
    assert [set(line.split()) for line in block.group(2).splitlines()] == LEVELS


def test_no_tracked_file_names_a_registry() -> None:
    texts = {name_of(path): path.read_bytes().decode(errors="replace") for path in TRACKED}
    assert {name: found.group() for name, text in texts.items() if (found := REGISTRY.search(text))} == {}


def test_licence_and_version_are_the_same_everywhere() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    licence = (REPOSITORY / "LICENSE").read_text()
    assert project["license"] == "AGPL-3.0-or-later"
    assert licence.split("\n", 1)[0].strip() == "GNU AFFERO GENERAL PUBLIC LICENSE"
    assert f"## [{project['version']}]" in (REPOSITORY / "CHANGELOG.md").read_text()
