"""Comments: threads one level deep, pinned first, counted, kept in order by their creator."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.accounts.viewer import Viewer, anonymous, signed_in
from app.comments import service, words
from app.comments.schemas import CommentCard, CommentChange, FilteredWords, NewComment
from app.errors import BadInput, Conflict, Forbidden, NotFound, NotSignedIn
from app.models import AuditLog, Block, Comment, Notification, Role, User, Video, Visibility
from app.models.columns import now
from app.videos import counts
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
    assert counts.recount(session, "video:comment_count", [video.id]) == [(video.id, 0, 1)]


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
        page = service.listing(session, viewer(session), video.id, limit=2, cursor=cursor, sort="new")
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


def listed(session: Session, who: Viewer, video: Video, **wanted: object) -> list[CommentCard]:
    return service.listing(session, who, video.id, limit=50, **wanted).items


def creator_of(session: Session, video: Video) -> Viewer:
    return signed_in(session.get_one(User, video.creator_id))


def test_replies_are_a_list_of_their_own_in_the_order_they_were_given(session: Session, video: Video) -> None:
    first = write(session, video)
    answers = [write(session, video, parent=first.id).id for _ in range(3)]
    me = viewer(session)
    assert [one.id for one in listed(session, me, video)] == [first.id]
    page = service.listing(session, me, video.id, limit=2, parent_id=first.id)
    rest = service.listing(session, me, video.id, limit=2, parent_id=first.id, cursor=page.next_cursor)
    assert [one.id for one in page.items + rest.items] == answers
    assert counts.recount(session, "comment:reply_count", [first.id]) == [(first.id, 0, 3)]


def test_the_most_liked_and_answered_stand_on_top(session: Session, video: Video) -> None:
    plain, liked, answered = (write(session, video).id for _ in range(3))
    fans = [viewer(session) for _ in range(2)]
    for fan in fans:
        service.like(session, fan, liked)
    write(session, video, parent=answered)
    for name in ("comment:like_count", "comment:reply_count"):
        counts.recount(session, name, [plain, liked, answered])
    session.expire_all()
    assert [one.id for one in listed(session, fans[0], video)] == [liked, answered, plain]
    assert [one.is_liked for one in listed(session, fans[0], video)] == [True, False, False]


def test_a_like_of_the_creator_is_seen_by_all(session: Session, video: Video) -> None:
    comment = write(session, video).id
    service.like(session, creator_of(session, video), comment)
    shown = listed(session, viewer(session), video)[0]
    assert (shown.is_liked, shown.is_liked_by_creator) == (False, True)
    service.unlike(session, creator_of(session, video), comment)
    assert not listed(session, viewer(session), video)[0].is_liked_by_creator


def test_only_the_creator_pins_and_one_takes_the_place_of_the_other(session: Session, video: Video) -> None:
    first, second = write(session, video).id, write(session, video).id
    creator, pin = creator_of(session, video), CommentChange(is_pinned=True)
    for one in (first, second):
        assert service.change(session, creator, one, pin).is_pinned
    session.expire_all()
    assert [one.is_pinned for one in listed(session, creator, video)] == [True, False]
    assert listed(session, creator, video)[0].id == second
    with pytest.raises(Forbidden):
        service.change(session, viewer(session), first, pin)
    with pytest.raises(BadInput):
        service.change(session, creator, write(session, video, parent=first).id, pin)


def test_one_edits_one_s_own_comment_for_five_minutes(session: Session, video: Video) -> None:
    me, better = viewer(session), CommentChange(text="fine indeed")
    mine = service.write(session, me, video.id, NewComment(text="fnie"))
    assert mine.may_edit
    edited = service.change(session, me, mine.id, better)
    assert (edited.text, edited.edited_at is not None) == ("fine indeed", True)
    with pytest.raises(Forbidden):
        service.change(session, creator_of(session, video), mine.id, better)
    session.get_one(Comment, mine.id).created_at -= timedelta(minutes=5)
    with pytest.raises(Conflict) as late:
        service.change(session, me, mine.id, CommentChange(text="too late"))
    assert late.value.code == "too_late"


def test_a_change_that_says_nothing_is_refused(session: Session, video: Video) -> None:
    me = viewer(session)
    mine = service.write(session, me, video.id, NewComment(text="fine"))
    with pytest.raises(BadInput):
        service.change(session, me, mine.id, CommentChange())


def test_author_creator_and_moderator_delete_and_nobody_else(session: Session, video: Video) -> None:
    author, moderator = viewer(session), viewer(session, role=Role.MODERATOR)
    for who in (author, creator_of(session, video), moderator):
        comment = service.write(session, author, video.id, NewComment(text="fine")).id
        with pytest.raises(Forbidden):
            service.remove(session, viewer(session), comment)
        service.remove(session, who, comment)
        with pytest.raises(NotFound):
            service.get(session, author, comment)
    targets = session.exec(select(AuditLog.actor_id).where(AuditLog.action == service.REMOVED)).all()
    assert targets == [moderator.id]


def test_what_was_answered_keeps_its_place_when_it_is_deleted(session: Session, video: Video) -> None:
    author = viewer(session)
    first = service.write(session, author, video.id, NewComment(text="secret"))
    answer = write(session, video, parent=first.id)
    service.remove(session, author, first.id)
    [left] = listed(session, author, video)
    assert (left.id, left.is_deleted, left.text, left.author) == (first.id, True, "", None)
    assert not left.may_delete
    assert [one.id for one in listed(session, author, video, parent_id=first.id)] == [answer.id]
    service.remove(session, creator_of(session, video), answer.id)
    assert listed(session, author, video) == []


def test_names_that_are_somebody_s_are_mentions(session: Session, video: Video) -> None:
    viewer(session, "grace")
    viewer(session, "dotty.")
    card = write(session, video, "ask @Grace, @nobody_here or mail me@grace. Or @dotty.")
    assert card.mentions == ["dotty.", "grace"]


def test_filtered_words_hide_a_comment_from_all_but_its_author_and_the_creator(
    session: Session, video: Video
) -> None:
    creator, author = creator_of(session, video), viewer(session)
    words.keep_out(session, creator, FilteredWords(words=["Spoiler", "free money"]))
    for text in ("a SPOILER!", "get Free Money now"):
        service.write(session, author, video.id, NewComment(text=text))
    fine = service.write(session, author, video.id, NewComment(text="no spoilers here")).id
    assert [one.id for one in listed(session, viewer(session), video)] == [fine]
    assert [one.is_filtered for one in listed(session, author, video)] == [False] * 3
    assert sorted(one.is_filtered for one in listed(session, creator, video)) == [False, True, True]
    assert counts.recount(session, "video:comment_count", [video.id]) == [(video.id, 0, 1)]


def test_filtered_words_hold_for_earlier_comments_and_for_edits(session: Session, video: Video) -> None:
    creator, author, other = creator_of(session, video), viewer(session), viewer(session)
    comment = service.write(session, author, video.id, NewComment(text="buy now")).id
    words.keep_out(session, creator, FilteredWords(words=["buy"]))
    session.expire_all()
    assert listed(session, other, video) == []
    service.change(session, author, comment, CommentChange(text="look now"))
    assert len(listed(session, other, video)) == 1
    service.change(session, author, comment, CommentChange(text="buy now"))
    assert listed(session, other, video) == []
    with pytest.raises(NotFound):
        service.like(session, other, comment)
    words.keep_out(session, creator, FilteredWords(words=[]))
    session.expire_all()
    assert len(listed(session, other, video)) == 1


@pytest.mark.parametrize("mine", [True, False])
def test_blocked_people_do_not_meet_below_a_video(session: Session, video: Video, mine: bool) -> None:
    me, other = viewer(session), viewer(session)
    comment = service.write(session, other, video.id, NewComment(text="hello")).id
    pair = (me.id, other.id) if mine else (other.id, me.id)
    session.add(Block(blocker_id=pair[0], blocked_id=pair[1]))
    session.flush()
    assert listed(session, me, video) == []
    for refused in (service.like, service.get):
        with pytest.raises(NotFound):
            refused(session, me, comment)
    with pytest.raises(BadInput):
        service.write(session, me, video.id, NewComment(text="hi", parent_id=comment))


def test_who_is_answered_named_or_commented_on_is_told_once_each(session: Session, video: Video) -> None:
    author, friend, speaker = viewer(session), viewer(session, "friend_of_all"), viewer(session)
    first = service.write(session, author, video.id, NewComment(text="hello")).id
    text = "yes, @friend_of_all and @friend_of_all"
    answer = service.write(session, speaker, video.id, NewComment(text=text, parent_id=first)).id
    service.like(session, speaker, first)
    rows = session.exec(select(Notification).where(Notification.actor_id == speaker.id)).all()
    told = {(one.user_id, one.kind, one.comment_id) for one in rows}
    assert told == {
        (author.id, "reply", answer),
        (author.id, "comment_like", first),
        (friend.id, "mention", answer),
        (video.creator_id, "comment", answer),
    }
    assert len(rows) == 4


def test_a_filtered_comment_tells_nobody(session: Session, video: Video) -> None:
    words.keep_out(session, creator_of(session, video), FilteredWords(words=["rude"]))
    speaker = viewer(session)
    service.write(session, speaker, video.id, NewComment(text="rude!"))
    assert session.exec(select(Notification).where(Notification.actor_id == speaker.id)).all() == []
