"""Puts the routers, the errors and the guards together into one FastAPI application."""

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI

from app.api import (
    accounts,
    admin,
    comments,
    docs,
    feed,
    hashtags,
    health,
    me,
    media,
    notifications,
    public,
    recovery,
    search,
    second_factor,
    sounds,
    steering,
    ties,
    tokens,
    unsubscribe,
    uploads,
    users,
    videos,
)
from app.api.answers import DOCUMENTED, install_errors
from app.api.bearing import token_of
from app.api.document import install_document
from app.api.guards import install_guards
from app.api.limits import limited_by_default
from app.api.policy import PREFIX
from app.api.unknown import install_unknown
from app.lifeline import die_with_parent
from app.settings import settings
from app.telemetry import configure_logs

# Endpoints wait for PostgreSQL, Valkey and S3 in threads; each waits most of its time.
THREADS = 80


async def begin() -> None:
    """Once in every web process: it dies with its leader and has threads enough for those who wait."""
    die_with_parent()
    current_default_thread_limiter().total_tokens = THREADS


def build() -> FastAPI:
    configure_logs()
    made = FastAPI(
        title="Zoetrope",
        version="1",
        summary="Short videos, ranked by predicted watch time.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        responses=DOCUMENTED,
        debug=False,
    )
    parts = (
        accounts,
        tokens,
        recovery,
        second_factor,
        me,
        ties,
        users,
        uploads,
        videos,
        comments,
        feed,
        steering,
        search,
        hashtags,
        sounds,
        admin,
        notifications,
    )
    everywhere = [Depends(limited_by_default), Depends(token_of)]
    for part in parts:
        made.include_router(part.router, prefix=PREFIX, dependencies=everywhere)
    made.include_router(docs.router)
    made.include_router(media.router)
    made.include_router(unsubscribe.router)
    made.include_router(public.router)
    made.include_router(health.router)
    install_unknown(made)
    install_document(made, public_url=settings().public_url)
    install_errors(made)
    install_guards(made, max_upload_bytes=settings().max_upload_bytes)
    return made


api = build()
