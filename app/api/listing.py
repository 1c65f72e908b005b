"""How addresses name people, and how lists are asked for a page at a time."""

from typing import Annotated

from fastapi import Depends, Path, Query

from app.social.lists import Window

Name = Annotated[str, Path(description="An id, @username, or `me`.", max_length=64)]
PersonId = Annotated[int, Path(gt=0, lt=2**53)]


def _window(limit: Annotated[int, Query(ge=1, le=60)] = 30, cursor: str | None = None) -> Window:
    return Window(limit=limit, cursor=cursor)


def _searched(
    q: Annotated[str, Query(max_length=50, pattern=r"^[^\x00]*$", description="A part of a name.")] = "",
    limit: Annotated[int, Query(ge=1, le=60)] = 30,
    cursor: str | None = None,
) -> Window:
    return Window(limit=limit, cursor=cursor, typed=q)


Listed = Annotated[Window, Depends(_window)]
Searched = Annotated[Window, Depends(_searched)]
