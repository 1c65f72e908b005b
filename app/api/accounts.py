"""/auth: registering, logging in and out, who am I."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Request, Response

from app.accounts import service, sessions
from app.accounts.schemas import Account, Login, Registration
from app.api.limits import LOGIN, REGISTER, address_of, enforce, forgive, take_back
from app.api.viewing import CurrentViewer, forget, remember
from app.db import transaction
from app.models import User

router = APIRouter(prefix="/auth", tags=["accounts"])


@router.post("/register", status_code=201)
def register(wanted: Registration, request: Request, response: Response) -> Account:
    enforce(REGISTER, address_of(request))
    with transaction() as session:
        user = service.register(session, wanted)
    return _begin(user, request, response)


@router.post("/login")
def log_in(given: Login, request: Request, response: Response) -> Account:
    """Five wrong tries a quarter of an hour, counted for the account and for the address apart."""
    account, address = f"account:{given.login.strip().lower()}", f"address:{address_of(request)}"
    enforce(LOGIN, account)
    enforce(LOGIN, address)
    with transaction() as session:
        user = service.log_in(session, given.login, given.password)
    forgive(LOGIN, account)
    # An attacker with an account of their own must not wipe out their failures on others.
    take_back(LOGIN, address)
    return _begin(user, request, response)


@router.post("/logout", status_code=204)
def log_out(response: Response, session: Annotated[str, Cookie()] = "") -> None:
    if session:
        sessions.end(session)
    forget(response)


@router.get("/me")
def me(viewer: CurrentViewer) -> Account:
    return Account.of(viewer.must_be_signed_in())


def _begin(user: User, request: Request, response: Response) -> Account:
    agent = request.headers.get("user-agent", "")
    remember(response, sessions.start(user.id, agent=agent, address=address_of(request)))
    return Account.of(user)
