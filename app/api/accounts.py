"""/auth: registering, logging in and out, who am I, and where else."""

from fastapi import APIRouter, Depends, Request, Response

from app import mail
from app.accounts import devices, passwords, second_factor, service, sessions
from app.accounts.schemas import Account, Login, PasswordChange, Registration
from app.accounts.sessions import SignedIn
from app.api.limits import LOGIN, REGISTER, address_of, counts, enforce, forgive, take_back
from app.api.names import SESSION
from app.api.viewing import CurrentViewer, forget, remember
from app.db import transaction
from app.lifecycle import leaving
from app.models import User
from app.shapes import Page

router = APIRouter(prefix="/auth", tags=["accounts"])


@router.post("/register", status_code=201, dependencies=[Depends(counts(REGISTER))])
def register(wanted: Registration, request: Request, response: Response) -> Account:
    """An address that somebody has already is answered like any other; its letter tells."""
    enforce(REGISTER, address_of(request))
    with transaction() as session:
        user = service.register(session, wanted)
        service.welcome(session, user)
    devices.is_new(user.id, _agent(request))
    return _begin(user, request, response)


@router.post("/login", dependencies=[Depends(counts(LOGIN))])
def log_in(given: Login, request: Request, response: Response) -> Account:
    """Five wrong tries a quarter of an hour, counted for the account and for the address apart.

    401 `second_factor`: the password is right; send the same with the `code` of the authenticator app, or a
    recovery code. 403 `leaving`: the account is to be deleted; `bring_back` keeps it.
    """
    account, address = f"account:{given.login.strip().lower()}", f"address:{address_of(request)}"
    enforce(LOGIN, account)
    enforce(LOGIN, address)
    try:
        user = _come_in(given, request)
    except (second_factor.CodeNeeded, service.Leaving):
        take_back(LOGIN, account)
        take_back(LOGIN, address)
        raise
    forgive(LOGIN, account)
    # An attacker with an account of their own must not wipe out their failures on others.
    take_back(LOGIN, address)
    return _begin(user, request, response)


@router.post("/logout", status_code=204)
def log_out(request: Request, response: Response) -> None:
    if token := request.cookies.get(SESSION, ""):
        sessions.end(token)
    forget(response)


@router.get("/me")
def me(viewer: CurrentViewer) -> Account:
    return Account.of(viewer.must_be_signed_in())


@router.post("/password", status_code=204)
def change_password(change: PasswordChange, request: Request, viewer: CurrentViewer) -> None:
    """Every other session ends."""
    with transaction() as session:
        passwords.change(session, viewer, change.current, change.new, keep=request.cookies.get(SESSION, ""))


@router.get("/sessions")
def own_sessions(request: Request, viewer: CurrentViewer) -> Page[SignedIn]:
    """Where one is logged in; this session first."""
    user = viewer.must_be_signed_in()
    return Page(items=sessions.listing(user.id, current=request.cookies.get(SESSION, "")))


@router.delete("/sessions", status_code=204)
def end_others(request: Request, viewer: CurrentViewer) -> None:
    """All but this one."""
    sessions.end_all(viewer.must_be_signed_in().id, but=request.cookies.get(SESSION, ""))


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(session_id: str, viewer: CurrentViewer) -> None:
    sessions.end_one(viewer.must_be_signed_in().id, session_id)


def _come_in(given: Login, request: Request) -> User:
    with transaction() as session:
        user = service.log_in(session, given)
        leaving.bring_back(session, user)
        agent = _agent(request)
        if devices.is_new(user.id, agent):
            place = devices.place(address_of(request))
            mail.queue(session, user.id, "new_login", device=devices.device(agent), place=place)
    return user


def _begin(user: User, request: Request, response: Response) -> Account:
    remember(response, sessions.start(user.id, agent=_agent(request), address=address_of(request)))
    return Account.of(user)


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")
