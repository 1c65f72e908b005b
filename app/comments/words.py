"""Words that a creator keeps from below their videos: who writes them sees them, and the creator, marked."""

import re
from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.comments.schemas import FilteredWords
from app.models import Comment, User, Video
from app.videos import counts


def is_filtered(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text, as a whole word, in any case."""
    alternatives = "|".join(re.escape(word.casefold()) for word in words)
    return bool(alternatives and re.search(rf"(?<!\w)(?:{alternatives})(?!\w)", text.casefold()))


def words(viewer: Viewer) -> FilteredWords:
    return FilteredWords(words=viewer.must_be_signed_in().filtered_words)


def keep_out(session: Session, viewer: Viewer, wanted: FilteredWords) -> FilteredWords:
    """From now on, and among what was written before."""
    me = session.get_one(User, viewer.must_be_signed_in().id)
    me.filtered_words = sorted(set(wanted.words))
    session.flush()
    _look_again(session, me)
    return FilteredWords(words=me.filtered_words)


def _look_again(session: Session, creator: User) -> None:
    below = (
        select(Comment)
        .join(Video, col(Video.id) == col(Comment.video_id))
        .where(Video.creator_id == creator.id, Comment.author_id != creator.id)
        .order_by(col(Comment.id))
    )
    for one in session.exec(below).all():
        now = is_filtered(one.text, creator.filtered_words)
        if now != one.is_filtered:
            one.is_filtered = now
            session.flush()
            if one.deleted_at is None:
                count(session, one.video_id, one.parent_id, -1 if now else 1)


def count(session: Session, video_id: int, parent_id: int | None, change: int) -> None:
    """A comment has come into sight, or gone."""
    counts.changed(session, "video:comment_count", video_id, change)
    if parent_id:
        counts.changed(session, "comment:reply_count", parent_id, change)
