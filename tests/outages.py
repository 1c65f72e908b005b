"""Parts that are away: for a while their address is one at which nobody listens."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.conftest import forget_connections

NOBODY = "127.0.0.1:9"


def without_storage() -> AbstractContextManager[None]:
    return _away(S3_ENDPOINT=f"http://{NOBODY}")


def without_valkey() -> AbstractContextManager[None]:
    return _away(REDIS_URL=f"redis://{NOBODY}/0")


def without_database() -> AbstractContextManager[None]:
    return _away(DATABASE_URL=f"postgresql://app@{NOBODY}/zoetrope")


@contextmanager
def _away(**variables: str) -> Iterator[None]:
    before = {name: os.environ[name] for name in variables}
    os.environ.update(variables)
    forget_connections()
    try:
        yield
    finally:
        os.environ.update(before)
        forget_connections()
