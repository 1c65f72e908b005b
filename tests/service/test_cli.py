"""The command line says what it did, or in one sentence why it did not."""

import sys
from uuid import uuid4

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from app import cli, eventlog
from app.accounts.viewer import anonymous
from app.db import new_session
from app.models import Role, User
from app.models.columns import now
from app.watching import service as watching
from app.watching.schemas import WatchReport
from tests.outages import without_database

pytestmark = pytest.mark.usefixtures("clean")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, list(arguments))


def create(name: str = "ada", *, role: str = "admin", password: str = "") -> tuple[str, ...]:
    given = password or "correct horse"
    return ("user", "create", name, "--email", f"{name}@example.com", "--password", given, "--role", role)


def users() -> list[User]:
    with new_session() as session:
        return list(session.exec(select(User)))


@pytest.mark.parametrize("role", list(Role))
def test_an_account_is_made_with_its_role(role: Role) -> None:
    assert "@ada" in run(*create(role=role.value)).output
    (made,) = users()
    assert (made.username, made.role) == ("ada", role)


def test_a_role_that_does_not_exist_makes_nobody() -> None:
    refused = run(*create(role="emperor"))
    assert refused.exit_code == 2
    assert "emperor" in refused.output
    assert users() == []


def said_by(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    """What the whole command ends with."""
    monkeypatch.setattr(sys, "argv", ["zoetrope", *arguments])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return str(end.value.code)


def test_a_weak_password_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said_by(monkeypatch, *create(password="short")).startswith("password: ")
    assert users() == []


def test_a_taken_name_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    run(*create())
    assert said_by(monkeypatch, *create()) == "This account cannot be made."


def test_a_house_that_does_not_run_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with without_database():
        assert "does not answer" in said_by(monkeypatch, *create())


@pytest.mark.parametrize("since", ["-", "0", "0-0", "2026-01-01", "2026-01-01T00:00:00+00:00"])
def test_a_replay_says_how_much_it_applied(since: str) -> None:
    told = {"video_id": 1, "watched_ms": 1, "duration_ms": 1, "started_at": now()}
    reports = [WatchReport.model_validate({**told, "event_id": uuid4()}) for _ in range(3)]
    watching.report(anonymous("somebody-somewhere"), reports)
    assert "3 events were applied." in run("replay", watching.TOPIC, "--since", since).output


@pytest.mark.parametrize("arguments", [("watches", "--since", "yesterday"), ("gossip",)])
def test_a_replay_of_what_is_not_there_is_refused(arguments: tuple[str, ...]) -> None:
    refused = run("replay", *arguments)
    assert refused.exit_code == 2
    assert "Traceback" not in refused.output


def test_an_empty_log_replays_nothing() -> None:
    assert list(eventlog.replay(watching.TOPIC)) == []
    assert "0 events" in run("replay", watching.TOPIC).output


def test_no_dead_letters_is_an_empty_list() -> None:
    assert run("dead-letters", "list").output == ""


def test_retrying_what_is_not_dead_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    told = said_by(monkeypatch, "dead-letters", "retry", "first", "first-1")
    assert told == "There is no dead letter first-1."
