"""/users/me: what people may ask about and do with their own account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import RedirectResponse

from app.accounts import choices
from app.accounts.choices import Choices, ChoicesChange
from app.accounts.schemas import OwnPassword
from app.api.limits import EXPORT, counts, enforce
from app.api.viewing import CurrentViewer, forget
from app.db import new_session, transaction
from app.lifecycle import exports, leaving
from app.lifecycle.exports import Export

router = APIRouter(prefix="/users/me", tags=["accounts"])


@router.get("/settings")
def settings_of_mine(viewer: CurrentViewer) -> Choices:
    with new_session() as session:
        return choices.chosen(session, viewer)


@router.patch("/settings")
def change_settings(change: ChoicesChange, viewer: CurrentViewer) -> Choices:
    """Only what is named changes; `null` forgets it."""
    with transaction() as session:
        return choices.choose(session, viewer, change)


@router.get("/export", response_model=Export, responses={303: {"description": "The zip is over there."}})
def export_of_mine(
    viewer: CurrentViewer, accept: Annotated[str, Header()] = "*/*"
) -> Export | RedirectResponse:
    """How far the latest export is; when it is done, a link of fifteen minutes to the zip.

    With `Accept: application/zip` the answer leads there.
    """
    with new_session() as session:
        found = exports.latest(session, viewer)
    is_zip = accept.strip().lower().startswith("application/zip")
    return RedirectResponse(found.url, status_code=303) if found.url and is_zip else found


@router.post("/export", status_code=202, dependencies=[Depends(counts(EXPORT))])
def ask_export(viewer: CurrentViewer) -> Export:
    """Put all own data into a zip: every row as JSON, and the originals. One at a time."""
    enforce(EXPORT, str(viewer.must_be_signed_in().id))
    with transaction() as session:
        return exports.ask(session, viewer)


@router.delete("", status_code=204)
def delete_account(given: OwnPassword, viewer: CurrentViewer, response: Response) -> None:
    """Invisible at once; logging in brings it back for thirty days, then it is deleted for good."""
    with transaction() as session:
        leaving.leave(session, viewer, given.password)
    forget(response)
