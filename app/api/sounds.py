"""/sounds: the library, the page of one sound, and its title."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from app.api.limits import REACTION, limited
from app.api.viewing import CurrentViewer
from app.db import new_session, transaction
from app.shapes import Page
from app.sounds import service as sounds
from app.sounds.schemas import LibrarySound, SoundTitle
from app.videos import service as videos
from app.videos.schemas import VideoCard

router = APIRouter(prefix="/sounds", tags=["sounds"])
SoundId = Annotated[int, Path(gt=0, lt=2**53)]
Limit = Annotated[int, Query(ge=1, le=60)]
Typed = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")]


@router.get("")
def library(
    viewer: CurrentViewer, q: Typed = "", limit: Limit = 30, cursor: str | None = None
) -> Page[LibrarySound]:
    with new_session() as session:
        return sounds.library(session, viewer, q, limit=limit, cursor=cursor)


@router.get("/{sound_id}")
def get(sound_id: SoundId, viewer: CurrentViewer) -> LibrarySound:
    with new_session() as session:
        return sounds.get(session, viewer, sound_id)


@router.get("/{sound_id}/videos")
def videos_with(
    sound_id: SoundId, viewer: CurrentViewer, limit: Limit = 30, cursor: str | None = None
) -> Page[VideoCard]:
    with new_session() as session:
        return videos.with_sound(session, viewer, sound_id, limit=limit, cursor=cursor)


@router.patch("/{sound_id}", dependencies=[Depends(limited(REACTION))])
def rename(sound_id: SoundId, viewer: CurrentViewer, wanted: SoundTitle) -> LibrarySound:
    with transaction() as session:
        return sounds.rename(session, viewer, sound_id, wanted.title)
