"""Measures searching and suggestions of the real app on a made-up site, and whether they forgive a typo."""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import psycopg

from bench.filling import MEDIA
from bench.houses import house
from bench.serving import Served, served
from bench.typos import Typo, holds, typos
from bench.writing import Written, written

PERCENTILES = (50, 95, 99)
FIRST = 3
BUDGETS = {"suggestions": 50, "search": 120}
SEED = 1
_VIDEO = """
INSERT INTO videos (creator_id, description, hashtags, sound_id, status, visibility, duration_seconds, width,
    height, stage, percent, url, media, view_count, watch_count, completion_total, heat, region, created_at,
    published_at)
SELECT creator_id, description, hashtags, sound_id, 'published', 'public', seconds, 1080, 1920, 'done', 100,
    'master.m3u8', %s::jsonb, watches, watches, watches * share, heat, 'DE', published, published FROM staged
"""
_STAGED = """
CREATE TEMPORARY TABLE staged (creator_id bigint, description text, hashtags text[], sound_id bigint,
    seconds float8, watches bigint, share float8, heat float8, published timestamptz)
"""
_USERS = """
INSERT INTO users (id, username, email, password_hash, display_name, bio) OVERRIDING SYSTEM VALUE
SELECT n, name, name || '@bench.invalid', '-', called, ''
FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS one(name, called, n)
"""
_SOUNDS = """
INSERT INTO sounds (id, title, duration_seconds, use_count) OVERRIDING SYSTEM VALUE
SELECT n, title, 15, 1 FROM unnest(%s::text[]) WITH ORDINALITY AS one(title, n)
"""
_FOLLOWS = """
INSERT INTO follows (follower_id, followed_id)
SELECT f, 1 + ((f * 7919 + n * n * 104729) %% %s) FROM generate_series(1, %s) f, generate_series(1, 20) n
WHERE f <> 1 + ((f * 7919 + n * n * 104729) %% %s) ON CONFLICT DO NOTHING
"""


def fill(url: str, site: Written) -> None:
    """Rows without triggers, then everything that triggers would have kept."""
    rng = random.Random(SEED)  # noqa: S311 - made up, and the same each time
    people = len(site.people)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(_USERS, [list(names) for names in zip(*site.people, strict=True)])
        connection.execute(_SOUNDS, [site.titles])
        connection.execute(_FOLLOWS, [people, people, people])
        connection.execute(_STAGED)
        with connection.cursor() as cursor, cursor.copy("COPY staged FROM STDIN") as into:
            for row in _rows(rng, site):
                into.write_row(row)
        connection.execute(_VIDEO, [json.dumps(MEDIA)])
        connection.execute("SELECT fill_search()")
        connection.execute("VACUUM ANALYZE")


def _rows(rng: random.Random, site: Written) -> Iterator[tuple[Any, ...]]:
    for caption, tags, creator in zip(site.captions, site.tags, site.creators, strict=True):
        watches, age = int(rng.paretovariate(0.8)), rng.random() * 120
        sound = rng.randrange(len(site.titles)) + 1 if rng.random() < 0.3 else None
        heat = 110 - age / 3 + float(np.log2(1 + watches))
        seconds, share = rng.uniform(5, 90), rng.uniform(0.2, 0.9)
        yield creator + 1, caption, tags, sound, seconds, watches, share, heat, _moment(age)


def _moment(age: float) -> str:
    return str(np.datetime64("now") - np.timedelta64(int(age * 86400), "s")) + "Z"


def measure(server: Served, site: Written, *, requests: int, wrong: int) -> dict[str, Any]:
    rng = random.Random(SEED + 1)  # noqa: S311 - made up, and the same each time
    asked = list(typos(site, count=wrong, seed=SEED + 2))
    for one in asked[:30]:  # plans and pages are at hand, as they are on a site that is used
        server.timed(_search(one.typed))
        server.timed(_suggest(one.typed))
    suggested = [server.timed(_suggest(begun))[0] for begun in _typing(rng, site, requests)]
    searched = [server.timed(path)[0] for path in _searches(rng, site, requests)]
    return {
        "videos": len(site.captions),
        "people": len(site.people),
        "suggestions": _spread(suggested),
        "search": _spread(searched),
        "typos": _typos(server, asked),
    }


