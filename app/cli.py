"""The `zoetrope` command."""

import re
import sys
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import ValidationError

from app.errors import AppError
from app.feed.commands import evaluate
from app.learning.commands import models, train
from app.lifecycle.commands import archive, backfill, check
from app.moderation.commands import block_list
from app.settings import REPOSITORY, SettingsError, settings

cli = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
users = typer.Typer(no_args_is_help=True, help="People of this site.")
jobs = typer.Typer(no_args_is_help=True, help="Work that died and waits for a person.")
cli.add_typer(users, name="user")
cli.add_typer(jobs, name="dead-letters")
cli.add_typer(archive, name="archive")
cli.add_typer(block_list, name="block-list")
cli.add_typer(backfill, name="backfill")
cli.add_typer(models, name="models")
cli.command()(check)
cli.command()(evaluate)
cli.command()(train)


@cli.command()
def up() -> None:
    """Run everything on this machine until Ctrl-C."""
    from app.embedded import supervisor

    raise SystemExit(supervisor.run())


@cli.command()
def doctor() -> None:
    """Say what is wrong with this machine."""
    from app.embedded import doctor as checks

    raise SystemExit(checks.report())


@cli.command()
def web() -> None:
    """Run the web process alone, where other machines run the rest."""
    from app.embedded import parts

    parts.become_web(settings())


@cli.command()
def worker(queues: Annotated[list[str], typer.Argument(help="Queues, or: consumers.")]) -> None:
    """Work on queues, or read the event log, on this machine alone."""
    from workers.__main__ import main as work

    work(queues)


@cli.command()
def schedule() -> None:
    """Send what is due by the clock; one of these is enough for a site."""
    from workers.__main__ import main as work

    work(["schedule"])


@cli.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from alembic.config import Config

    from alembic import command
    from app.db import engine
    from app.partitions import make_partitions

    command.upgrade(Config(str(REPOSITORY / "alembic.ini")), "head")
    with engine().begin() as connection:
        make_partitions(connection, today=date.today())


@cli.command()
def demo(
    videos: Annotated[int, typer.Option(min=1)] = 36, users: Annotated[int, typer.Option(min=2)] = 60
) -> None:
    """Make creators, clips, comments and a history of watches to try the site with."""
    from app.demo import service

    service.make(videos=videos, users=users)


@cli.command("import")
def import_folder(folder: Path, creator: Annotated[str, typer.Option(help="User name.")] = "") -> None:
    """Publish a folder of one's own clips."""
    from app.demo import importing

    raise SystemExit(importing.publish_folder(folder, creator=creator))


@cli.command()
def replay(topic: str, since: Annotated[str, typer.Option(help="An offset, or an ISO time.")] = "-") -> None:
    """Apply kept events again, from an offset or a time on; what was counted stays counted once."""
    from app import eventlog
    from app.watching import service as watching

    if topic != watching.TOPIC:
        raise typer.BadParameter(f"Only {watching.TOPIC} can be replayed.")
    events, applied = eventlog.replay(topic, since=_start(since)), 0
    while batch := list(islice(events, eventlog.BATCH)):
        watching.apply(batch)
        applied += len(batch)
    typer.echo(f"{applied} events were applied.")


def _start(since: str) -> str | datetime:
    if re.fullmatch(r"-|[0-9]+(-[0-9]+)?", since):
        return since
    try:
        return datetime.fromisoformat(since)
    except ValueError:
        raise typer.BadParameter(f"{since} is neither an offset nor an ISO time.") from None


@users.command("create")
def create_user(
    username: str,
    email: Annotated[str, typer.Option(prompt=True)],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
    role: Literal["user", "creator", "moderator", "admin"] = "user",
) -> None:
    """Make an account with a role."""
    from app.accounts.schemas import Registration
    from app.accounts.service import register
    from app.db import transaction
    from app.models import Role

    wanted = Registration(username=username, email=email, password=password)
    with transaction() as session:
        user = register(session, wanted, role=Role(role))
    typer.echo(f"@{user.username} ({user.role}) has the id {user.id}.")


@jobs.command("list")
def list_dead() -> None:
    from app.jobs import QUEUES, dead_letters

    for queue in QUEUES:
        for letter in dead_letters(queue):
            typer.echo(f"{letter.queue}\t{letter.id}\t{letter.job}{letter.args}\t{letter.reason}")


@jobs.command("retry")
def retry(queue: str, job_id: str) -> None:
    from app.jobs import retry_dead

    retry_dead(queue, job_id)
    typer.echo(f"{job_id} is queued again.")


def main() -> None:
    """Failures that a person can mend end with a sentence, not with a traceback."""
    try:
        cli()
    except (AppError, SettingsError) as error:
        sys.exit(str(error))
    except ValidationError as error:
        sys.exit("\n".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()))
    except Exception as error:
        if not _is_absence(error):
            raise
        sys.exit("The database or Valkey does not answer. Does `zoetrope up` run?")


def _is_absence(error: Exception) -> bool:
    from sqlalchemy.exc import OperationalError

    from app.cache import DOWN

    return isinstance(error, (OperationalError, *DOWN))


if __name__ == "__main__":
    main()
