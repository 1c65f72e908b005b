"""Measures GET /feed of the real app over made-up sites of growing size, all that serves on one core."""

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import text

from app import db
from app.cache import valkey_bytes
from bench.houses import house
from bench.nearness import nearness
from bench.serving import Answer, Served, served
from bench.trained import trained

# Percentiles of a site's answers, in milliseconds.
PERCENTILES = (50, 90, 99)
# A new process looks at everything for the first time, and reads its shelf beside the first pages.
WARMING, SETTLING_SECONDS = 60, 10
SINGLE = (
    "cpu ms a page",
    "cpu ms a first visit",
    "degraded",
    "recall@300",
    "recall@300, lowest",
    "nearest, ms",
)
VIEWERS = text("""
SELECT user_id FROM watch_history WHERE user_id IS NOT NULL
GROUP BY user_id HAVING count(*) >= 20 ORDER BY md5(user_id::text) LIMIT :most
""")


def measure(folder: Path, *, videos: int, requests: int, people: int) -> dict[str, Any]:
    """One site's numbers."""
    with house(folder, videos=videos):
        trained()
        others, viewers = _viewers(WARMING, people)
        found = nearness(viewers[:50])
        with served(folder) as server:
            for viewer in others:
                server.page(viewer)
            time.sleep(SETTLING_SECONDS)
            _forget(viewers)
            with server.watched() as spent_first:
                first = [server.page(viewer) for viewer in viewers]
            with server.watched() as spent:
                answers = list(_scrolls(server, viewers, requests))
    return {
        "videos": videos,
        "first visit": _spread(first),
        "page": _spread(answers),
        "cpu ms a page": round(spent.cpu_ms / len(answers), 1),
        "cpu ms a first visit": round(spent_first.cpu_ms / len(first), 1),
        "phases of a first visit": _each(spent_first.phases, len(first)),
        "phases": _each(spent.phases, len(answers)),
        "candidates a page": {name: round(n / len(answers)) for name, n in spent.candidates.items()},
        "degraded": sum(answer.degraded for answer in answers),
        **found,
    }


def _each(phases: dict[str, float], pages: int) -> dict[str, float]:
    return {phase: round(ms / pages, 2) for phase, ms in phases.items()}


def _viewers(warming: int, most: int) -> tuple[list[int], list[int]]:
    """Those whose pages warm the process and its stores, and those whose pages are timed."""
    with db.new_session() as session:
        found = [int(one) for one in session.execute(VIEWERS, {"most": warming + most}).scalars()]
    return found[-warming:], found[:-warming]


def _forget(viewers: list[int]) -> None:
    """Nothing of them is at hand, as of somebody who comes back after a long time."""
    kept = [f"{name}:user:{viewer}" for viewer in viewers for name in ("taste", "seen", "gathered", "hidden")]
    valkey_bytes().delete(*kept, *[f"steering:{viewer}" for viewer in viewers])


def _scrolls(server: Served, viewers: list[int], requests: int) -> Iterator[Answer]:
    """Three pages of one viewer, then another's: half of a scroll's pages come after the first."""
    for number in range(-(-requests // 3)):
        viewer, cursor = viewers[number % len(viewers)], None
        for _ in range(3):
            answer = server.page(viewer, cursor=cursor)
            yield answer
            cursor = answer.next_cursor


def _spread(answers: list[Answer]) -> dict[str, float]:
    ms = [answer.ms for answer in answers]
    return {f"p{one}": round(float(np.percentile(ms, one)), 1) for one in PERCENTILES} | {"n": len(ms)}


def _rows(columns: list[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """What the table says: a line's name, and its cell for each site."""
    for name in ("first visit", "page"):
        for percentile in PERCENTILES:
            yield f"{name}, p{percentile}, ms", [str(one[name][f"p{percentile}"]) for one in columns]
    for name in SINGLE:
        yield name, [str(one[name]) for one in columns]
    for group in ("phases of a first visit", "phases", "candidates a page"):
        for name in sorted({name for one in columns for name in one[group]}):
            yield f"{group}: {name}", [str(one[group].get(name, "")) for one in columns]


def table(columns: list[dict[str, Any]]) -> str:
    heads = "".join(f"{one['videos']:>12,}" for one in columns)
    lines = [f"{'videos':<34}{heads}"]
    lines += [f"{name:<34}" + "".join(f"{cell:>12}" for cell in cells) for name, cells in _rows(columns)]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="where the made-up sites are kept")
    parser.add_argument("--videos", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--requests", type=int, default=300, help="pages that are timed on each site")
    parser.add_argument("--viewers", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = [
        measure(options.home / str(count), videos=count, requests=options.requests, people=options.viewers)
        for count in options.videos
    ]
    print(json.dumps(rows, indent=2) if options.json else table(rows))


if __name__ == "__main__":
    main()
