"""/videos/{id}/comments, /comments/{id} and the words that a creator keeps out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from app.api.limits import COMMENT, REACTION, limited
from app.api.videos import VideoId
from app.api.viewing import CurrentViewer
from app.comments import service, words
from app.comments.schemas import CommentCard, CommentChange, CommentLiked, FilteredWords, NewComment, Sort
from app.db import new_session, transaction
from app.moderation import reports
from app.moderation.schemas import Reported, Reporting
from app.shapes import Page

router = APIRouter(tags=["comments"])
CommentId = Annotated[int, Path(gt=0, lt=2**53)]
Parent = Annotated[int | None, Query(gt=0, lt=2**53, description="Only the replies to this comment.")]
writing = [Depends(limited(COMMENT))]
reaction = [Depends(limited(REACTION))]


@router.get("/videos/{video_id}/comments")
def listing(  # noqa: PLR0913, PLR0917 - the query of a list
    video_id: VideoId,
    viewer: CurrentViewer,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
    cursor: str | None = None,
    sort: Sort = "top",
    parent_id: Parent = None,
) -> Page[CommentCard]:
    """Threads, the pinned one first; replies are a list of their own, the earliest first."""
    with new_session() as session:
        return service.listing(
            session, viewer, video_id, limit=limit, cursor=cursor, sort=sort, parent_id=parent_id
        )


@router.post("/videos/{video_id}/comments", status_code=201, dependencies=writing)
def write(video_id: VideoId, viewer: CurrentViewer, new: NewComment) -> CommentCard:
    with transaction() as session:
        return service.write(session, viewer, video_id, new)


@router.get("/comments/{comment_id}")
def get(comment_id: CommentId, viewer: CurrentViewer) -> CommentCard:
    with new_session() as session:
        return service.get(session, viewer, comment_id)


@router.patch("/comments/{comment_id}", dependencies=writing)
def change(comment_id: CommentId, viewer: CurrentViewer, wanted: CommentChange) -> CommentCard:
    with transaction() as session:
        return service.change(session, viewer, comment_id, wanted)


@router.delete("/comments/{comment_id}", status_code=204, dependencies=writing)
def remove(comment_id: CommentId, viewer: CurrentViewer) -> None:
    """By its author, the video's creator or a moderator; what was replied to it stays."""
    with transaction() as session:
        service.remove(session, viewer, comment_id)


@router.put("/comments/{comment_id}/like", dependencies=reaction)
def like(comment_id: CommentId, viewer: CurrentViewer) -> CommentLiked:
    with transaction() as session:
        return service.like(session, viewer, comment_id)


@router.delete("/comments/{comment_id}/like", dependencies=reaction)
def unlike(comment_id: CommentId, viewer: CurrentViewer) -> CommentLiked:
    with transaction() as session:
        return service.unlike(session, viewer, comment_id)


@router.post("/comments/{comment_id}/report", status_code=201, dependencies=reaction)
def report(comment_id: CommentId, viewer: CurrentViewer, said: Reporting) -> Reported:
    with transaction() as session:
        return reports.report_comment(session, viewer, comment_id, said)


@router.get("/users/me/filtered-words")
def filtered_words(viewer: CurrentViewer) -> FilteredWords:
    return words.words(viewer)


@router.put("/users/me/filtered-words", dependencies=reaction)
def keep_out(viewer: CurrentViewer, wanted: FilteredWords) -> FilteredWords:
    """Comments with these words, also earlier ones, are seen by their author and by you only."""
    with transaction() as session:
        return words.keep_out(session, viewer, wanted)
