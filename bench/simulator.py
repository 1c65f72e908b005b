"""How the real feed treats viewers of hidden tastes over a month: adaptation, newcomers, coverage, drift."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app import cli, db
from app.embedded.stores import running_stores
from app.learning import models, training
from app.telemetry import configure_logs
from bench.houses import forget_connections
from bench.life import Life, night
from bench.tastes import Hidden, hidden, spread

# On the morning of these days a model has been trained overnight.
TRAINED = (2, 4, 7, 10, 14, 18, 22, 26)
# A quarter of the viewers come later, when there is much to learn from others.
LATE_SHARE = 4
WINDOW_PAGES, WINDOW_DAYS = 3, 3

Rows = NDArray[np.int64]


def simulate(*, viewers: int, clips: int, days: int, seed: int) -> tuple[Hidden, Rows, list[int]]:
    """What was shown, [n, (day, viewer, page, clip)], and on which day each viewer came."""
    world = hidden(viewers, clips, days=days, seed=seed)
    late = 2 * days // 3
    joins = [late if viewer % LATE_SHARE == 0 else 0 for viewer in range(viewers)]
    life = Life(world, joins, np.random.default_rng(seed + 1))
    for day in range(days):
        life.live(day)
        night()
        if day + 1 in TRAINED:
            training.train()
            models.refresh()
        print(f"day {day + 1} of {days}, {len(life.shown)} shown", file=sys.stderr, flush=True)
    rows = np.array([(one.day, one.viewer, one.page, one.clip) for one in life.shown], np.int64)
    return world, rows, joins


def report(world: Hidden, rows: Rows, joins: list[int]) -> dict[str, Any]:
    here, late = np.array(joins)[rows[:, 1]] == 0, max(joins)
    return {
        "there from the first day": adaptation(world, rows[here]),
        f"came on day {late + 1}": adaptation(world, rows[~here]),
        "newcomers' clips": newcomers(world, rows),
        "coverage": coverage(world, rows),
        "topics": drift(world, rows[here]),
    }


def adaptation(world: Hidden, rows: Rows) -> dict[str, Any]:
    """Shares of truly liked clips by page, and how many pages until they double."""
    liked = _liked(world, rows)
    by_page = np.array([liked[rows[:, 2] == page].mean() for page in range(int(rows[:, 2].max()) + 1)])
    at = [page for page in (1, 2, 3, 5, 10, 20, 40) if page <= len(by_page)]
    each = [_pages_to_double(liked[rows[:, 1] == viewer], by_page[0]) for viewer in np.unique(rows[:, 1])]
    return {
        "share of liked items by page": {f"page {page}": round(float(by_page[page - 1]), 3) for page in at},
        "pages until it doubles": _first_at_least(by_page, 2 * by_page[0]),
        "pages until it doubles, median viewer": float(np.median(each)),
    }


def newcomers(world: Hidden, rows: Rows) -> dict[str, Any]:
    """Clips by creators who joined while it ran, and had two days to be seen."""
    mature = world.clips.day <= rows[:, 0].max() - 2
    theirs = np.flatnonzero(world.clips.is_newcomers & mature)
    others = np.flatnonzero(~world.clips.is_newcomers & (world.clips.day > 0) & mature)
    times = np.bincount(rows[:, 3], minlength=len(world.clips.day))
    if not len(theirs):
        return {"clips": 0}
    return {
        "clips": len(theirs),
        "share shown at all": round(float((times[theirs] > 0).mean()), 3),
        "impressions, least": int(times[theirs].min()),
        "impressions, median": float(np.median(times[theirs])),
        "impressions, median of others' new clips": float(np.median(times[others])),
        "share of all impressions": round(float(np.isin(rows[:, 3], theirs).mean()), 3),
    }


def coverage(world: Hidden, rows: Rows) -> dict[str, float]:
    times = np.sort(np.bincount(rows[:, 3], minlength=len(world.clips.day)))
    ends = np.cumsum(times) / times.sum()
    last = np.unique(rows[rows[:, 0] > rows[:, 0].max() - 7, 3])
    return {
        "share of clips shown": round(float((times > 0).mean()), 3),
        "share of clips shown in the last 7 days": round(len(last) / len(times), 3),
        "gini of impressions": round(float(1 - 2 * ends.mean() + 1 / len(times)), 3),
    }


def drift(world: Hidden, rows: Rows) -> dict[str, Any]:
    """How wide the topics of a viewer's clips are; what a lot would show them, and what they care for."""
    lot = np.random.default_rng(0).integers(0, len(world.clips.topics), (200, _window(rows)))
    favourites = [
        float(-(share * np.log(share)).sum() / np.log(len(share)))
        for share in world.cares / world.cares.sum(axis=1, keepdims=True)
    ]
    days = sorted({1, 8, 15, 22, int(rows[:, 0].max()) + 2 - WINDOW_DAYS})
    return {
        "entropy": {f"from day {day}": round(_entropy(world, rows, day - 1), 3) for day in days},
        "of clips drawn by lot": round(float(np.mean([spread(world.clips.topics[one]) for one in lot])), 3),
        "of what they care for": round(float(np.mean(favourites)), 3),
    }


