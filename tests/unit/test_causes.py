"""The parts of a score in plain words: the strongest first, none that is too small, each with its way."""

from typing import cast

from app.feed import newcomers, scorers
from app.feed.candidates import Query
from app.feed.causes import LEAST, MOST_AGAINST, MOST_FOR, Told, by_lot, causes, sentence_of
from app.feed.explain import why
from app.feed.sentences import UNMET
from app.models import VideoStatus, Visibility
from app.models.columns import now
from app.recsys.features import GROUPS
from app.videos.schemas import CreatorCard, Processing, VideoCard

ADA = CreatorCard(id=7, username="ada", display_name="Ada", avatar_url=None)
CARD = VideoCard(
    id=1,
    creator=ADA,
    description="",
    hashtags=["sea", "dusk"],
    sound=None,
    status=VideoStatus.PUBLISHED,
    visibility=Visibility.PUBLIC,
    allow_comments=True,
    duration_seconds=9,
    width=720,
    height=1280,
    view_count=0,
    like_count=0,
    comment_count=0,
    share_count=0,
    save_count=0,
    is_liked=False,
    is_saved=False,
    created_at=now(),
    published_at=now(),
    processing=Processing(stage="done", percent=100),
)
TOLD = Told(CARD, ["sea"])
ASKED = cast(Query, None)  # a sentence about a creator asks nothing of it


def test_what_spoke_for_it_comes_before_what_held_it_back() -> None:
    found = causes([("freshness", -0.4), ("quality", 0.2), ("topics", 0.8)], TOLD)
    assert [(one.name, one.share) for one in found] == [
        ("topics", 1.0),
        ("quality", 0.25),
        ("freshness", -0.5),
    ]
    assert found[0].sentence == "You watch videos with #sea"


def test_what_hardly_matters_is_not_said() -> None:
    assert [one.name for one in causes([("quality", 1.0), ("freshness", LEAST * 0.9)], TOLD)] == ["quality"]
    assert causes([("quality", 0.0)], TOLD) == []
    assert causes([], TOLD) == []


def test_few_lines_are_enough() -> None:
    found = causes([(name, 1.0) for name in GROUPS], TOLD)
    assert len(found) == MOST_FOR
    assert len(causes([(name, -1.0) for name in GROUPS], TOLD)) == MOST_AGAINST


def test_every_part_of_every_score_has_words_for_both_ways() -> None:
    for name in {*GROUPS, *scorers.PARTS, *newcomers.PARTS}:
        up, down = causes([(name, 1.0)], TOLD), causes([(name, -1.0)], TOLD)
        assert up[0].sentence
        assert down[0].sentence
        assert up[0].sentence != down[0].sentence


def test_nothing_is_said_of_a_viewer_that_is_not_known() -> None:
    assert "You" not in str(sentence_of("topic", Told(CARD)))[:3]
    assert sentence_of("creator", Told(CARD)) == "@ada’s clips are watched long"
    assert sentence_of("creator", Told(CARD, likes_creator=True)) == "You watch @ada’s clips"


def test_nothing_is_claimed_of_what_hardly_anybody_has_met() -> None:
    told = Told(CARD, ["sea"], unmet=frozenset(UNMET))
    for name in UNMET:
        up, down = causes([(name, 1.0)], told), causes([(name, -1.0)], told)
        assert up[0].sentence == down[0].sentence == UNMET[name].format(name="@ada")
    assert sentence_of("trending", told) == sentence_of("trending", TOLD)
    assert why(ASKED, CARD, drops=[("creator", 1.0)]) == ["@ada’s clips are watched long"]
    assert why(ASKED, CARD, drops=[("creator", 1.0)], unmet=told.unmet) == [
        "Hardly anybody has seen @ada’s clips yet"
    ]


def test_a_place_by_lot_says_so() -> None:
    assert "first to see it" in by_lot("exploration")[0].sentence
    assert "seen everything new" in by_lot("again")[0].sentence
    assert "Something else" in by_lot("trending")[0].sentence
