"""Every failure as `{"error": {code, message, fields}}`, translated once."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from minio.error import MinioException
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.exceptions import HTTPException
from urllib3.exceptions import HTTPError

from app.cache import DOWN
from app.errors import AppError, BadInput, NotFound, Unavailable, WrongType
from app.shapes import Shape
from app.telemetry import log

HTTP_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "wrong_type",
}
BODY_TYPES = {"application/json", "multipart/form-data"}
# Integers that PostgreSQL refuses name nothing that could exist.
OUT_OF_RANGE = {"22003"}


class Problem(Shape):
    code: str
    message: str
    fields: dict[str, str]


class Refusal(Shape):
    """What every refusal looks like."""

    error: Problem


DOCUMENTED: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Refusal, "description": "What is wrong with the request."},
    "5XX": {"model": Refusal, "description": "A part of this site is down."},
}


def answer(error: AppError) -> JSONResponse:
    headers = _headers(error)
    body = {"code": error.code, "message": error.message, "fields": error.fields}
    return JSONResponse({"error": body}, status_code=error.status, headers=headers)


def _headers(error: AppError) -> dict[str, str]:
    """When to come back, and how to be known (RFC 9110 §11.6.1, RFC 6750 §3)."""
    wait = getattr(error, "retry_after", None)
    if error.status == 401:
        return {
            "WWW-Authenticate": f'Bearer error="{error.code}"' if error.code == "invalid_token" else "Bearer"
        }
    if error.code == "missing_scope":
        return {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
    return {"Retry-After": str(wait)} if wait is not None else {}


def install_errors(api: FastAPI) -> None:
    api.add_exception_handler(AppError, _app_error)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _http)
    for down in (*DOWN, DBAPIError, NoConnectionFree, MinioException, HTTPError):
        api.add_exception_handler(down, _part_down)
    api.add_exception_handler(Exception, _unexpected)


async def _app_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AppError)  # noqa: S101 - registered for it
    return answer(error)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    problems = error.errors()
    if any(problem["loc"][0] == "body" for problem in problems) and _is_foreign_type(request):
        return answer(WrongType("Send this as application/json, or a file as multipart/form-data."))
    if any(problem["type"] == "json_invalid" for problem in problems):
        return answer(AppError("This is not JSON.", body="It cannot be read."))
    fields = {_field(problem): _sentence(problem) for problem in problems}
    return answer(BadInput("Something in this request is not right.", **fields))


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    body = {
        "code": HTTP_CODES.get(error.status_code, "refused"),
        "message": f"{str(error.detail).rstrip('.')}.",
        "fields": {},
    }
    return JSONResponse({"error": body}, status_code=error.status_code, headers=error.headers)


async def _part_down(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, DBAPIError) and not isinstance(error, OperationalError):
        if getattr(error.orig, "sqlstate", None) in OUT_OF_RANGE:
            return answer(NotFound("such", "thing"))
        return await _unexpected(request, error)
    log().error("part_down", path=request.url.path, error=str(error).split("\n", 1)[0])
    return answer(Unavailable("A part of this site is down. Try again in a moment."))


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log().error("unexpected", path=request.url.path, exc_info=error)
    body = {"code": "unexpected", "message": "Something went wrong here. It was written down.", "fields": {}}
    return JSONResponse({"error": body}, status_code=500)


def _is_foreign_type(request: Request) -> bool:
    """A request without a body is only incomplete."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_empty = (
        request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers
    )
    return sent not in BODY_TYPES and not is_empty


def _field(problem: dict[str, Any]) -> str:
    """`body.watches.0.event_id` without where it came from."""
    place = problem["loc"]
    return ".".join(str(part) for part in place[1:]) or str(place[0])


def _sentence(problem: dict[str, Any]) -> str:
    said = str(problem["msg"]).removeprefix("Value error, ")
    return said if said.endswith(".") else f"{said}."
