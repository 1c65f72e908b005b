"""Jobs of the recommender: places, audiences and gates of new videos, neighbours, training."""

from app.feed import exploration, exploration_gates, neighbours, precomputing
from app.learning import items, rebuilding, training


def audience(video_id: int) -> None:
    exploration.invite(video_id)


def count_neighbours() -> None:
    neighbours.refresh()


def precompute() -> None:
    precomputing.run()


def review_exploration() -> None:
    exploration_gates.review()


def place(video_id: int) -> None:
    items.place(video_id)


def place_missing() -> None:
    items.place_missing()


def train(_: int = 0) -> None:
    training.train()


def train_when_due() -> None:
    training.train_when_due()


def rebuild(_: int = 0) -> None:
    rebuilding.rebuild()
