"""/auth/reset, /auth/verify and /auth/email: what mailed links do."""

from fastapi import APIRouter, BackgroundTasks, Depends, Request

from app.accounts import recovery
from app.accounts.schemas import Address, NewAddress, NewPassword, Token
from app.api.limits import LINK, RESET, address_of, counts, enforce
from app.api.viewing import CurrentViewer
from app.db import transaction

router = APIRouter(prefix="/auth", tags=["accounts"])


@router.post("/reset", status_code=204, dependencies=[Depends(counts(RESET))])
def ask_reset(asked: Address, request: Request, later: BackgroundTasks) -> None:
    """A link goes to the address if an account has it. The answer, and how long it takes, does not say."""
    enforce(RESET, f"email:{asked.email}")
    enforce(RESET, f"address:{address_of(request)}")
    later.add_task(_ask_reset, asked.email)


@router.post("/reset/confirm", status_code=204, dependencies=[Depends(counts(LINK))])
def reset(given: NewPassword, request: Request) -> None:
    """Choose a new password with the token of the link. Every session ends."""
    enforce(LINK, address_of(request))
    with transaction() as session:
        recovery.reset(session, given.token, given.new)


@router.post("/verify", status_code=204, dependencies=[Depends(counts(LINK))])
def verify(given: Token, request: Request) -> None:
    """The token of the link in the letter: the address is its reader's. It works once, for three days."""
    enforce(LINK, address_of(request))
    with transaction() as session:
        recovery.verify(session, given.token)


@router.post("/verify/letter", status_code=204, dependencies=[Depends(counts(RESET))])
def ask_verify(viewer: CurrentViewer) -> None:
    """Send the link again."""
    enforce(RESET, f"verify:{viewer.must_be_signed_in().id}")
    with transaction() as session:
        recovery.ask_verify(session, viewer)


@router.post("/email", status_code=204, dependencies=[Depends(counts(RESET))])
def ask_move(wanted: NewAddress, viewer: CurrentViewer) -> None:
    """Mail a link to another address; opened, it makes that the account's. A verified old one is told."""
    enforce(RESET, f"email:{wanted.email}")
    enforce(RESET, f"verify:{viewer.must_be_signed_in().id}")
    with transaction() as session:
        recovery.ask_move(session, viewer, wanted.email, wanted.password)


def _ask_reset(email: str) -> None:
    with transaction() as session:
        recovery.ask_reset(session, email)
