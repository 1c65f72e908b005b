"""Puts a made-up crowd into an empty site's database: rows by COPY, then the indexes, side by side."""

import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
import psycopg

from bench.copying import Column, copy, indexes_later, moments
from bench.crowd import Crowd, counts

# Ids of people have seven digits each, so that a viewer's key is as long for all and can be packed.
FIRST_PERSON, FIRST_VIDEO, FIRST_SOUND = 1_000_001, 1, 1
FILLED = [
    "users",
    "follows",
    "sounds",
    "videos",
    "creator_totals",
    "watch_history",
    "likes",
    "video_embeddings",
    "user_embeddings",
    "exploration_pool",
    "exploration_audience",
]
FOLLOWS_EACH, ASSIGNED_EACH, POOL_DAYS = 20, 20, 3
BUILDING = {
    "maintenance_work_mem": "3GB",
    "max_parallel_maintenance_workers": "2",
    "synchronous_commit": "off",
    "session_replication_role": "replica",  # neither foreign keys nor triggers: the rows are known to fit
}
MEDIA = {
    "version": "5f0c1a2b",
    "master": "first-5f0c1a2b/master.m3u8",
    "fast_start": "first-5f0c1a2b/360-fast.mp4",
    "poster": "stills-77aa10cd/poster.jpg",
    "thumbnails": [f"stills-77aa10cd/thumb{n}.jpg" for n in range(5)],
    "preview": "data:image/webp;base64," + "UklGRuQAAABXRUJQVlA4INgAAAAQBgCdASoSACAAPm" * 8,
    "start": {
        "url": "first-5f0c1a2b/360.mp4",
        "mime": 'video/mp4; codecs="avc1.64001f,mp4a.40.2"',
        "init": [0, 1423],
        "segments": [[1423 + 61_000 * n, 61_000, 1.0 if n == 0 else 2.0] for n in range(8)],
    },
    "storyboard": {
        "file": "stills-77aa10cd/storyboard.jpg",
        "columns": 6,
        "rows": 5,
        "width": 90,
        "height": 160,
        "interval": 0.5,
    },
    "renditions": [
        {"name": str(edge), "width": edge, "height": edge * 16 // 9, "bitrate": edge * 3000, "file": "a.mp4"}
        for edge in (360, 480, 720, 1080)
    ],
}
_USERS = """
INSERT INTO users (id, username, email, password_hash, display_name, bio, role, region, language, interests,
    created_at)
OVERRIDING SYSTEM VALUE
SELECT id, 'person' || id, 'person' || id || '@bench.invalid', '-', 'Person ' || id, '',
       (CASE WHEN id < %(creators)s THEN 'creator' ELSE 'user' END)::user_role,
       (ARRAY['DE','FR','JP','US','BR'])[1 + id %% 5], (ARRAY['de','fr','ja','en','pt'])[1 + id %% 5], '{}',
       now() - interval '2 years'
FROM generate_series(%(first)s::bigint, %(last)s::bigint) id
"""
_STAGING = """
CREATE UNLOGGED TABLE bench_videos (id bigint, creator bigint, sound bigint, t1 bigint, t2 bigint, t3 bigint,
    t4 bigint, published timestamptz, seconds float8, watches bigint, watched_ms bigint, completions float8,
    longs bigint, likes bigint, heat float8)
"""
_VIDEOS = """
INSERT INTO videos (id, creator_id, sound_id, hashtags, description, language, region, status, visibility,
    duration_seconds, width, height, stage, percent, url, media, view_count, watch_count, watch_ms_total,
    completion_total, long_count, fair_long, like_count, heat, created_at, published_at)
OVERRIDING SYSTEM VALUE
SELECT id, creator, nullif(sound, 0), tags, 'Clip ' || id || ' #' || array_to_string(tags, ' #'), 'en', 'DE',
    'published', (CASE WHEN id %% 50 = 7 THEN 'unlisted' ELSE 'public' END)::video_visibility, seconds,
    1080, 1920, 'done', 100, 'master.m3u8', %(media)s::jsonb, watches, watches, watched_ms, completions,
    longs, longs, likes, heat, published, published
FROM (SELECT *, ARRAY(SELECT DISTINCT 'tag' || t FROM unnest(ARRAY[t1, t2, t3, t4]) t WHERE t >= 0) tags
      FROM bench_videos ORDER BY id) staged
"""
_TOTALS = """
INSERT INTO creator_totals (creator_id, watch_count, long_count, fair_long, completion_total)
SELECT creator_id, sum(watch_count), sum(long_count), sum(fair_long), sum(completion_total)
FROM videos GROUP BY 1
"""
_SOUNDS = """
INSERT INTO sounds (id, title, duration_seconds, use_count) OVERRIDING SYSTEM VALUE
SELECT sound_id, 'Sound ' || sound_id, 15, count(*) FROM videos WHERE sound_id IS NOT NULL GROUP BY 1
"""
_POOL = """
INSERT INTO exploration_pool (video_id, state, impressions, views, entered_at)
SELECT id, 'open', watch_count, watch_count, published_at FROM videos
WHERE visibility = 'public' AND published_at > now() - make_interval(days => %s)
"""
_AUDIENCE = """
INSERT INTO exploration_audience (video_id, user_id, score)
SELECT pool[1 + (u.id * 7919 + n * 104729) %% array_length(pool, 1)], u.id, 1.0 / n
FROM (SELECT array_agg(video_id) pool FROM exploration_pool) p, users u, generate_series(1, %s) n
WHERE pool IS NOT NULL ON CONFLICT DO NOTHING
"""
_TURNED_AWAY = """
INSERT INTO not_interested (user_id, video_id) SELECT id, 1 + (id * 31) %% %s FROM users WHERE id %% 5 = 0;
INSERT INTO mutes (muter_id, muted_id) SELECT id, %s + id %% 50 FROM users WHERE id %% 10 = 0
ON CONFLICT DO NOTHING
"""


def fill(url: str, site: Crowd) -> None:
    """Everything the feed reads; a last VACUUM, as a site that has stood for a while has had."""
    with psycopg.connect(url, autocommit=True) as connection:
        for name, value in BUILDING.items():
            connection.execute(f"SET {name} = '{value}'")
        with indexes_later(connection, FILLED) as indexes:
            _rows(connection, site)
    _build(url, indexes)
    with psycopg.connect(url, autocommit=True) as connection, _told("vacuum"):
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _rows(connection: psycopg.Connection[Any], site: Crowd) -> None:
    people, creators = len(site.people.activity), int(site.videos.creators.max()) + 1
    with _told("people"):
        last = FIRST_PERSON + people - 1
        bounds = {"first": FIRST_PERSON, "last": last, "creators": FIRST_PERSON + creators}
        connection.execute(_USERS, bounds)
        _follows(connection, people, creators)
    with _told("videos"):
        _videos(connection, site)
    with _told("vectors"):
        _vectors(connection, site)
    with _told("watches"):
        _watches(connection, site)
    with _told("the pool"):
        connection.execute(_POOL, [POOL_DAYS])
        connection.execute(_AUDIENCE, [ASSIGNED_EACH])
        for statement in (_TURNED_AWAY % (len(site.videos.topics), FIRST_PERSON)).split(";"):
            connection.execute(statement)


def _follows(connection: psycopg.Connection[Any], people: int, creators: int) -> None:
    """Known creators have more followers."""
    rng = np.random.default_rng(2)
    whom = (creators * rng.random((people, FOLLOWS_EACH)) ** 2).astype(np.int64)
    pairs = np.unique(np.arange(people)[:, None] * creators + whom)
    follower, followed = np.divmod(pairs, creators)
    ids = {"follower_id": FIRST_PERSON + follower, "followed_id": FIRST_PERSON + followed}
    copy(connection, "follows", ids)


def _videos(connection: psycopg.Connection[Any], site: Crowd) -> None:
    made, sums, count = site.videos, counts(site), len(site.videos.topics)
    connection.execute(_STAGING)
    columns: dict[str, Column] = {
        "id": FIRST_VIDEO + np.arange(count),
        "creator": FIRST_PERSON + made.creators,
        "sound": np.where(made.sounds < 0, 0, FIRST_SOUND + made.sounds),
        **{f"t{n + 1}": made.tags[:, n] for n in range(4)},
        "published": moments(made.published),
        "seconds": made.seconds.astype(np.float64),
        "watches": sums.watches,
        "watched_ms": sums.watched_ms,
        "completions": sums.completions,
        "longs": sums.longs,
        "likes": sums.likes,
        "heat": np.nan_to_num(sums.heat),
    }
    copy(connection, "bench_videos", columns)
    connection.execute(_VIDEOS.replace("%%", "%").replace("%(media)s", f"'{json.dumps(MEDIA)}'"))
    connection.execute("DROP TABLE bench_videos")
    connection.execute(_TOTALS)
    connection.execute(_SOUNDS)


def _vectors(connection: psycopg.Connection[Any], site: Crowd) -> None:
    made, known = site.videos.vectors, site.people.vectors
    of_videos: dict[str, Column] = {"video_id": FIRST_VIDEO + np.arange(len(made)), "embedding": made}
    copy(connection, "video_embeddings", of_videos)
    of_people: dict[str, Column] = {"user_id": FIRST_PERSON + np.arange(len(known)), "embedding": known}
    copy(connection, "user_embeddings", of_people)


def _watches(connection: psycopg.Connection[Any], site: Crowd) -> None:
    seen, count = site.watches, len(site.watches.at)
    length = (1000 * site.videos.seconds[seen.videos]).astype(np.int32)
    columns: dict[str, Column] = {
        "event_id": _event_ids(count),
        "created_at": moments(seen.at),
        "user_id": FIRST_PERSON + seen.viewers,
        "viewer_key": np.char.add("user:", (FIRST_PERSON + seen.viewers).astype("U7")).astype("S12"),
        "video_id": FIRST_VIDEO + seen.videos,
        "watch_duration_ms": (seen.completion * length).astype(np.int32),
        "duration_ms": length,
        "completion_rate": seen.completion.astype(np.float64),
        "loops": np.zeros(count, np.int32),
        "liked": seen.liked,
        "shared": np.zeros(count, np.bool_),
        "source": np.full(count, b"feed"),
    }
    copy(connection, "watch_history", columns)
    liked = {"user_id": columns["user_id"][seen.liked], "video_id": columns["video_id"][seen.liked]}
    copy(connection, "likes", {**liked, "created_at": columns["created_at"][seen.liked]})


def _event_ids(count: int) -> Any:
    """Numbers in the shape of UUIDs of version 7, which grow with time."""
    numbers = np.zeros(count, dtype=[("high", ">u8"), ("low", ">u8")])
    numbers["high"], numbers["low"] = (
        0x0190_0000_0000_7000,
        0x8000_0000_0000_0000 + np.arange(count, dtype=np.uint64),
    )
    return numbers.view("V16")


def _build(url: str, indexes: list[str]) -> None:
    """The index of vectors by itself with all workers, the others two at a time."""
    by_vector = [one for one in indexes if "hnsw" in one]
    for statement in by_vector:
        with _told(statement):
            _one(url, statement)
    with _told("the other indexes"), ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda statement: _one(url, statement), [i for i in indexes if i not in by_vector]))


def _one(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for name, value in BUILDING.items():
            connection.execute(f"SET {name} = '{value}'")
        connection.execute(statement)


@contextmanager
def _told(what: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    print(f"  {what[:100]}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
