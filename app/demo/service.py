"""Fills a site with people, clips and a past, all through the paths that real ones take."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid5

from sqlmodel import col, select

from app.db import new_session
from app.demo import progress as progresses
from app.demo.audience import NAMESPACE, befriend, enliven, maker
from app.demo.captions import caption
from app.demo.clips import Recipe, plan
from app.demo.progress import Progress
from app.demo.rendering import made
from app.demo.residents import Resident, settle
from app.errors import Unavailable
from app.models import Stage, StageState, Video, VideoStage, VideoStatus
from app.videos import creation
from app.videos.claim import scratch
from app.videos.schemas import Draft

Tell = Callable[[str], None]
PATIENCE_SECONDS = 600
ENDED = (VideoStatus.PUBLISHED, VideoStatus.REJECTED, VideoStatus.DELETED)
# Clips with the same music are to share one sound, so each has to have its own first.
UNHEARD = (
    select(VideoStage.video_id)
    .join(Video, col(Video.id) == col(VideoStage.video_id))
    .where(
        Video.status == VideoStatus.PUBLISHED,
        VideoStage.stage == Stage.SOUND,
        col(VideoStage.state).in_((StageState.WAITING, StageState.RUNNING)),
    )
)


@dataclass(slots=True)
class Summary:
    """What one run did."""

    people: int = 0
    sent: int = 0
    published: int = 0
    watches: int = 0
    follows: int = 0
    refused: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.published} clips are playing, with {self.watches:,} watches "
            f"by {self.people} people and others, and {self.follows} follows."
        )


def say(sentence: str) -> None:
    print(f"  demo: {sentence}", flush=True)


def make(*, videos: int = 36, users: int = 60, seed: int = 0, on_progress: Tell = say) -> Summary:
    """Add ``videos`` clips; a run that was interrupted is finished first and counts as this one."""
    residents = settle(users, seed=seed)
    progress = _resumed(videos, seed, residents)
    run = _Run(progress, residents, on_progress, Summary(people=len(residents)))
    with scratch("demo") as folder:
        recipes = plan(progress.target - progress.reached, seed=progress.seed, first=progress.reached)
        for recipe, path in made(recipes, folder):
            run.send(recipe, path)
            run.look()
    run.wait()
    run.summary.follows = befriend(residents, seed=seed)
    on_progress(str(run.summary))
    return run.summary


def _resumed(videos: int, seed: int, residents: Sequence[Resident]) -> Progress:
    """Where to go on. Notes about a site that is gone are dropped."""
    progress = progresses.load()
    with new_session() as session:
        ids = [one.user.id for one in residents]
        if session.exec(select(Video.id).where(col(Video.creator_id).in_(ids))).first() is None:
            progress = Progress(seed=seed)
    if progress.is_finished:
        progress.target = progress.reached + videos
    return progress


@dataclass(slots=True)
class _Run:
    """One run: what it knows of its clips between sending them and giving them their audience."""

    progress: Progress
    residents: Sequence[Resident]
    tell: Tell
    summary: Summary
    told: float = 0.0

    def send(self, recipe: Recipe, path: Path) -> None:
        draft = Draft(description=caption(recipe.scene, recipe.variant, recipe.credit))
        key = uuid5(NAMESPACE, f"{recipe.seed}:{recipe.number}")
        with path.open("rb") as file:
            card, _ = creation.create(maker(recipe, self.residents).viewer, draft, file, key=key)
        self.progress.quiet[str(card.id)] = recipe.number
        self.progress.reached = recipe.number + 1
        self.progress.save()
        self.summary.sent += 1

    def look(self) -> bool:
        """Give every clip that has come out its audience; whether anything changed."""
        with new_session() as session:
            waiting = [int(video_id) for video_id in self.progress.quiet]
            rows = session.exec(
                select(Video).where(
                    col(Video.id).in_(waiting), col(Video.status).in_(ENDED), ~col(Video.id).in_(UNHEARD)
                )
            ).all()
        for video in rows:
            self._settle(video)
        gone = len(waiting) and not rows and self._forget_missing(waiting)
        if rows or gone:
            self.progress.save()
        if time.monotonic() - self.told > 5:
            self.told = time.monotonic()
            sent, playing = self.progress.reached, self.summary.published
            self.tell(f"{sent} of {self.progress.target} clips made, {playing} playing")
        return bool(rows or gone)

    def wait(self) -> None:
        """Until the workers are through; when they stand still for too long, say so."""
        last = time.monotonic()
        while self.progress.quiet:
            if self.look():
                last = time.monotonic()
            elif time.monotonic() - last > PATIENCE_SECONDS:
                raise Unavailable(
                    f"{len(self.progress.quiet)} clips wait for a media worker. "
                    "Start the site, then run this again: it goes on where it stopped."
                )
            else:
                time.sleep(0.4)

    def _settle(self, video: Video) -> None:
        number = self.progress.quiet.pop(str(video.id))
        if video.status is VideoStatus.PUBLISHED:
            recipe = plan(1, seed=self.progress.seed, first=number)[0]
            self.summary.watches += enliven(video.id, recipe, self.residents)
            self.summary.published += 1
        elif video.status is VideoStatus.REJECTED:
            self.summary.refused.append(video.failure_message or "refused")
            self.tell(f"clip {number} was refused: {video.failure_message}")

    def _forget_missing(self, waiting: Sequence[int]) -> bool:
        """Somebody deleted clips for good while they waited."""
        with new_session() as session:
            alive = set(session.exec(select(Video.id).where(col(Video.id).in_(waiting))).all())
        gone = [video_id for video_id in waiting if video_id not in alive]
        for video_id in gone:
            del self.progress.quiet[str(video_id)]
        return bool(gone)
