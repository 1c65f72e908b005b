"""The operator's commands about what is kept: `zoetrope archive …`, `check` and `backfill`."""

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


backfill = typer.Typer(no_args_is_help=True, help="Make parts again that videos lack.")


@backfill.callback()
def _backfill() -> None:
    """`backfill media` has a word of its own for what is filled."""


@backfill.command("media")
def backfill_media(
    missing: Annotated[str, typer.Option(help="poster, storyboard, fingerprint, embedding or rung.")],
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many videos.")] = None,
    video: Annotated[int | None, typer.Option(help="Only this one.")] = None,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Only order it.")] = False,
) -> None:
    """Find published videos that lack a part and have the workers make it again."""
    from app.lifecycle.backfill import Part, ended, order_missing

    if missing not in set(Part):
        raise typer.BadParameter(f"Say one of {', '.join(Part)}.", param_hint="--missing")
    lacks = order_missing(Part(missing), limit=limit, video_id=video)
    typer.echo(f"{len(lacks)} without {missing}.")
    failed = {}
    if lacks and not no_wait:
        with typer.progressbar(ended(lacks), length=len(lacks), label="Made") as bar:
            failed = {lack.video_id: reason for lack, reason in bar if reason}
    for video_id, reason in failed.items():
        typer.echo(f"video {video_id}: {reason}")
    raise typer.Exit(1 if failed else 0)


@backfill.command("embeddings")
def backfill_embeddings() -> None:
    """Put all videos and people where the active model has them; a run that was killed is continued."""
    from app.learning import rebuilding

    with typer.progressbar(length=rebuilding.total(), label="Moved") as bar:
        moved = rebuilding.rebuild(bar.update)
    typer.echo(f"{moved.videos:,} videos and {moved.people:,} people stand where {moved.model} has them.")


def check(
    mend: Annotated[
        bool,
        typer.Option(
            "--fix",
            "--mend",
            help="Remove objects that no row has named for an hour; count anew.",
        ),
    ] = False,
) -> None:
    """Look for objects and rows without each other, wrong counts, work that stands still; 1 when found."""
    from app.db import new_session
    from app.lifecycle.check import findings
    from app.lifecycle.mending import mended

    count = good = 0
    with new_session() as session:
        for finding in findings(session):
            done = mend and any(True for _ in mended([finding]))
            count, good = count + 1, good + done
            typer.echo(f"{'mended' if done else finding.kind:<8} {finding.where:<20} {finding.what}")
    typer.echo(_summary(count, good))
    raise typer.Exit(1 if count > good else 0)


def _summary(count: int, mended: int) -> str:
    if not count:
        return "Everything belongs together."
    left = f"{count - mended} to look at." if count > mended else "Nothing is left to look at."
    return f"{count} found, {mended} mended. {left}" if mended else f"{count} found."


def _line(kept: "Kept") -> str:
    place = "archived" if kept.is_archived else "in place" if kept.deleted_at is None else "on its way"
    until = "held" if kept.legal_hold else f"until {_day(kept.retain_until)}"
    words = " ".join(kept.description.split())[:40]
    return "\t".join(
        [str(kept.video_id), f"@{kept.creator}", _day(kept.deleted_at), until, place, words]
    ).rstrip()


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "–"
