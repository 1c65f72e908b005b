"""What is suggested while somebody types a search, and what is kept of their searches."""

from sqlalchemy import text
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.search import history, suggesting
from app.search.schemas import Kind
from tests.builders import make_user, make_video, make_viewer
from tests.service.searching import VISITOR, find


def suggested(session: Session, typed: str, viewer: Viewer = VISITOR) -> list[tuple[Kind, str]]:
    return [(one.kind, one.text) for one in suggesting.suggest(session, viewer, typed)]


def test_own_searches_come_first_then_words_hashtags_and_people(session: Session) -> None:
    viewer = make_viewer(session)
    ada = make_user(session, "harbourmaster")
    for _ in range(2):
        make_video(session, ada, description="harbour lights", hashtags=["harbour"])
    session.execute(text("SELECT recount_words()"))
    find(session, "Harbour at night", viewer)
    assert suggested(session, "harb", viewer) == [
        (Kind.HISTORY, "Harbour at night"),
        (Kind.QUERY, "harbour"),
        (Kind.HASHTAG, "#harbour"),
        (Kind.USER, "@harbourmaster"),
    ]


def test_the_last_word_is_completed_or_mended(session: Session) -> None:
    for _ in range(2):
        make_video(session, make_user(session), description="blue lighthouse")
    session.execute(text("SELECT recount_words()"))
    for typed in ("blue ligh", "blue lighthuose", "Blue lighthouse"):
        assert (Kind.QUERY, "blue lighthouse") in suggested(session, typed), typed


def test_a_word_that_one_caption_alone_says_is_nobodys_suggestion(session: Session) -> None:
    make_video(session, make_user(session), description="hisveryownsecret")
    session.execute(text("SELECT recount_words()"))
    assert suggested(session, "hisvery") == []


def test_hashtags_and_people_are_mended_too(session: Session) -> None:
    make_video(session, make_user(session, "grandfather"), hashtags=["waterfall"])
    assert suggested(session, "#watrefall") == [(Kind.HASHTAG, "#waterfall")]
    assert suggested(session, "@grandfahter") == [(Kind.USER, "@grandfather")]


def test_a_lone_sign_asks_for_the_most_used(session: Session) -> None:
    for _ in range(3):
        make_video(session, make_user(session), hashtags=["everywhere"])
    assert suggested(session, "#")[0] == (Kind.HASHTAG, "#everywhere")
    assert suggested(session, "@") == []


def test_each_search_is_kept_once_and_the_latest_fifty(session: Session) -> None:
    viewer = make_viewer(session)
    for number in range(52):
        find(session, f"search {number}", viewer)
    find(session, "search 30", viewer)
    kept = [one.query for one in history.latest(session, viewer)]
    assert len(kept) == history.KEPT
    assert kept[:2] == ["search 30", "search 51"]


def test_following_pages_and_other_peoples_searches_are_not_kept(session: Session) -> None:
    viewer, other = make_viewer(session), make_viewer(session)
    for _ in range(3):
        make_video(session, viewer.user, description="parade")
    first = find(session, "parade", viewer, type="videos", limit=1)
    history.forget(session, viewer)
    find(session, "parade", viewer, type="videos", limit=1, cursor=first.next_cursor)
    find(session, "parade", other)
    assert history.latest(session, viewer) == []


def test_one_search_is_forgotten_or_all(session: Session) -> None:
    viewer = make_viewer(session)
    for typed in ("one", "two", "three"):
        find(session, typed, viewer)
    history.forget(session, viewer, "two")
    assert [one.query for one in history.latest(session, viewer)] == ["three", "one"]
    history.forget(session, viewer)
    assert history.latest(session, viewer) == []
