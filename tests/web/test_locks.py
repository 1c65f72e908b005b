"""Who leaves a page before it is there does not make the next page wait."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import reflex as rx
from redis.asyncio import Redis
from reflex.istate.manager.redis import StateManagerRedis
from reflex.istate.manager.token import BaseStateToken

from app.settings import settings
from app.web.locks import give_back_locks

STEPS = 60
TOKEN = BaseStateToken(ident="somebody", cls=rx.State)


@pytest.fixture
async def states(clean: None) -> AsyncIterator[StateManagerRedis]:
    made = StateManagerRedis(redis=Redis.from_url(settings().redis_url.get_secret_value()))
    give_back_locks(made)
    yield made
    await made.close()


async def change(states: StateManagerRedis) -> None:
    async with states.modify_state(TOKEN):
        pass


async def is_free(states: StateManagerRedis) -> bool:
    """Within five seconds: a lock that was left behind stays for ten."""
    for _ in range(500):
        if not await states.redis.exists(states._lock_key(TOKEN)):
            return True
        await asyncio.sleep(0.01)
    return False


@pytest.mark.parametrize("step", range(STEPS))
async def test_a_change_that_is_given_up_at_any_moment_leaves_no_lock(
    states: StateManagerRedis, step: int
) -> None:
    await change(states)
    changing = asyncio.create_task(change(states))
    for _ in range(step):
        await asyncio.sleep(0)
    changing.cancel()
    await asyncio.wait([changing])
    assert await is_free(states)


async def test_a_change_that_waits_goes_on_when_the_one_before_is_given_up(states: StateManagerRedis) -> None:
    async def stay() -> None:
        async with states.modify_state(TOKEN):
            await asyncio.sleep(60)

    staying = asyncio.create_task(stay())
    while await states.redis.exists(states._lock_key(TOKEN)) == 0:
        await asyncio.sleep(0.01)
    waiting = asyncio.create_task(change(states))
    staying.cancel()
    await asyncio.wait_for(waiting, 5)
