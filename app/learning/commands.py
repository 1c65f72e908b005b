"""The operator's commands about what is learned: `zoetrope train` and `zoetrope models …`."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from app.models import RecsysModel

models = typer.Typer(no_args_is_help=True, help="Versions of the trained model.")


def train() -> None:
    """Learn from the watches of the last weeks now, and switch to what was learned unless it is worse."""
    from app.learning import training

    outcome = training.train(tell=typer.echo)
    raise typer.Exit(0 if outcome.is_active else 1)


@models.command("list")
def listed() -> None:
    """The newest first."""
    from app.db import new_session
    from app.learning import versions

    with new_session() as session:
        rows = versions.listing(session)
    for row in rows:
        typer.echo(_line(row))
    if not rows:
        typer.echo("Nothing was trained yet.")


@models.command("switch")
def switch(model_id: int) -> None:
    """Serve with this version from now on; vectors follow in the background."""
    from app.learning import versions

    versions.activate(model_id)
    typer.echo(f"Model {model_id} serves within seconds; all vectors follow.")


@models.command("rollback")
def rollback() -> None:
    """Serve with the version before; the one that served is refused."""
    from app.db import transaction
    from app.learning import versions

    with transaction() as session:
        model_id = versions.roll_back(session).id
    typer.echo(f"Model {model_id} serves again within seconds; all vectors follow.")


def _line(row: "RecsysModel") -> str:
    judged = row.metrics.get("judged", {})
    scores = " ".join(f"{name} {value:.4f}" for name, value in judged.items() if isinstance(value, float))
    said = [str(row.id), str(row.state), f"{row.created_at:%Y-%m-%d %H:%M}", f"{row.bytes:,} bytes", scores]
    return "\t".join([*said, row.reason or ""]).rstrip()
