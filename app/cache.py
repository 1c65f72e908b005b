"""Valkey: sessions, limits, counters and caches."""

import hashlib
import time
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from redis import Redis
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.exceptions import ConnectionError as ValkeyDown
from redis.exceptions import TimeoutError as ValkeySlow
from redis.retry import Retry

from app.settings import settings
from app.telemetry import log

DOWN = (ValkeyDown, ValkeySlow)


# How long a page waits for what it could do without.
QUICK_SECONDS, QUICK_PART = 0.15, 0.1


def _connect(*, text: bool) -> Any:
    """Two quick retries hide a restart of the server. (The client's own types mix in its async twin.)"""
    return Redis.from_url(
        settings().redis_url.get_secret_value(),
        decode_responses=text,
        socket_connect_timeout=2,
        # RQ's workers wait for jobs on theirs for minutes.
        socket_timeout=5 if text else None,
        health_check_interval=30,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), 2),
        retry_on_error=[ValkeyDown],
    )


@cache
def valkey() -> Any:
    return _connect(text=True)


@cache
def valkey_bytes() -> Any:
    """For RQ, whose jobs are pickled."""
    return _connect(text=False)


def connect_quick() -> Any:
    """Bytes, and an answer soon or none: for those who can do without. Later where a page may take long."""
    soon = max(QUICK_SECONDS, settings().feed_budget_ms / 1000 * QUICK_PART)
    return Redis.from_url(
        settings().redis_url.get_secret_value(),
        socket_connect_timeout=soon,
        socket_timeout=soon,
        retry=Retry(NoBackoff(), 0),
    )


def remembered(key: str, ask: Callable[[], str], *, seconds: int) -> str:
    """What was told or asked lately; who asked before a change must not overwrite what was told after it."""
    try:
        known = valkey().get(key)
        if known is None:
            known = ask()
            valkey().set(key, known, ex=seconds, nx=True)
    except DOWN:
        return ask()
    return str(known)


def tell(key: str, ask: Callable[[], str], *, seconds: int) -> None:
    """After a change: every process sees it from its next question on."""
    try:
        valkey().set(key, ask(), ex=seconds)
    except DOWN as error:  # nobody else can remember the old state either, or not for long
        log().warning("change_not_told", key=key, error=str(error))


# The window is a sorted set of the moments of the last requests; one script so that processes agree.
_WINDOW = """
local now, window, limit = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local used, wait = redis.call('ZCARD', KEYS[1]), 0
if used < limit then
  redis.call('ZADD', KEYS[1], now, ARGV[4])
  redis.call('PEXPIRE', KEYS[1], window)
  used = used + 1
else
  wait = tonumber(redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]) + window - now
end
local oldest = tonumber(redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] or now)
return {wait, math.max(0, limit - used), oldest + window - now}
"""


class Window(NamedTuple):
    """Seconds until one may act again (0: now), how often one may still, seconds until that grows."""

    wait: float
    remaining: int
    reset: float


def count_in_window(key: str, *, limit: int, seconds: int, client: Any = None) -> Window:
    """An act of `key` under a sliding window; counted unless it has to wait."""
    now = time.time_ns()
    member = hashlib.blake2b(f"{key}{now}".encode(), digest_size=8).hexdigest()
    script = (client or valkey()).register_script(_WINDOW)
    wait, remaining, reset = script(
        keys=[f"limit:{key}"], args=[now // 1_000_000, seconds * 1000, limit, member]
    )
    return Window(float(wait) / 1000, int(remaining), float(reset) / 1000)
