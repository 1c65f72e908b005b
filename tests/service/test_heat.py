"""Heat in the database is the logarithm of what happened, older events counting half as much a half-life."""

from datetime import timedelta
from math import log2

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlmodel import Session, col, update

from app.models import Video
from app.models.columns import now
from app.recsys.heat import HALF_LIFE_SECONDS, decayed, height
from app.videos.heat import warmed
from tests.builders import make_user, make_video

DAYS_AND_WEIGHT = st.tuples(st.floats(0, 30), st.floats(0.01, 1000))


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@examples(max_examples=30, deadline=None, suppress_health_check=QUIET)
@given(st.lists(DAYS_AND_WEIGHT, min_size=1, max_size=6))
def test_heat_is_the_decayed_sum_in_whatever_order_events_come(
    session: Session, events: list[tuple[float, float]]
) -> None:
    video, today = make_video(session, make_user(session)), now()
    for days, weight in events:
        heat = warmed(height(today - timedelta(days=days)), weight)
        session.exec(update(Video).where(col(Video.id) == video.id).values(heat=heat))
    session.refresh(video)
    half_lives = 24 * 3600 / HALF_LIFE_SECONDS
    wanted = sum(weight * 2 ** (-days * half_lives) for days, weight in events)
    assert decayed(np.array([video.heat]), today)[0] == pytest.approx(wanted, rel=1e-6)


def test_the_order_of_two_videos_stays_as_time_goes_by() -> None:
    today = now()
    heats = np.array([height(today), height(today) + log2(3)])
    later = decayed(heats, today + timedelta(days=9))
    assert decayed(heats, today).tolist() == pytest.approx([1, 3])
    assert later.tolist() == pytest.approx([1 / 8, 3 / 8])
