"""Puts the routers, the errors and the guards together into one FastAPI application."""

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI

from app.api import (
    accounts,
    admin,
    comments,
    feed,
    hashtags,
    health,
    media,
    search,
    sounds,
    steering,
    uploads,
    users,
    videos,
)
from app.api.answers import DOCUMENTED, install_errors
from app.api.guards import install_guards
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
        docs_url="/api/docs",
        redoc_url=None,
        responses=DOCUMENTED,
        debug=False,
    )
    parts = (accounts, users, uploads, videos, comments, feed, steering, search, hashtags, sounds, admin)
    for part in parts:
        made.include_router(part.router, prefix="/api/v1")
    made.include_router(media.router)
    made.include_router(health.router)
    install_errors(made)
    install_guards(made, max_upload_bytes=settings().max_upload_bytes)
    return made


api = build()
