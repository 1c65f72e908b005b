"""A believable past: who watched what, how far, and what they did then. Pure: no database."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from app.demo.people import Person

PAST_DAYS = 21


@dataclass(frozen=True, slots=True)
class Clip:
    """What decides how a clip is received."""

    number: int
    topic: str
    seconds: float
    quality: float
    reach: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """One watch. ``viewer`` is an index among the people, or None for somebody not signed in."""

    viewer: int | None
    stranger: int
    started_at: datetime
    watched_ms: int
    loops: int
    liked: bool
    saved: bool
    shared: bool
    comments: bool


def traits(number: int, topic: str, seconds: float, *, seed: int, now: datetime) -> Clip:
    """Quality, reach (log-normal, lifted by quality) and a moment in the last three weeks."""
    rng = np.random.default_rng([seed, number, 5])
    quality = float(rng.beta(3.2, 1.7))
    reach = int(np.clip(np.exp(rng.normal(4.4 + 2.2 * (quality - 0.6), 0.9)), 12, 4_000))
    ago = timedelta(days=float(rng.beta(1.1, 1.4)) * (PAST_DAYS - 1) + 0.1)
    return Clip(number, topic, seconds, quality, reach, now - ago)


def taste(person: Person | None, topic: str, rng: np.random.Generator) -> float:
    """How much somebody likes a topic, 0 to 1; a stranger's taste is anybody's guess."""
    return float(rng.beta(2, 2)) if person is None else person.tastes.get(topic, 0.4)


def audience(clip: Clip, people: list[Person], *, seed: int, now: datetime, maker: int = -1) -> list[Seen]:
    """Everybody who watched the clip since it came out. Its maker does not count."""
    rng = np.random.default_rng([seed, clip.number, 9])
    found = []
    for index, person in enumerate(people):
        likely = 0.3 + 0.7 * taste(person, clip.topic, rng) * (0.5 + 0.5 * clip.quality)
        if index != maker and rng.random() < likely * min(1.0, 0.6 + clip.reach / 260):
            found.append(_watch(clip, person, (index, 0), rng, now))
    strangers = max(0, clip.reach - len(found))
    found += [_watch(clip, None, (None, k), rng, now) for k in range(strangers)]
    return found


def _watch(
    clip: Clip, person: Person | None, who: tuple[int | None, int], rng: np.random.Generator, now: datetime
) -> Seen:
    fit = taste(person, clip.topic, rng)
    share = completion(fit, clip.quality, clip.seconds, rng)
    pleased = share >= 0.8 and person is not None
    drawn = fit * clip.quality
    return Seen(
        viewer=who[0],
        stranger=who[1],
        started_at=_moment(clip, rng, now),
        watched_ms=round(share * clip.seconds * 1000),
        loops=int(share),
        liked=pleased and rng.random() < 0.3 + 0.9 * drawn,
        saved=pleased and rng.random() < 0.22 * drawn,
        shared=pleased and rng.random() < 0.12 * drawn,
        comments=pleased and rng.random() < 0.3 * drawn,
    )


def completion(fit: float, quality: float, seconds: float, rng: np.random.Generator) -> float:
    """The share of a clip that is watched; above 1 it was seen again.

    Many leave in the first second, fewer when the topic is theirs; the rest see most of a short clip.
    """
    drawn = 0.55 * fit + 0.45 * quality
    if rng.random() < 0.5 - 0.45 * drawn:
        return float(rng.uniform(0.03, 0.25))
    middle = 0.32 + 0.95 * drawn - 0.012 * max(0.0, seconds - 6)
    share = float(np.clip(rng.normal(middle, 0.2), 0.08, 1.0))
    again = share > 0.92 and rng.random() < 0.7 * drawn
    return share + float(rng.geometric(0.55)) if again else share


def _moment(clip: Clip, rng: np.random.Generator, now: datetime) -> datetime:
    """Most watch soon after the clip came out; the tail is long."""
    span = (now - clip.published_at).total_seconds()
    part = float(rng.beta(0.7, 1.9))
    return clip.published_at + timedelta(seconds=max(1.0, part * (span - 60)))


def follows(likes: dict[tuple[int, int], int], *, seed: int) -> list[tuple[int, int]]:
    """Viewer → creator, from how many of a creator's clips a viewer liked."""
    rng = np.random.default_rng([seed, 31])
    return [pair for pair in sorted(likes) if rng.random() < 1 - 0.72 ** likes[pair]]
