"""What is counted by the clock: how often words are used, and, to the last one, hashtags."""

from sqlalchemy import text

from app.db import transaction
from app.search import trends

_WORDS, _ALL = text("SELECT recount_words()"), text("SELECT recount_search()")


def count_trends() -> None:
    with transaction() as session:
        trends.count(session)


def recount_words() -> None:
    """How often each is said in captions and titles."""
    with transaction() as session:
        session.execute(_WORDS)


def recount() -> None:
    """Hashtags too, which are kept exactly all the time; publishing waits meanwhile, for seconds at most."""
    with transaction() as session:
        session.execute(_ALL)
