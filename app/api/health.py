"""/health and /metrics: whether the real parts answer, and how much was done."""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from sqlalchemy import text

from app import mail, storage
from app.api.depths import depths_page
from app.cache import valkey
from app.db import engine
from app.telemetry import metrics_page

router = APIRouter(include_in_schema=False)


def _database() -> bool:
    with engine().connect() as connection:
        return bool(connection.execute(text("SELECT count(*) >= 0 FROM users")).scalar())


PARTS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "valkey": lambda: bool(valkey().ping()),
    "storage": storage.is_ready,
}


@router.get("/health/live")
def live() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/health")
@router.get("/health/ready")
def ready() -> JSONResponse:
    parts = {name: _state(check) for name, check in PARTS.items()}
    well = all(state == "ok" for state in parts.values())
    body = {"status": "ok" if well else "down", "parts": parts, "mail": mail.state()}
    return JSONResponse(body, status_code=200 if well else 503)


@router.get("/metrics")
def metrics() -> Response:
    body, content_type = metrics_page()
    return Response(body + depths_page(), media_type=content_type)


def _state(check: Callable[[], bool]) -> str:
    """A part that answers nonsense or raises is down; which of the two is in its log."""
    try:
        return "ok" if check() else "down"
    except Exception:
        return "down"
