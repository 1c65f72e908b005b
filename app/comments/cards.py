"""The only maker of comment cards."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.comments import mentions
from app.comments.schemas import Author, CommentCard
from app.models import Comment, CommentLike, User, Video
from app.models.columns import now
from app.videos import counts

EDITABLE = timedelta(minutes=5)


def cards(session: Session, viewer: Viewer, video: Video, comments: Sequence[Comment]) -> list[CommentCard]:
    authors = _authors(session, {one.author_id for one in comments})
    likes = _likes(session, [one.id for one in comments], {viewer.id or 0, video.creator_id})
    names = mentions.known(session, viewer.id, [one.text for one in comments if one.deleted_at is None])
    waiting = counts.pending("comment", counts.OF_COMMENTS, [one.id for one in comments])
    return [
        CommentCard(
            **_said(one, authors, set(names)),
            **_rights(viewer, video, one),
            **{name: _total(one, name, waiting.get(one.id, {})) for name in counts.OF_COMMENTS},
            is_liked=(one.id, viewer.id) in likes,
            is_liked_by_creator=(one.id, video.creator_id) in likes,
            is_by_creator=one.author_id == video.creator_id and one.deleted_at is None,
        )
        for one in comments
    ]


def card(session: Session, viewer: Viewer, video: Video, comment: Comment) -> CommentCard:
    return cards(session, viewer, video, [comment])[0]


def is_editable(viewer: Viewer, comment: Comment) -> bool:
    return viewer.id == comment.author_id and now() - comment.created_at < EDITABLE


def may_delete(viewer: Viewer, video: Video, comment: Comment) -> bool:
    return viewer.id is not None and (
        viewer.id in {comment.author_id, video.creator_id} or viewer.may_moderate
    )


def _said(comment: Comment, authors: dict[int, Author], names: set[str]) -> dict[str, object]:
    same = comment.model_dump(include={"id", "video_id", "parent_id", "is_pinned", "created_at", "edited_at"})
    if comment.deleted_at:
        return {**same, "author": None, "text": "", "is_deleted": True}
    mentioned = sorted(mentions.names_in(comment.text) & names)
    return {**same, "author": authors[comment.author_id], "text": comment.text, "mentions": mentioned}


def _rights(viewer: Viewer, video: Video, comment: Comment) -> dict[str, bool]:
    if comment.deleted_at:
        return {}
    is_creators = viewer.id == video.creator_id
    return {
        "is_filtered": comment.is_filtered and (is_creators or viewer.may_moderate),
        "may_edit": is_editable(viewer, comment),
        "may_pin": is_creators and comment.parent_id is None,
        "may_delete": may_delete(viewer, video, comment),
    }


def _total(comment: Comment, name: str, waiting: dict[str, int]) -> int:
    return max(0, int(getattr(comment, name)) + waiting.get(name, 0))


def _authors(session: Session, ids: set[int]) -> dict[int, Author]:
    found = session.exec(select(User).where(col(User.id).in_(ids))).all()
    return {one.id: Author.model_validate(one, from_attributes=True) for one in found}


def _likes(session: Session, ids: Sequence[int], people: set[int]) -> set[tuple[int, int | None]]:
    wanted = select(CommentLike.comment_id, CommentLike.user_id).where(
        col(CommentLike.comment_id).in_(ids), col(CommentLike.user_id).in_(people)
    )
    return set(session.exec(wanted).all())
