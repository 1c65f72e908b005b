"""/auth/second-factor: a code that changes, beside the password."""

from fastapi import APIRouter, Depends

from app.accounts import second_factor
from app.accounts.schemas import Code, OwnPassword
from app.accounts.second_factor import Beginning, RecoveryCodes, SecondFactor
from app.api.limits import LOGIN, counts, enforce, forgive
from app.api.viewing import CurrentViewer
from app.db import new_session, transaction

router = APIRouter(prefix="/auth/second-factor", tags=["accounts"])


@router.get("")
def state(viewer: CurrentViewer) -> SecondFactor:
    with new_session() as session:
        return second_factor.state(session, viewer)


@router.post("")
def begin(given: OwnPassword, viewer: CurrentViewer) -> Beginning:
    """A new secret for the authenticator app. It counts once `/confirm` has seen a code of it."""
    with transaction() as session:
        return second_factor.begin(session, viewer, given.password)


@router.post("/confirm", dependencies=[Depends(counts(LOGIN))])
def confirm(given: Code, viewer: CurrentViewer) -> RecoveryCodes:
    """From now on log-ins ask for a code. The ten recovery codes are told this once."""
    who = f"confirm:{viewer.must_be_signed_in().id}"
    enforce(LOGIN, who)
    with transaction() as session:
        codes = second_factor.confirm(session, viewer, given.code)
    forgive(LOGIN, who)
    return codes


@router.post("/recovery-codes")
def renew_codes(given: OwnPassword, viewer: CurrentViewer) -> RecoveryCodes:
    """Ten new ones; the old ones are worthless."""
    with transaction() as session:
        return second_factor.renew_codes(session, viewer, given.password)


@router.delete("", status_code=204)
def disable(given: OwnPassword, viewer: CurrentViewer) -> None:
    with transaction() as session:
        second_factor.disable(session, viewer, given.password)
