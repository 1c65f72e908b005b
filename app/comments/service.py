"""Reading, writing and ordering what people say below a video."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select, update

from app import notices
from app.accounts.blocks import blocked
from app.accounts.viewer import Viewer
from app.comments import cards, mentions, queries, words
from app.comments.schemas import CommentCard, CommentChange, CommentLiked, NewComment, Sort
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import AuditLog, Comment, CommentLike, User, Video
from app.models.columns import now
from app.notices import Kind
from app.shapes import Page
from app.videos import counts
from app.videos.queries import is_seen_by, must_see

REMOVED = "comment.removed"


def listing(  # noqa: PLR0913 - a list has its place and its order
    session: Session,
    viewer: Viewer,
    video_id: int,
    *,
    limit: int,
    cursor: str | None = None,
    sort: Sort = "top",
    parent_id: int | None = None,
) -> Page[CommentCard]:
    """What stands below a video, or what was replied to one comment."""
    video = must_see(session, viewer, video_id)
    part = queries.Slice(limit, cursor)
    if parent_id is None:
        found, following = queries.threads(session, viewer, video, part, sort=sort)
    else:
        found, following = queries.replies(session, viewer, video, part, parent_id=parent_id)
    return Page(items=cards.cards(session, viewer, video, found), next_cursor=following)


def get(session: Session, viewer: Viewer, comment_id: int) -> CommentCard:
    comment, video = _must_read(session, viewer, comment_id)
    return cards.card(session, viewer, video, comment)


def write(session: Session, viewer: Viewer, video_id: int, new: NewComment) -> CommentCard:
    author = viewer.must_be_signed_in()
    video = must_see(session, viewer, video_id)
    if not video.allow_comments and author.id != video.creator_id:
        raise Forbidden("The creator has turned comments off.", code="comments_off")
    _must_not_be_blocked(session, author.id, video.creator_id)
    answered = _answered(session, viewer, video, new.parent_id)
    comment = Comment(
        video_id=video_id,
        author_id=author.id,
        text=new.text,
        parent_id=(answered.parent_id or answered.id) if answered else None,
        is_filtered=_is_filtered(session, video, author.id, new.text),
    )
    session.add(comment)
    session.flush()
    if not comment.is_filtered:
        words.count(session, video_id, comment.parent_id, 1)
        _tell(session, video, comment, answered)
    return cards.card(session, viewer, video, comment)


def change(session: Session, viewer: Viewer, comment_id: int, wanted: CommentChange) -> CommentCard:
    viewer.must_be_signed_in()
    comment, video = _must_read(session, viewer, comment_id)
    if wanted.text is None and wanted.is_pinned is None:
        raise BadInput("Say what shall change.", text="Send a text, or whether it is pinned.")
    if wanted.text is not None:
        _edit(session, viewer, video, comment, wanted.text)
    if wanted.is_pinned is not None:
        _pin(session, viewer, video, comment, wanted.is_pinned)
    session.flush()
    return cards.card(session, viewer, video, comment)


def remove(session: Session, viewer: Viewer, comment_id: int) -> None:
    """Gone for everyone; what was replied to it stays."""
    user = viewer.must_be_signed_in()
    comment, video = _must_read(session, viewer, comment_id)
    if not cards.may_delete(viewer, video, comment):
        raise Forbidden("Only its author, the video's creator or a moderator can delete this comment.")
    gone = take_down(session, comment)
    if gone and user.id not in {comment.author_id, video.creator_id}:
        session.add(AuditLog(actor_id=user.id, action=REMOVED, target=f"comment:{comment_id}"))


def take_down(session: Session, comment: Comment) -> bool:
    """Whoever decided it; False when somebody else was quicker."""
    taken = update(Comment).where(col(Comment.id) == comment.id, col(Comment.deleted_at).is_(None))
    gone = session.execute(taken.values(deleted_at=now(), is_pinned=False).returning(col(Comment.id))).first()
    if gone and not comment.is_filtered:
        words.count(session, comment.video_id, comment.parent_id, -1)
    return gone is not None


def like(session: Session, viewer: Viewer, comment_id: int) -> CommentLiked:
    me = viewer.must_be_signed_in()
    comment, video = _must_read(session, viewer, comment_id)
    _must_not_be_blocked(session, me.id, video.creator_id)
    added = session.execute(
        insert(CommentLike)
        .values(user_id=me.id, comment_id=comment_id)
        .on_conflict_do_nothing()
        .returning(col(CommentLike.user_id))
    ).first()
    if added:
        about = {"actor_id": me.id, "video_id": video.id, "comment_id": comment_id}
        notices.tell(session, comment.author_id, Kind.COMMENT_LIKE, **about)
    return CommentLiked(is_liked=True, like_count=_liked(session, comment, 1 if added else 0))


def unlike(session: Session, viewer: Viewer, comment_id: int) -> CommentLiked:
    me = viewer.must_be_signed_in()
    comment, _ = _must_read(session, viewer, comment_id)
    gone = session.execute(
        delete(CommentLike)
        .where(col(CommentLike.user_id) == me.id, col(CommentLike.comment_id) == comment_id)
        .returning(col(CommentLike.user_id))
    ).first()
    if gone:
        about = {"actor_id": me.id, "video_id": comment.video_id, "comment_id": comment_id}
        notices.untell(session, comment.author_id, Kind.COMMENT_LIKE, **about)
    return CommentLiked(is_liked=False, like_count=_liked(session, comment, -1 if gone else 0))


def _liked(session: Session, comment: Comment, change: int) -> int:
    if change:
        counts.changed(session, "comment:like_count", comment.id, change)
    waiting = counts.pending("comment", ("like_count",), [comment.id]).get(comment.id, {})
    return max(0, comment.like_count + waiting.get("like_count", 0) + change)


def _edit(session: Session, viewer: Viewer, video: Video, comment: Comment, text: str) -> None:
    if viewer.id != comment.author_id:
        raise Forbidden("Only its author can edit a comment.")
    if not cards.is_editable(viewer, comment):
        raise Conflict("A comment can be edited for five minutes after it was written.", code="too_late")
    if text == comment.text:
        return
    was = comment.is_filtered
    comment.text, comment.edited_at = text, now()
    comment.is_filtered = _is_filtered(session, video, comment.author_id, text)
    session.flush()
    if was != comment.is_filtered:
        words.count(session, video.id, comment.parent_id, 1 if was else -1)
    if not comment.is_filtered:
        _mention(session, comment, but=set())


def _pin(session: Session, viewer: Viewer, video: Video, comment: Comment, is_pinned: bool) -> None:
    """One a video: it takes the place of the one before."""
    if viewer.id != video.creator_id:
        raise Forbidden("Only the video's creator can pin a comment.")
    if comment.parent_id:
        raise BadInput("A reply cannot be pinned.", is_pinned="Pin the comment that it answers.")
    pinned = (col(Comment.video_id) == video.id, col(Comment.is_pinned))
    session.exec(update(Comment).where(*pinned).values(is_pinned=False))
    comment.is_pinned = is_pinned


def _must_read(session: Session, viewer: Viewer, comment_id: int) -> tuple[Comment, Video]:
    """The comment with its video, or the same answer for one that is gone, hidden or of somebody blocked."""
    comment = session.get(Comment, comment_id)
    if comment is None or comment.deleted_at:
        raise NotFound("comment", comment_id)
    try:
        video = must_see(session, viewer, comment.video_id)
    except NotFound:
        raise NotFound("comment", comment_id) from None
    wanted = select(Comment.id).where(Comment.id == comment_id, *queries.visible(viewer, video))
    if session.exec(wanted).first() is None:
        raise NotFound("comment", comment_id)
    return comment, video


def _answered(session: Session, viewer: Viewer, video: Video, parent_id: int | None) -> Comment | None:
    """Threads are one deep: an answer to an answer joins the thread it stands in."""
    if parent_id is None:
        return None
    try:
        parent, below = _must_read(session, viewer, parent_id)
    except NotFound:
        parent, below = None, video
    if parent is None or below.id != video.id:
        raise BadInput("The comment you answer is gone.", parent_id="There is no such comment here.")
    return parent


def _must_not_be_blocked(session: Session, me: int, creator_id: int) -> None:
    between = select(User.id).where(User.id == creator_id, col(User.id).in_(blocked(me)))
    if session.exec(between).first():
        raise Forbidden("You cannot take part below this video.", code="blocked")


def _is_filtered(session: Session, video: Video, author_id: int, text: str) -> bool:
    if author_id == video.creator_id:
        return False
    kept_out = session.exec(select(User.filtered_words).where(User.id == video.creator_id)).one()
    return words.is_filtered(text, kept_out)


def _tell(session: Session, video: Video, comment: Comment, answered: Comment | None) -> None:
    """Each hears of it once: who is answered, who is named, and the creator."""
    about = _about(comment)
    told = {answered.author_id} if answered else set()
    for one in told:
        notices.tell(session, one, Kind.REPLY, **about)
    told |= _mention(session, comment, but=told)
    if video.creator_id not in told:
        notices.tell(session, video.creator_id, Kind.COMMENT, **about)


def _mention(session: Session, comment: Comment, *, but: set[int]) -> set[int]:
    """Tell those who are named and may read it; who was told of this comment before is not told again."""
    named = set(mentions.known(session, comment.author_id, [comment.text]).values()) - but
    told = {one for one in sorted(named)[: mentions.MOST] if is_seen_by(session, one, comment.video_id)}
    for one in told:
        notices.tell(session, one, Kind.MENTION, **_about(comment))
    return told


def _about(comment: Comment) -> dict[str, int]:
    return {"actor_id": comment.author_id, "video_id": comment.video_id, "comment_id": comment.id}
