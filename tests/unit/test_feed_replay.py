"""What other settings would have earned, estimated from pages that were drawn with these."""

from uuid import uuid4

import numpy as np
import pytest

from app.errors import Conflict
from app.feed import comparing
from app.feed.candidates import Candidates
from app.feed.replay import REWARDS, Page, Policy
from app.feed.selector import Lottery, choose
from app.recsys.columns import VIDEO

COUNT = 30
SCORES = np.linspace(2, -1, COUNT)
# What is ranked higher is watched more.
WORTH = 1 / (1 + np.exp(-1.5 * SCORES))
BOLD, SHY = 0.8, 0.3


def candidates() -> Candidates:
    videos = np.zeros(COUNT, VIDEO)
    videos["id"] = np.arange(1, COUNT + 1)
    videos["creator"] = np.arange(1001, COUNT + 1001)
    return Candidates(videos, np.zeros(COUNT, np.uint8))


def served(pages: int, *, size: int, temperature: float, seed: int = 1) -> list[Page]:
    """Pages drawn from the same candidates, each watched by a viewer of its own."""
    rng, found = np.random.default_rng(seed), candidates()
    return [_page(found, size=size, temperature=temperature, rng=rng) for _ in range(pages)]


def _page(found: Candidates, *, size: int, temperature: float, rng: np.random.Generator) -> Page:
    choice = choose(found, SCORES, size=size, start=0, lottery=Lottery(temperature, random=rng))
    long = rng.random(size) < WORTH[choice.places]
    return Page(
        request_id=uuid4(),
        videos=found.videos,
        features=np.zeros((COUNT, 5), np.float32),
        scores=SCORES,
        temperature=temperature,
        places=np.array(choice.places),
        propensities=np.array(choice.propensities),
        explored=np.array(choice.explored),
        rewards=np.repeat(long[:, None], len(REWARDS), axis=1).astype(float),
        watched=np.ones(size, bool),
    )


def test_the_chances_of_the_same_settings_are_those_that_were_logged() -> None:
    for page in served(20, size=10, temperature=BOLD):
        assert page.chances(Policy(temperature=BOLD)) == pytest.approx(page.propensities)


def test_the_same_settings_are_worth_what_was_seen() -> None:
    pages = served(60, size=5, temperature=BOLD)
    row = comparing.compare(pages, Policy(), Policy(temperature=BOLD)).rows[0]
    seen = np.concatenate([page.rewards[:, 0] for page in pages]).mean()
    assert row.first.snips.mean == pytest.approx(seen)
    assert row.second.snips.mean == pytest.approx(seen)
    assert row.difference.mean == pytest.approx(0, abs=1e-9)


def test_an_estimate_for_other_settings_holds_what_they_earn_when_served() -> None:
    told = comparing.compare(served(3000, size=1, temperature=BOLD), Policy(), Policy(temperature=SHY)).rows[
        0
    ]
    chances = np.exp(SCORES / SHY) / np.exp(SCORES / SHY).sum()
    truth = float(chances @ WORTH)
    assert told.second.ips.low <= truth <= told.second.ips.high
    assert told.second.snips.mean == pytest.approx(truth, abs=0.03)
    assert told.difference.low > 0


def test_settings_that_choose_wholly_otherwise_are_not_told_apart() -> None:
    told = comparing.compare(served(60, size=1, temperature=5.0), Policy(), Policy(temperature=0.01)).rows[0]
    assert not told.is_told


def test_too_few_pages_are_refused_with_a_sentence() -> None:
    with pytest.raises(Conflict, match="Only 3 pages") as refused:
        comparing.compare(served(3, size=5, temperature=BOLD), Policy(), Policy())
    assert refused.value.code == "too_few_impressions"