def _entropy(world: Hidden, rows: Rows, first: int) -> float:
    then = rows[(rows[:, 0] >= first) & (rows[:, 0] < first + WINDOW_DAYS)]
    topics = [world.clips.topics[then[then[:, 1] == viewer, 3]] for viewer in np.unique(then[:, 1])]
    return float(np.mean([spread(one) for one in topics]))


def _window(rows: Rows) -> int:
    """Clips that a viewer sees in `WINDOW_DAYS`: entropy depends on how many are looked at."""
    then = rows[rows[:, 0] < WINDOW_DAYS]
    return max(1, len(then) // max(1, len(np.unique(then[:, 1]))))


def _liked(world: Hidden, rows: Rows) -> NDArray[np.float64]:
    cared = world.cares[rows[:, 1], world.clips.topics[rows[:, 3]]]
    return np.asarray(cared >= 0.6, dtype=np.float64)


def _pages_to_double(liked: NDArray[np.float64], start: float) -> float:
    pages = liked[: len(liked) // 5 * 5].reshape(-1, 5).mean(axis=1)
    found = _first_at_least(pages, 2 * start)
    return float("inf") if found is None else float(found)


def _first_at_least(pages: NDArray[np.float64], wanted: float) -> int | None:
    """The last of the first `WINDOW_PAGES` in a row that reach it on average."""
    if len(pages) < WINDOW_PAGES:
        return None
    means = np.convolve(pages, np.ones(WINDOW_PAGES) / WINDOW_PAGES, mode="valid")
    reached = np.flatnonzero(means >= wanted)
    return int(reached[0]) + WINDOW_PAGES if len(reached) else None


def _lines(found: dict[str, Any], indent: str = "") -> list[str]:
    lines = []
    for name, value in found.items():
        if isinstance(value, dict):
            lines += [f"{indent}{name}", *_lines(value, indent + "  ")]
        else:
            lines.append(f"{indent}{name:<{50 - len(indent)}}{value!s:>10}")
    return lines


@contextmanager
def passing_site() -> Iterator[None]:
    """Real stores, of which nothing stays."""
    with tempfile.TemporaryDirectory(prefix="zoetrope-life-") as home:
        os.environ.update({"ZOETROPE_HOME": home, "ZOETROPE_LOG_LEVEL": "error"})
        with running_stores(Path(home), durable=False) as running:
            os.environ.update(running.environment())
            forget_connections()
            configure_logs()
            cli.migrate()
            yield
            db.engine().dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=60)
    parser.add_argument("--clips", type=int, default=1200)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    sizes = {name: getattr(options, name) for name in ("viewers", "clips", "days", "seed")}
    with passing_site():
        found = report(*simulate(**sizes))
    print(json.dumps({**sizes, **found}, indent=2) if options.json else "\n".join(_lines(found)))


if __name__ == "__main__":
    main()
