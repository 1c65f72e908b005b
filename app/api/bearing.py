"""Requests that carry a personal access token instead of a cookie, and what such a token may do where."""

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection

from app.accounts import tokens
from app.accounts.tokens import Known
from app.api.names import BEARER
from app.api.policy import policy_of
from app.cache import DOWN
from app.errors import Forbidden, NotSignedIn


class UnknownToken(NotSignedIn):
    code = "invalid_token"

    def __init__(self) -> None:
        super().__init__("This token was never made here, was revoked, or is over.")


def bearer_in(request: HTTPConnection) -> str:
    """Nothing when the request brings no token."""
    sent = request.headers.get("authorization", "")
    return sent[len(BEARER) :].strip() if sent.lower().startswith(BEARER) else ""


def token_of(request: Request) -> Known | None:
    """The request's token when it may do this; None when the request brings none."""
    secret = bearer_in(request)
    if not secret:
        return None
    token = tokens.known(secret)
    if token is None:
        raise UnknownToken
    _must_reach(token, request)
    return token


def owner_of_token(request: HTTPConnection) -> int | None:
    """Whose token the request brings, as far as can be told now."""
    secret = bearer_in(request)
    try:
        token = tokens.known(secret) if secret else None
    except (*DOWN, SQLAlchemyError):
        return None
    return token.user_id if token else None


def _must_reach(token: Known, request: Request) -> None:
    policy = policy_of(request)
    if policy is None or policy.scope is None:
        raise Forbidden("A token cannot do this; log in with a browser.", code="session_only")
    if policy.scope not in token.scopes:
        raise Forbidden(f"This token lacks the scope {policy.scope}.", code="missing_scope")
