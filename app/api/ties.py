"""/users: following, asking to follow, blocking, and the lists of people."""

from fastapi import APIRouter, Depends

from app.api.limits import REACTION, limited
from app.api.listing import Listed, Name, PersonId, Searched
from app.api.viewing import CurrentViewer
from app.db import new_session, transaction
from app.moderation import reports
from app.moderation.schemas import Reported, Reporting
from app.shapes import Page
from app.social import lists, ties
from app.social.schemas import Person, Standing

router = APIRouter(prefix="/users", tags=["users"])
changing = [Depends(limited(REACTION))]


@router.get("/me/requests")
def requests(viewer: CurrentViewer, window: Listed) -> Page[Person]:
    """Who asks to follow this private account."""
    with new_session() as session:
        return lists.requests(session, viewer, window)


@router.put("/me/requests/{user_id}", dependencies=changing)
def accept(user_id: PersonId, viewer: CurrentViewer) -> Standing:
    with transaction() as session:
        return ties.accept(session, viewer, user_id)


@router.delete("/me/requests/{user_id}", status_code=204, dependencies=changing)
def refuse(user_id: PersonId, viewer: CurrentViewer) -> None:
    """Nobody is told."""
    with transaction() as session:
        ties.refuse(session, viewer, user_id)


@router.delete("/me/followers/{user_id}", status_code=204, dependencies=changing)
def remove_follower(user_id: PersonId, viewer: CurrentViewer) -> None:
    with transaction() as session:
        ties.remove_follower(session, viewer, user_id)


@router.get("/me/blocks")
def blocks(viewer: CurrentViewer, window: Searched) -> Page[Person]:
    with new_session() as session:
        return lists.blocked(session, viewer, window)


@router.get("/me/mutes")
def mutes(viewer: CurrentViewer, window: Searched) -> Page[Person]:
    with new_session() as session:
        return lists.muted(session, viewer, window)


@router.get("/{name}/followers")
def followers(name: Name, viewer: CurrentViewer, window: Searched) -> Page[Person]:
    """Without people hidden by a block; of a private account for its followers only."""
    with new_session() as session:
        return lists.followers(session, viewer, name, window)


@router.get("/{name}/following")
def following(name: Name, viewer: CurrentViewer, window: Searched) -> Page[Person]:
    with new_session() as session:
        return lists.following(session, viewer, name, window)


@router.put("/{name}/follow", dependencies=changing)
def follow(name: Name, viewer: CurrentViewer) -> Standing:
    """`is_requested` in the answer: this account is private and asks its owner first."""
    with transaction() as session:
        return ties.follow(session, viewer, name)


@router.delete("/{name}/follow", dependencies=changing)
def unfollow(name: Name, viewer: CurrentViewer) -> Standing:
    with transaction() as session:
        return ties.unfollow(session, viewer, name)


@router.put("/{name}/block", status_code=204, dependencies=changing)
def block(name: Name, viewer: CurrentViewer) -> None:
    """Both vanish for each other everywhere; follows and requests between them end."""
    with transaction() as session:
        ties.block(session, viewer, name)


@router.delete("/{name}/block", status_code=204, dependencies=changing)
def unblock(name: Name, viewer: CurrentViewer) -> None:
    with transaction() as session:
        ties.unblock(session, viewer, name)


@router.post("/{name}/report", status_code=201, dependencies=changing)
def report(name: Name, viewer: CurrentViewer, said: Reporting) -> Reported:
    with transaction() as session:
        return reports.report_person(session, viewer, name, said)
