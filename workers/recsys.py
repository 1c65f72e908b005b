"""Jobs of the recommender: the first audience of new videos, their gates, and what neighbours watch."""

from app.feed import exploration, exploration_gates, neighbours


def audience(video_id: int) -> None:
    exploration.invite(video_id)


def count_neighbours() -> None:
    neighbours.refresh()


def review_exploration() -> None:
    exploration_gates.review()
