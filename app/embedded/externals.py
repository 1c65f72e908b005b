"""Asks the services that the operator named in place of embedded ones."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import psycopg
import redis
import urllib3
from urllib3.exceptions import HTTPError

Ask = Callable[[], str | None]


def named(env: Mapping[str, str]) -> dict[str, Ask]:
    """For each variable that is set, a question whose answer is what is wrong."""
    asks: dict[str, Callable[[str], str | None]] = {
        "DATABASE_URL": _ask_database,
        "REDIS_URL": _ask_redis,
        "S3_ENDPOINT": _ask_s3,
    }
    return {name: _bound(ask, env[name]) for name, ask in asks.items() if env.get(name)}


def _bound(ask: Callable[[str], str | None], address: str) -> Ask:
    return lambda: ask(address)


def _ask_database(url: str) -> str | None:
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_available_extensions WHERE name = 'vector'"
            ).fetchone()
    except psycopg.Error as problem:
        return str(problem).strip()
    return None if known else "it has no pgvector; install that extension on its server."


def _ask_redis(url: str) -> str | None:
    try:
        with redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as problem:
        return str(problem)
    return None


def _ask_s3(endpoint: str) -> str | None:
    """Any answer will do: without credentials a refusal is the right one."""
    if not urlsplit(endpoint).scheme:
        return "it must begin with http:// or https://."
    try:
        urllib3.request("GET", endpoint, timeout=5, retries=False)
    except HTTPError as problem:
        return str(problem)
    return None
