"""The lock of a page's state is given back also by an event that is given up while it takes or leaves it.

Whoever goes on to the next page before this one is there gives up its events. Reflex then may never learn
that it got the lock, or break off giving it back: the next page stands still until the lock expires after ten
seconds.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from redis.exceptions import RedisError
from reflex.istate.manager import StateManager
from reflex.istate.manager.redis import StateManagerRedis

# The loop itself keeps no task alive.
_going: set[asyncio.Task[Any]] = set()


def give_back_locks(states: StateManager) -> None:
    """Change how these states take and leave their locks; states that live in one process have none."""
    if isinstance(states, StateManagerRedis):
        _take_or_give_back(states)
        _leave_for_certain(states)


def _take_or_give_back(states: StateManagerRedis) -> None:
    take = states._try_get_lock

    async def try_get_lock(lock_key: bytes, lock_id: bytes) -> bool | None:
        taking = _go(take(lock_key, lock_id))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            _go(_give_back(states, taking, lock_key))
            raise

    states._try_get_lock = try_get_lock  # type: ignore[method-assign]


async def _give_back(states: StateManagerRedis, taking: asyncio.Task[bool | None], lock_key: bytes) -> None:
    try:
        if await taking:
            await states.redis.delete(lock_key)
    except RedisError:
        return  # it expires


def _leave_for_certain(states: StateManagerRedis) -> None:
    leave = states.redis.getdel

    async def getdel(lock_key: bytes) -> bytes | None:
        return await asyncio.shield(_go(leave(lock_key)))

    states.redis.getdel = getdel  # type: ignore[assignment,method-assign]


def _go(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Goes on to its end, whoever stops waiting for it."""
    task = asyncio.ensure_future(work)
    _going.add(task)
    task.add_done_callback(_going.discard)
    return task
