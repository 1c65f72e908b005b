"""Columns that were read a moment ago need not be read again."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.feed.lately import FRESH_SECONDS, PLACES, Lately
from app.recsys.columns import VIDEO

IDS = st.lists(st.integers(1, 3 * PLACES), unique=True, max_size=30)


def rows_of(ids: list[int]) -> np.ndarray:
    rows = np.zeros(len(ids), VIDEO)
    rows["id"], rows["heat"] = ids, ids
    return rows


@given(IDS, IDS)
def test_what_is_known_is_what_was_kept(kept: list[int], asked: list[int]) -> None:
    lately = Lately()
    lately.keep(rows_of(kept))
    rows, here = lately.known(np.array(asked, np.int64))
    assert rows["id"].tolist() == np.array(asked, np.int64)[here].tolist() == rows["heat"].tolist()
    assert set(rows["id"].tolist()) <= set(kept)
    crowded = {one % PLACES for one in kept if sum(one % PLACES == other % PLACES for other in kept) > 1}
    assert all(one in rows["id"] for one in asked if one in kept and one % PLACES not in crowded)


def test_it_is_forgotten_after_a_minute_and_read_anew() -> None:
    clock = [0.0]
    lately = Lately(clock=lambda: clock[0])
    lately.keep(rows_of([7]))
    clock[0] = FRESH_SECONDS + 1
    assert not lately.known(np.array([7]))[1].any()
    lately.keep(rows_of([7]))
    assert lately.known(np.array([7]))[1].all()
