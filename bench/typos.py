"""What people type when they mean a hashtag, a person or a caption, with one letter wrong."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bench.writing import Written

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Typo:
    """`kind` is the list that is asked; what was meant is a name, or words that a caption must hold."""

    kind: str
    typed: str
    meant: tuple[str, ...]


def typos(site: Written, *, count: int, seed: int) -> Iterator[Typo]:
    """As many of each kind; a caption is meant by one of its words or by two of them."""
    rng = random.Random(seed)  # noqa: S311 - made up, and the same each time
    makers = (_hashtag, _person, _caption)
    for number in range(count):
        yield makers[number % len(makers)](rng, site)


def mistyped(rng: random.Random, word: str) -> str:
    """One letter dropped, doubled or replaced, or two neighbours swapped; never the same word."""
    while True:
        at = rng.randrange(len(word))
        two = word[at : at + 2]
        wrong = rng.choice(
            (
                word[:at] + word[at + 1 :],
                word[: at + 1] + word[at:],
                word[:at] + rng.choice(LETTERS) + word[at + 1 :],
                word[:at] + two[::-1] + word[at + 2 :],
            )
        )
        if wrong != word:
            return wrong


def holds(caption: str, words: tuple[str, ...]) -> bool:
    return set(words) <= set(re.findall(r"\w+", caption.lower()))


def _hashtag(rng: random.Random, site: Written) -> Typo:
    tag = rng.choice([one for one in rng.choice(site.tags) if len(one) >= SHORTEST] or ["dance"])
    return Typo("hashtags", mistyped(rng, tag), (tag,)) if tag != "dance" else _hashtag(rng, site)


def _person(rng: random.Random, site: Written) -> Typo:
    name = rng.choice([one for one, _ in rng.sample(site.people, 8) if len(one) >= SHORTEST])
    return Typo("users", mistyped(rng, name), (name,))


def _caption(rng: random.Random, site: Written) -> Typo:
    words = re.findall(r"\w+", rng.choice(site.captions).lower())
    at = rng.choice([n for n, word in enumerate(words) if len(word) >= SHORTEST] or [-1])
    if at < 0:
        return _caption(rng, site)
    meant = tuple(words[max(0, at - rng.randint(0, 1)) : at + 1])
    return Typo("videos", " ".join([*meant[:-1], mistyped(rng, meant[-1])]), meant)
