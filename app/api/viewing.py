"""Who asks: by a personal token, the session cookie, or the anonymous visitor's."""

import secrets
from typing import Annotated

from fastapi import Depends, Request, Response

from app.accounts.service import viewer_named, viewer_of
from app.accounts.sessions import LIFE_SECONDS
from app.accounts.tokens import Known
from app.accounts.viewer import Viewer
from app.api.bearing import UnknownToken, token_of
from app.api.names import SESSION, VISITOR
from app.db import new_session
from app.settings import settings

VISITOR_SECONDS = 365 * 24 * 3600


def current_viewer(request: Request, response: Response) -> Viewer:
    """The viewer of this request; a browser without a name gets one."""
    if token := token_of(request):
        return _owner(token)
    visitor = visitor_of(request, response)
    cookie = request.cookies.get(SESSION, "")
    with new_session() as session:
        return viewer_of(session, cookie, visitor=visitor)


def _owner(token: Known) -> Viewer:
    """Banned or deleted meanwhile: the token is nobody's."""
    with new_session() as session:
        viewer = viewer_named(session, token.user_id, visitor="")
    if viewer.user is None:
        raise UnknownToken
    return viewer


def visitor_of(request: Request, response: Response) -> str:
    """By what this browser is recognised while nobody is signed in."""
    visitor = request.cookies.get(VISITOR, "")
    if not _looks_like_ours(visitor):
        visitor = secrets.token_urlsafe(16)
        _set(response, VISITOR, visitor, seconds=VISITOR_SECONDS)
    return visitor


CurrentViewer = Annotated[Viewer, Depends(current_viewer)]


def remember(response: Response, token: str) -> None:
    _set(response, SESSION, token, seconds=LIFE_SECONDS)


def forget(response: Response) -> None:
    response.delete_cookie(
        SESSION, path="/", httponly=True, samesite="strict", secure=settings().is_production
    )


def _set(response: Response, name: str, value: str, *, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="strict",
        secure=settings().is_production,
    )


def _looks_like_ours(visitor: str) -> bool:
    return (
        16 <= len(visitor) <= 64 and visitor.replace("-", "").replace("_", "").isalnum() and visitor.isascii()
    )
