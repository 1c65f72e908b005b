"""/search: suggestions while typing."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.api.limits import SUGGEST, limited
from app.api.viewing import CurrentViewer
from app.db import new_session
from app.search import service as search
from app.search.schemas import Suggestion
from app.shapes import Page

router = APIRouter(prefix="/search", tags=["search"])
Typed = Annotated[str, Query(min_length=1, max_length=65, pattern=r"^[^\x00]*$", examples=["#da", "@ad"])]


@router.get("/suggest", dependencies=[Depends(limited(SUGGEST))])
def suggest(q: Typed, viewer: CurrentViewer) -> Page[Suggestion]:
    with new_session() as session:
        return Page(items=search.suggest(session, viewer, q))
