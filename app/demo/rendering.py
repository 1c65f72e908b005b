"""Clips made ahead of need on every core, handed over in order."""

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from app.demo.clips import Recipe, render

AHEAD = 3
# Encoding what is made already comes first: the first clips play while the last are drawn.
NICE = 10


def made(recipes: Sequence[Recipe], folder: Path, *, cores: int = 0) -> Iterator[tuple[Recipe, Path]]:
    """Each recipe with its file, in order; a file is removed when the next one is asked for."""
    cores = cores or min(4, os.cpu_count() or 1)
    with _pool(cores) as pool:
        waiting: deque[tuple[Recipe, Path, Future[None]]] = deque()
        queue = iter(recipes)
        for recipe in queue:
            waiting.append(_begun(pool, recipe, folder))
            if len(waiting) >= cores + AHEAD:
                yield from _next(waiting)
        while waiting:
            yield from _next(waiting)


def _begun(pool: ProcessPoolExecutor, recipe: Recipe, folder: Path) -> tuple[Recipe, Path, Future[None]]:
    path = folder / f"{recipe.number}.mp4"
    return recipe, path, pool.submit(render, recipe, path)


def _next(waiting: deque[tuple[Recipe, Path, Future[None]]]) -> Iterator[tuple[Recipe, Path]]:
    recipe, path, work = waiting.popleft()
    work.result()
    yield recipe, path
    path.unlink(missing_ok=True)


@contextmanager
def _pool(cores: int) -> Iterator[ProcessPoolExecutor]:
    """Fresh processes: a fork would share the connections of this one."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=fresh, initializer=_begin, initargs=(os.getpid(),)) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _begin(parent: int) -> None:
    os.nice(NICE)
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: int) -> None:
    """A pool whose owner was killed would wait for ever."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
