"""`zoetrope block-list`: what may not be published here again."""

from typing import Annotated

import typer

block_list = typer.Typer(no_args_is_help=True, help="Clips that may not be published here again.")


@block_list.command("add")
def add(video_id: int, reason: Annotated[str, typer.Option(help="Why, for those who come later.")]) -> None:
    """Refuse this clip, and what looks like it, from now on. The video itself stays as it is."""
    from app.db import transaction
    from app.moderation import blocklist

    with transaction() as session:
        entry = blocklist.add(session, video_id, reason=reason)
    typer.echo(f"Video {video_id} is entry {entry.id} of the block list.")


@block_list.command("list")
def show() -> None:
    from app.db import new_session
    from app.moderation import blocklist

    with new_session() as session:
        for entry in blocklist.entries(session):
            typer.echo(f"{entry.id}\tvideo {entry.video_id}\t{entry.created_at:%Y-%m-%d}\t{entry.reason}")


@block_list.command("remove")
def remove(entry_id: int) -> None:
    """Take an entry off the list; what was refused may be sent again."""
    from app.db import transaction
    from app.moderation import blocklist

    with transaction() as session:
        blocklist.remove(session, entry_id)
    typer.echo(f"Entry {entry_id} is off the block list.")
