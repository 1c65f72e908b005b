"""Reading and writing comments."""

from sqlmodel import Session, col, select, tuple_, update

from app.accounts.viewer import Viewer
from app.comments.schemas import Author, CommentCard, NewComment
from app.errors import BadInput, Forbidden
from app.models import Comment, User, Video
from app.shapes import Cursor, Id, Page
from app.videos.queries import must_see


class Before(Cursor):
    pinned: bool
    id: Id


def listing(
    session: Session, viewer: Viewer, video_id: int, *, limit: int, cursor: str | None = None
) -> Page[CommentCard]:
    """Pinned first, then newest first."""
    must_see(session, viewer, video_id)
    order = (col(Comment.is_pinned), col(Comment.id))
    wanted = (
        select(Comment, User)
        .join(User, col(User.id) == col(Comment.author_id))
        .where(Comment.video_id == video_id, col(Comment.deleted_at).is_(None))
    )
    if cursor:
        before = Before.read(cursor)
        wanted = wanted.where(tuple_(*order) < (before.pinned, before.id))
    rows = session.exec(wanted.order_by(*(column.desc() for column in order)).limit(limit)).all()
    found = [_card(comment, author) for comment, author in rows]
    last = found[-1] if len(found) == limit else None
    following = Before(pinned=last.is_pinned, id=last.id).text() if last else None
    return Page(items=found, next_cursor=following)


def write(session: Session, viewer: Viewer, video_id: int, new: NewComment) -> CommentCard:
    author = viewer.must_be_signed_in()
    video = must_see(session, viewer, video_id)
    if not video.allow_comments and author.id != video.creator_id:
        raise Forbidden("The creator has turned comments off.", code="comments_off")
    comment = Comment(
        video_id=video_id,
        author_id=author.id,
        text=new.text,
        parent_id=_thread(session, video_id, new.parent_id),
    )
    session.add(comment)
    session.flush()
    session.exec(
        update(Video).where(col(Video.id) == video_id).values(comment_count=col(Video.comment_count) + 1)
    )
    return _card(comment, author)


def _thread(session: Session, video_id: int, parent_id: int | None) -> int | None:
    """Threads are one deep: an answer to an answer joins the thread it stands in."""
    if parent_id is None:
        return None
    parent = session.get(Comment, parent_id)
    if parent is None or parent.video_id != video_id or parent.deleted_at:
        raise BadInput("The comment you answer is gone.", parent_id="There is no such comment here.")
    return parent.parent_id or parent.id


def _card(comment: Comment, author: User) -> CommentCard:
    shown = Author.model_validate(author, from_attributes=True)
    return CommentCard(**comment.model_dump(include=set(CommentCard.model_fields)), author=shown)
