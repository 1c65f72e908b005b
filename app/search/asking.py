"""What was typed, in the form in which names and words are kept."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

# Nobody means more; and each word costs.
MOST_WORDS = 8
_READ = text("SELECT words_of(:typed), squeezed(:typed)")


@dataclass(frozen=True, slots=True)
class Asked:
    """`words` for captions and titles; `name` in one piece for hashtags and people, who write so."""

    words: tuple[str, ...]
    name: str


def read(session: Session, typed: str) -> Asked:
    words, name = session.execute(_READ, {"typed": typed}).one()
    return Asked(tuple(dict.fromkeys(words))[:MOST_WORDS], name)
