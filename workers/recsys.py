"""Jobs of the recommender: a new video's first audience, and the way of new videos through their gates."""

from app.feed import exploration, exploration_gates


def audience(video_id: int) -> None:
    exploration.invite(video_id)


def review_exploration() -> None:
    exploration_gates.review()
