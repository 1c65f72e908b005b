"""A note that a scene asks its sound to play, so that what is seen is heard."""

from typing import NamedTuple


class Note(NamedTuple):
    at: float
    pitch: float
    loud: float = 1.0
