"""What somebody may be about to type: their own searches first, then hashtags, people and words."""

from collections.abc import Iterator

from sqlalchemy import text
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.search import asking, history, names, vocabulary
from app.search.asking import Asked
from app.search.schemas import Kind, Suggestion

MOST, EACH = 8, 3
# A word that only one caption says may be somebody's name or secret.
SHARED = 2
_MOST_USED = text("SELECT tag, uses FROM hashtags WHERE uses > 0 ORDER BY uses DESC, tag LIMIT :limit")


def suggest(session: Session, viewer: Viewer, typed: str) -> list[Suggestion]:
    """`@ad` means people, `#da` hashtags; a lone sign asks for the first that come to mind."""
    typed = typed.strip()
    asked = asking.read(session, typed)
    if typed.startswith("@"):
        return list(_people(session, viewer, asked, limit=MOST))
    if typed == "#":
        return list(_most_used(session))
    if typed.startswith("#"):
        return list(_hashtags(session, asked, limit=MOST))
    return _mixed(session, viewer, typed, asked)


def _mixed(session: Session, viewer: Viewer, typed: str, asked: Asked) -> list[Suggestion]:
    own = [
        Suggestion(kind=Kind.HISTORY, text=query, name=query)
        for query in history.beginning(session, viewer, typed, limit=EACH)
    ]
    before = {one.text.lower() for one in own}
    words = [one for one in _queries(session, asked) if one.text.lower() not in before]
    tags = list(_hashtags(session, asked, limit=EACH))
    people = list(_people(session, viewer, asked, limit=EACH))
    return [*own, *words[:EACH], *tags, *people][: MOST + len(own)]


def _queries(session: Session, asked: Asked) -> Iterator[Suggestion]:
    """What was typed with its last word completed, or mended."""
    meant = vocabulary.meanings(session, asked.words)
    if not meant:
        return
    *before, last = meant
    begun = " ".join(max(one.near, key=lambda word: one.near[word]) for one in before)
    for word in sorted(last.near, key=lambda word: -last.near[word]):
        if last.uses.get(word, 0) >= SHARED:
            yield Suggestion(kind=Kind.QUERY, text=f"{begun} {word}".strip(), name=word)


def _hashtags(session: Session, asked: Asked, *, limit: int) -> Iterator[Suggestion]:
    for row in names.hashtags(session, asked, begun=True)[:limit]:
        yield _hashtag(row.tag, row.uses)


def _most_used(session: Session) -> Iterator[Suggestion]:
    for row in session.execute(_MOST_USED, {"limit": MOST}):
        yield _hashtag(row.tag, row.uses)


def _hashtag(tag: str, uses: int) -> Suggestion:
    return Suggestion(kind=Kind.HASHTAG, text=f"#{tag}", name=tag, count=uses)


def _people(session: Session, viewer: Viewer, asked: Asked, *, limit: int) -> Iterator[Suggestion]:
    for row in names.people(session, viewer, asked, begun=True)[:limit]:
        name = row.display_name or row.username
        yield Suggestion(kind=Kind.USER, text=f"@{row.username}", name=name, avatar_url=row.avatar_url)
