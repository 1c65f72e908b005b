"""The operator's commands about what is kept: `zoetrope archive …`."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.lifecycle.keeping import Kept

archive = typer.Typer(no_args_is_help=True, help="Videos that were deleted and are kept for a while.")


@archive.command("list")
def listed() -> None:
    """What was deleted or is held, the next to be purged first."""
    from app.db import transaction
    from app.lifecycle import keeping

    with transaction() as session:
        kept = keeping.listing(session)
    for one in kept:
        typer.echo(_line(one))
    if not kept:
        typer.echo("Nothing is kept.")


@archive.command("hold")
def hold(video_id: int, reason: Annotated[str, typer.Option(help="For the audit log.")] = "") -> None:
    """Never purge a video, for a court or a dispute, until it is released."""
    from app.db import transaction
    from app.lifecycle import keeping

    with transaction() as session:
        keeping.hold(session, video_id, reason=reason)
    typer.echo(f"Video {video_id} is held.")


@archive.command("release")
def release(video_id: int) -> None:
    """End a hold: what is past its time goes with the next purge."""
    from app.db import transaction
    from app.lifecycle import keeping

    with transaction() as session:
        keeping.release(session, video_id)
    typer.echo(f"Video {video_id} is no longer held.")


@archive.command("restore")
def restore(video_id: int) -> None:
    """Publish a deleted video again, made anew from its original."""
    from app.lifecycle import keeping

    keeping.restore(video_id)
    typer.echo(f"Video {video_id} is being made again; it plays as soon as its first rung is there.")


def _line(kept: "Kept") -> str:
    place = "archived" if kept.is_archived else "in place" if kept.deleted_at is None else "on its way"
    until = "held" if kept.legal_hold else f"until {_day(kept.retain_until)}"
    words = " ".join(kept.description.split())[:40]
    return "\t".join(
        [str(kept.video_id), f"@{kept.creator}", _day(kept.deleted_at), until, place, words]
    ).rstrip()


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "–"
