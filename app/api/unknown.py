"""What is not there below /api/v1 is refused in the API's words, not by the pages mounted behind it."""

from functools import cache
from re import Pattern

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.routing import Route, compile_path
from starlette.types import Receive, Scope, Send

from app.api.policy import POLICIES, PREFIX


class Unknown:
    """The last route: 405 where the address takes other verbs, 404 elsewhere."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if taken := verbs_of(scope["path"]):
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(taken))})
        raise HTTPException(404)


def install_unknown(api: FastAPI) -> None:
    """After all other routes."""
    for path in (PREFIX, PREFIX + "/{rest:path}"):
        api.router.routes.append(Route(path, Unknown(), include_in_schema=False))


def verbs_of(path: str) -> set[str]:
    return {verb for verb, shape in _shapes() if shape.fullmatch(path)}


@cache
def _shapes() -> list[tuple[str, Pattern[str]]]:
    """Verb and address of every route of the table of rights."""
    rows = (row.split(" ") for row in POLICIES)
    return [(verb, compile_path(PREFIX + path)[0]) for verb, path in rows]