def _typing(rng: random.Random, site: Written, count: int) -> Iterator[str]:
    """Letter by letter, hashtags, people and words."""
    made = 0
    while made < count:
        word = rng.choice((_word(rng, site), rng.choice(site.people)[0], rng.choice(rng.choice(site.tags))))
        sign = rng.choice(("", "", "#", "@"))
        for end in range(1, len(word) + 1):
            yield sign + word[:end]
        made += len(word)


def _searches(rng: random.Random, site: Written, count: int) -> Iterator[str]:
    """All kinds together half of the time, then one kind; every fourth with a typo, every sixth narrowed."""
    wrong = typos(site, count=count, seed=SEED + 3)
    for number in range(count):
        one = next(wrong)
        typed = one.typed if number % 4 == 0 else rng.choice((_word(rng, site), " ".join(one.meant)))
        narrowed = {"since": "month", "length": "medium"} if number % 6 == 0 else {}
        yield _search(typed, kind=one.kind if number % 2 else "", **narrowed)


def _word(rng: random.Random, site: Written) -> str:
    return rng.choice(rng.choice(site.captions).split()).strip("#").lower()


def _search(typed: str, *, kind: str = "", **narrowed: str) -> str:
    return "/api/v1/search?" + urlencode({"q": typed, **({"type": kind} if kind else {}), **narrowed})


def _suggest(typed: str) -> str:
    return "/api/v1/search/suggest?" + urlencode({"q": typed})


def _typos(server: Served, asked: list[Typo]) -> dict[str, Any]:
    found, misses = Counter[str](), []
    for one in asked:
        hit = is_found(one, server.timed(_search(one.typed, kind=one.kind))[1]["items"])
        found[one.kind] += hit
        misses += [] if hit else [f"{one.typed} for {' '.join(one.meant)}"]
    of = Counter(one.kind for one in asked)
    shares = {kind: round(100 * found[kind] / of[kind], 1) for kind in of}
    return {**shares, "all": round(100 * found.total() / len(asked), 1), "n": len(asked), "missed": misses}


def is_found(typo: Typo, results: list[dict[str, Any]]) -> bool:
    """Whether what was meant is among the first three."""
    first = results[:FIRST]
    if typo.kind == "videos":
        return any(holds(one["description"], typo.meant) for one in first)
    name = "name" if typo.kind == "hashtags" else "username"
    return any(one[name] == typo.meant[0] for one in first)


def _spread(ms: list[float]) -> dict[str, float]:
    return {f"p{one}": round(float(np.percentile(ms, one)), 1) for one in PERCENTILES} | {"n": len(ms)}


def _table(result: dict[str, Any]) -> str:
    lines = ["| | n | p50 ms | p95 ms | p99 ms | budget (p95) |", "|---|---|---|---|---|---|"]
    for name, budget in BUDGETS.items():
        row = result[name]
        lines.append(f"| {name} | {row['n']} | {row['p50']} | {row['p95']} | {row['p99']} | {budget} |")
    shares = result["typos"]
    lines += ["", "| one typo: found among the first three | % |", "|---|---|"]
    lines += [f"| {kind} | {shares[kind]} |" for kind in ("hashtags", "users", "videos", "all")]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("bench-search"), help="where the site stays")
    parser.add_argument("--videos", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=600, help="of each kind")
    parser.add_argument("--typos", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    wish = parser.parse_args()
    site = written(videos=wish.videos, people=wish.people, seed=SEED)
    made = partial(fill, site=site)
    with (
        house(wish.folder, videos=wish.videos, filled_by=made),
        served(wish.folder) as server,
    ):
        result = measure(server, site, requests=wish.requests, wrong=wish.typos)
    print(json.dumps(result) if wish.json else _table(result))


if __name__ == "__main__":
    main()
