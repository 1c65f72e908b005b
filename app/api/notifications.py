"""/notifications: the inbox, what is unread, what one wants to be told, and browsers that take pushes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.api.limits import REACTION, limited
from app.api.viewing import CurrentViewer
from app.db import new_session, transaction
from app.notifications import choices, push, service, subscriptions
from app.notifications.schemas import (
    Filter,
    NewSubscription,
    Notice,
    NoticeChange,
    NoticeChoices,
    PushKey,
    Reading,
    Unread,
)
from app.shapes import Page

router = APIRouter(prefix="/notifications", tags=["notifications"])


@router.get("")
def listing(
    viewer: CurrentViewer,
    only: Filter = Filter.ALL,
    limit: Annotated[int, Query(ge=1, le=60)] = 30,
    cursor: str | None = None,
) -> Page[Notice]:
    """Grouped: "Ada and 12 others liked your video". The newest first."""
    with new_session() as session:
        return service.listing(session, viewer, only=only, limit=limit, cursor=cursor)


@router.get("/unread")
def unread(viewer: CurrentViewer) -> Unread:
    with new_session() as session:
        return service.unread(session, viewer)


@router.post("/read", dependencies=[Depends(limited(REACTION))])
def read(viewer: CurrentViewer, reading: Reading | None = None) -> Unread:
    """All of them, or those up to one's id."""
    with transaction() as session:
        return service.read(session, viewer, up_to=reading.up_to if reading else None)


@router.get("/settings")
def settings_of_mine(viewer: CurrentViewer) -> NoticeChoices:
    with new_session() as session:
        return choices.chosen(session, viewer)


@router.put("/settings", dependencies=[Depends(limited(REACTION))])
def change_settings(change: NoticeChange, viewer: CurrentViewer) -> NoticeChoices:
    with transaction() as session:
        return choices.choose(session, viewer, change)


@router.get("/push/key")
def push_key() -> PushKey:
    """For `PushManager.subscribe` in a browser."""
    return PushKey(public_key=push.public_key())


@router.post("/push", status_code=204, dependencies=[Depends(limited(REACTION))])
def subscribe(viewer: CurrentViewer, new: NewSubscription) -> None:
    """This browser is told although no page is open. What `PushSubscription.toJSON()` gives."""
    with transaction() as session:
        subscriptions.subscribe(session, viewer, new)


@router.delete("/push", status_code=204, dependencies=[Depends(limited(REACTION))])
def unsubscribe(viewer: CurrentViewer, endpoint: Annotated[str, Query(max_length=1000)]) -> None:
    with transaction() as session:
        subscriptions.unsubscribe(session, viewer, endpoint)
