"""Comments: threads one level deep, pinned first, counted."""

import pytest
from sqlmodel import Session

from app.accounts.viewer import anonymous, signed_in
from app.comments import service
from app.comments.schemas import CommentCard, NewComment
from app.errors import BadInput, Forbidden, NotFound, NotSignedIn
from app.models import Comment, Video, Visibility
from app.models.columns import now
from tests.builders import make_video
from tests.service.scenes import person, viewer


def write(session: Session, video: Video, text: str = "fine", parent: int | None = None) -> CommentCard:
    return service.write(session, viewer(session), video.id, NewComment(text=text, parent_id=parent))


@pytest.fixture
def video(session: Session) -> Video:
    return make_video(session, person(session))


def test_a_comment_is_counted_and_shows_its_author(session: Session, video: Video) -> None:
    me = viewer(session, "ada")
    card = service.write(session, me, video.id, NewComment(text="  well done  "))
    assert (card.author.username, card.text, card.parent_id) == ("ada", "well done", None)
    session.refresh(video)
    assert video.comment_count == 1


def test_an_answer_to_an_answer_joins_the_thread(session: Session, video: Video) -> None:
    first = write(session, video)
    answer = write(session, video, parent=first.id)
    assert write(session, video, parent=answer.id).parent_id == first.id


def test_one_cannot_answer_what_is_elsewhere_or_gone(session: Session, video: Video) -> None:
    elsewhere = write(session, make_video(session, person(session)))
    gone = write(session, video)
    session.get_one(Comment, gone.id).deleted_at = now()
    for parent in (elsewhere.id, gone.id, 10**12):
        with pytest.raises(BadInput):
            write(session, video, parent=parent)


def test_pinned_come_first_then_the_newest_page_by_page(session: Session, video: Video) -> None:
    made = [write(session, video).id for _ in range(7)]
    session.get_one(Comment, made[2]).is_pinned = True
    gone = made.pop(4)
    session.get_one(Comment, gone).deleted_at = now()
    session.flush()
    found, cursor = [], None
    for _ in range(5):
        page = service.listing(session, viewer(session), video.id, limit=2, cursor=cursor)
        found += [card.id for card in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    pinned = made.pop(2)
    assert found == [pinned, *made[::-1]]


def test_where_comments_are_off_only_the_creator_speaks(session: Session) -> None:
    creator = person(session)
    video = make_video(session, creator, allow_comments=False)
    with pytest.raises(Forbidden) as refused:
        write(session, video)
    assert refused.value.code == "comments_off"
    assert service.write(session, signed_in(creator), video.id, NewComment(text="thanks")).id


def test_who_may_not_see_a_video_neither_reads_nor_writes_below_it(session: Session) -> None:
    hidden = make_video(session, person(session), visibility=Visibility.PRIVATE)
    with pytest.raises(NotFound):
        write(session, hidden)
    with pytest.raises(NotFound):
        service.listing(session, viewer(session), hidden.id, limit=5)


def test_strangers_read_but_do_not_write(session: Session, video: Video) -> None:
    stranger = anonymous("passer-by-without-name")
    assert service.listing(session, stranger, video.id, limit=5).items == []
    with pytest.raises(NotSignedIn):
        service.write(session, stranger, video.id, NewComment(text="hello"))
