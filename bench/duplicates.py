"""Measures how well copies are recognised, attack by attack, through the real search in PostgreSQL."""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sqlalchemy import text
from sqlmodel import Session

from app import cli, db, settings
from app.embedded.stores import running_stores
from app.media.fingerprint import Prints
from app.media.looking import look_at
from app.models import User, Video, VideoStatus
from app.videos import duplicates, prints
from bench.footage import ATTACKS, FRESH, SECONDS, TUNED, attacked, clips, is_lookalike

FILL_BATCH, MOMENTS = 1000, 30
MORE_VIDEOS = text(
    "INSERT INTO videos (creator_id, status, description, duration_seconds, width, height) "
    "SELECT :owner, 'published', '', 15, 270, 480 FROM generate_series(1, :count) "
    "RETURNING id"
)


@dataclass(slots=True)
class Result:
    """What happened to the clips under one attack; `wrong` are flags for another clip."""

    tried: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    search_ms: list[float] = field(default_factory=list)
    judge_ms: list[float] = field(default_factory=list)

    def row(self) -> dict[str, object]:
        found = self.tried - len(self.missed)
        return {
            "clips": self.tried,
            "recall": round(found / max(self.tried, 1), 3),
            "precision": round(found / max(found + len(self.wrong), 1), 3),
            "search ms": round(statistics.median(self.search_ms), 1),
            "judge ms": round(statistics.median(self.judge_ms), 1),
            "missed": self.missed,
            "wrong": self.wrong,
        }


@contextmanager
def empty_site() -> Iterator[Session]:
    """A PostgreSQL of its own, of which nothing stays."""
    with tempfile.TemporaryDirectory(prefix="zoetrope-bench-") as home:
        os.environ["ZOETROPE_HOME"] = home
        with running_stores(Path(home), durable=False) as running:
            os.environ.update(running.environment())
            settings.settings.cache_clear()
            cli.migrate()
            with db.new_session() as session:
                yield session
            db.engine().dispose()


def person(session: Session, name: str) -> int:
    made = User(username=name, email=f"{name}@bench.invalid", password_hash="-", display_name=name)  # noqa: S106
    session.add(made)
    session.flush()
    return made.id


def publish(session: Session, owner: int, seen: Prints) -> int:
    video = Video(creator_id=owner, status=VideoStatus.PUBLISHED, duration_seconds=SECONDS)
    session.add(video)
    session.flush()
    duplicates.keep(session, video.id, seen)
    return video.id


def fill(session: Session, owner: int, count: int) -> None:
    """So many other videos, whose codes are those of waves as strong as in photographs, with cuts."""
    rng, waves = np.random.default_rng(1), np.arange(1, 9)
    size = 1 / np.hypot(waves[:, None], waves[None, :]).ravel() ** 1.5
    for _ in range(0, count, FILL_BATCH):
        ids = session.execute(MORE_VIDEOS, {"owner": owner, "count": FILL_BATCH}).scalars().all()
        scene, rows = rng.laplace(size=(len(ids), 64)) * size, []
        for moment in range(MOMENTS):
            scene = np.where(rng.random((len(ids), 1)) < 0.1, rng.laplace(size=scene.shape) * size, scene)
            seen = scene + 0.35 * rng.laplace(size=scene.shape) * size
            bits = (seen > np.median(seen, axis=1, keepdims=True)).astype(np.uint8) + 48
            rows += [
                (one, moment * 500, code.tobytes().decode()) for one, code in zip(ids, bits, strict=True)
            ]
        _copy(session, rows)
    session.commit()
    session.execute(text("ANALYZE picture_prints"))


def _copy(session: Session, rows: list[tuple[int, int, str]]) -> None:
    raw = session.connection().connection.driver_connection
    assert raw is not None  # noqa: S101 - it is connected
    with (
        raw.cursor() as cursor,
        cursor.copy("COPY picture_prints (video_id, at_ms, code) FROM STDIN") as into,
    ):
        for row in rows:
            into.write_row(row)


@dataclass(slots=True)
class Campaign:
    """A site on which clips were published, and a stranger who sends them again."""

    session: Session
    made: dict[str, Path]
    stranger: int
    published: dict[int, str]
    results: dict[str, Result]

    def run(self, most: int | None) -> None:
        names = list(self.made)
        for number, name in enumerate(names[:most]):
            other = self.made[names[(number + 7) % len(names)]]
            for attack in () if is_lookalike(name) else ATTACKS:
                seen = look_at(attacked(self.made[name], attack, other=other), seconds=SECONDS)
                self._judge(name, attack, seen)

    def _judge(self, name: str, attack: str, seen: Prints) -> None:
        video = Video(creator_id=self.stranger)
        self.session.add(video)
        self.session.flush()
        begun = time.perf_counter()
        prints.like_published(self.session, seen, video_id=video.id)
        searched = time.perf_counter()
        flags = duplicates.judge(self.session, video, seen, None)
        result = self.results[attack]
        result.search_ms.append(1000 * (searched - begun))
        result.judge_ms.append(1000 * (time.perf_counter() - searched))
        self.session.rollback()
        found = {self.published.get(flag.other_id, "one of the others") for flag in flags}
        result.tried += 1
        result.missed += [] if name in found else [name]
        result.wrong += [f"{name} → {one}" for one in found - {name}]


def measure(
    session: Session, made: dict[str, Path], *, videos: int, most: int | None
) -> dict[str, dict[str, object]]:
    """Every attack on every clip, each judged as a stranger's upload."""
    owner, stranger = person(session, "owner"), person(session, "stranger")
    seen = {name: look_at(path, seconds=SECONDS) for name, path in made.items()}
    published = {publish(session, owner, one): name for name, one in seen.items()}
    session.commit()
    fill(session, owner, videos)
    campaign = Campaign(session, made, stranger, published, {attack: Result() for attack in ATTACKS})
    campaign.run(most)
    return {attack: result.row() for attack, result in campaign.results.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=Path, help="a folder in which clips are kept between runs")
    parser.add_argument("--fresh", action="store_true", help="clips on which nothing was tuned")
    parser.add_argument("--most", type=int, help="attack only so many of the clips")
    parser.add_argument("--videos", type=int, default=0, help="so many other videos beside them")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing, empty_site() as session:
        made = clips(options.clips or Path(passing), FRESH if options.fresh else TUNED)
        rows = measure(session, made, videos=options.videos, most=options.most)
    if options.json:
        print(json.dumps(rows, indent=2))
        return
    columns = ("clips", "recall", "precision", "search ms", "judge ms")
    print(f"{'attack':<24}" + "".join(f"{column:>12}" for column in columns))
    for attack, row in rows.items():
        print(f"{attack:<24}" + "".join(f"{row[column]!s:>12}" for column in columns))
        for kind in ("missed", "wrong"):
            if row[kind]:
                print(f"    {kind}: {', '.join(row[kind])}")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
