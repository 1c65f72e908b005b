"""A made-up site of people who write: captions, hashtags, names and titles out of one vocabulary."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

ONSETS = (*"bcdfghjklmnprstvwz", "ch", "sh", "st", "tr", "br", "cl", "dr", "fl", "gr", "pl", "sl")
VOWELS = (*"aeioaeio", "ai", "ea", "oo", "ou")
CODAS = ["", "", "", "n", "r", "s", "t", "l", "m", "ck", "nd"]
# Words that every language has many of: each second word of a caption is one of the first hundred or so.
ZIPF = 1.05


@dataclass(frozen=True, slots=True)
class Written:
    """`captions[i]` is by `people[creators[i]]` and ends in `tags[i]`."""

    people: list[tuple[str, str]]
    captions: list[str]
    tags: list[list[str]]
    creators: list[int]
    titles: list[str]


def written(*, videos: int, people: int, seed: int) -> Written:
    rng = random.Random(seed)  # noqa: S311 - made up, and the same each time
    words = _different(rng, _word, max(400, videos // 5))
    tags = _different(rng, lambda of: _tag(of, words), max(150, videos // 20))
    often, tagged = _falling(len(words)), _falling(len(tags))
    chosen = [
        list(dict.fromkeys(rng.choices(tags, cum_weights=tagged, k=rng.randint(1, 4)))) for _ in range(videos)
    ]
    said = [rng.choices(words, cum_weights=often, k=rng.randint(4, 12)) for _ in range(videos)]
    return Written(
        people=_people(rng, people),
        captions=[
            f"{' '.join(text).capitalize()} {' '.join(f'#{tag}' for tag in of)}"
            for text, of in zip(said, chosen, strict=True)
        ],
        tags=chosen,
        creators=[int(people * rng.random() ** 2) for _ in range(videos)],
        titles=[
            " ".join(rng.choices(words, cum_weights=often, k=rng.randint(2, 3))) for _ in range(videos // 20)
        ],
    )


def _word(rng: random.Random) -> str:
    """Of one to four syllables, so that people could say it."""
    count = rng.choices((1, 2, 3, 4), (2, 6, 5, 2))[0]
    return "".join(rng.choice(ONSETS) + rng.choice(VOWELS) for _ in range(count)) + rng.choice(CODAS)


def _tag(rng: random.Random, words: Sequence[str]) -> str:
    return "".join(rng.sample(words, 1 if rng.random() < 0.6 else 2))


def _people(rng: random.Random, count: int) -> list[tuple[str, str]]:
    """Names to log in with, each once, and names to be called by."""
    first, last = _different(rng, _word, 60 + count // 8), _different(rng, _word, 60 + count // 4)
    found: dict[str, str] = {}
    while len(found) < count:
        one, two = rng.choice(first), rng.choice(last)
        name = rng.choice((f"{one}{two}", f"{one}_{two}", f"{one}.{two}", f"{one}{rng.randint(1, 99)}"))
        found.setdefault(name.replace(".", "_")[:30], f"{one.capitalize()} {two.capitalize()}")
    return list(found.items())


def _different(rng: random.Random, make: object, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[make(rng)] = None  # type: ignore[operator]
    return list(found)


def _falling(count: int) -> list[float]:
    return list(accumulate((place + 1) ** -ZIPF for place in range(count)))
