"""A profile knows which topics a viewer stays for."""

import numpy as np

from app.recsys.columns import VIDEO, tag_key
from app.recsys.outcomes import OUTCOME
from app.recsys.profile import liked_topics, nobody, profile_of


def test_liked_topics_are_those_that_were_watched_longer_than_others_watch_them() -> None:
    videos, outcomes = np.zeros(4, VIDEO), np.zeros(4, OUTCOME)
    videos["tags"][:, 0] = [tag_key(tag) for tag in ("dance", "dance", "cats", "cats")]
    outcomes["long"] = [True, True, False, False]
    tags = np.array([tag_key(tag) for tag in ("dance", "cats", "never")])
    assert liked_topics(profile_of(videos, outcomes), tags).tolist() == [True, False, False]
    assert not liked_topics(nobody(), tags).any()
