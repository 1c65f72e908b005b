"""What the feed takes a viewer to like, from which watches, and the way to take each entry out of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select

from app.accounts.blocks import not_blocked
from app.accounts.viewer import Viewer
from app.db import after_commit
from app.errors import BadInput
from app.feed.resets import undo_until
from app.feed.steering import EMPTY_TAGS, changed, standing_reset
from app.feed.steering_schemas import Liking, Receipt, Removed, Taste
from app.learning import tastes
from app.models import TasteKind, TasteRemoval, User, Video, WatchHistory
from app.models.columns import now
from app.sounds import service as sounds
from app.videos.hashtags import hashtags_in

MOST_WATCHES, OLDEST = 500, timedelta(days=365)
MOST = {TasteKind.TOPIC: 12, TasteKind.CREATOR: 8, TasteKind.SOUND: 6}
# One watch alone says little: strengths are held back as if so many indifferent ones had come before.
DOUBT = 2.0
# A share of the clip that says neither yes nor no.
INDIFFERENT = 0.4
# What is weaker than this part of the strongest of its kind is not shown.
LEAST = 0.1
SHOWN = (col(Video.creator_id), col(Video.sound_id), col(Video.hashtags))


@dataclass(slots=True)
class Tally:
    """Watches of one topic, creator or sound."""

    watches: int = 0
    whole: int = 0
    likes: int = 0
    warmth: float = 0.0

    def add(self, completion: float, *, liked: bool) -> None:
        self.watches += 1
        self.whole += completion >= 0.9
        self.likes += liked
        self.warmth += completion - INDIFFERENT + (0.5 if liked else 0.0)

    @property
    def strength(self) -> float:
        return self.warmth * self.watches / (self.watches + DOUBT)

    @property
    def evidence(self) -> str:
        liked = f", {self.likes} liked" if self.likes else ""
        watches = "1 watch" if self.watches == 1 else f"{self.watches} watches"
        return f"{watches}, {self.whole} to the end{liked}"


Thing = tuple[TasteKind, str]
Tallies = dict[Thing, Tally]


def taste(session: Session, viewer: Viewer) -> Taste:
    reset = standing_reset(session, viewer.key)
    watches, tallies = _tallies(session, viewer.key, reset.reset_at if reset else None)
    removed = _removed(session, viewer)
    return Taste(
        watches=watches,
        likings=[one for kind in TasteKind for one in _likings(session, viewer, kind, tallies, removed)],
        removed=_named(session, viewer, removed),
        since=reset.reset_at if reset else None,
        undo_until=undo_until(reset) if reset else None,
    )


def strengths(session: Session, viewer: Viewer) -> dict[Thing, float]:
    """How warmly each topic, creator and sound was watched; above 0 it is liked."""
    reset = standing_reset(session, viewer.key)
    _, tallies = _tallies(session, viewer.key, reset.reset_at if reset else None)
    removed = _removed(session, viewer)
    return {thing: one.strength for thing, one in tallies.items() if thing not in removed}


def remove(session: Session, viewer: Viewer, kind: TasteKind, key: str) -> Receipt:
    me = viewer.must_be_signed_in()
    removal = TasteRemoval(user_id=me.id, kind=kind, key=_checked(kind, key))
    session.execute(insert(TasteRemoval).values(removal.model_dump()).on_conflict_do_nothing())
    _tell(session, me.id)
    name = _names(session, viewer, [(kind, removal.key)])[kind, removal.key]
    return Receipt(changes=[f"{name} no longer counts as something you like."])


def bring_back(session: Session, viewer: Viewer, kind: TasteKind, key: str) -> Receipt:
    me, key = viewer.must_be_signed_in(), _checked(kind, key)
    mine = (col(TasteRemoval.user_id) == me.id, col(TasteRemoval.kind) == kind, col(TasteRemoval.key) == key)
    session.exec(delete(TasteRemoval).where(*mine))
    _tell(session, me.id)
    return Receipt(changes=[f"{_names(session, viewer, [(kind, key)])[kind, key]} counts again."])


def _tell(session: Session, user_id: int) -> None:
    after_commit(session, lambda: tastes.forget(f"user:{user_id}"))
    changed(session, user_id)


def _tallies(session: Session, viewer_key: str, since: datetime | None) -> tuple[int, Tallies]:
    wanted = (
        sql_select(col(WatchHistory.completion_rate), col(WatchHistory.liked), *SHOWN)
        .join(Video, col(Video.id) == col(WatchHistory.video_id))
        .where(col(WatchHistory.viewer_key) == viewer_key)
        .where(col(WatchHistory.created_at) > (since or now() - OLDEST))
        .order_by(col(WatchHistory.created_at).desc())
        .limit(MOST_WATCHES)
    )
    rows = session.execute(wanted).all()
    tallies: Tallies = {}
    for completion, liked, *of_video in rows:
        for thing in _things(*of_video):
            tallies.setdefault(thing, Tally()).add(completion, liked=liked)
    return len(rows), tallies


def _things(creator_id: int, sound_id: int | None, hashtags: Collection[str]) -> list[Thing]:
    topics = [(TasteKind.TOPIC, tag) for tag in hashtags if tag not in EMPTY_TAGS]
    sound = [(TasteKind.SOUND, str(sound_id))] if sound_id else []
    return [*topics, (TasteKind.CREATOR, str(creator_id)), *sound]


def _likings(
    session: Session, viewer: Viewer, kind: TasteKind, tallies: Tallies, removed: set[Thing]
) -> list[Liking]:
    """The strongest of a kind; what is watched without warmth is no liking."""
    mine = [(thing, one) for thing, one in tallies.items() if thing[0] == kind and thing not in removed]
    most = max((one.strength for _, one in mine), default=0.0)
    warm = [(thing, one) for thing, one in mine if one.strength > LEAST * most and most > 0]
    best = sorted(warm, key=lambda pair: (-pair[1].strength, pair[0][1]))[: MOST[kind]]
    names = _names(session, viewer, [thing for thing, _ in best])
    return [
        Liking(
            kind=kind, key=thing[1], name=names[thing], strength=one.strength / most, evidence=one.evidence
        )
        for thing, one in best
    ]


def _removed(session: Session, viewer: Viewer) -> set[Thing]:
    mine = select(TasteRemoval).where(TasteRemoval.user_id == viewer.id)
    return {(one.kind, one.key) for one in session.exec(mine)}


def _named(session: Session, viewer: Viewer, removed: set[Thing]) -> list[Removed]:
    names = _names(session, viewer, removed)
    return [Removed(kind=kind, key=key, name=names[kind, key]) for kind, key in sorted(removed)]


def _names(session: Session, viewer: Viewer, things: Collection[Thing]) -> dict[Thing, str]:
    """As people read them; a creator or sound that is gone, or behind a block, is said to be gone."""
    creators = _ids(things, TasteKind.CREATOR)
    people = select(User.id, User.username).where(col(User.id).in_(creators), not_blocked(User.id, viewer.id))
    songs = sounds.cards(session, viewer, _ids(things, TasteKind.SOUND))
    found: dict[TasteKind, dict[int, str]] = {
        TasteKind.CREATOR: {user_id: f"@{name}" for user_id, name in session.exec(people)},
        TasteKind.SOUND: {one: card.title for one, card in songs.items()},
    }

    def name(kind: TasteKind, key: str) -> str:
        return f"#{key}" if kind == TasteKind.TOPIC else found[kind].get(int(key), f"A {kind} that is gone")

    return {(kind, key): name(kind, key) for kind, key in things}


def _ids(things: Collection[Thing], wanted: TasteKind) -> set[int]:
    return {int(key) for kind, key in things if kind == wanted}


def _checked(kind: TasteKind, key: str) -> str:
    """A hashtag as it is written, or an id."""
    if kind == TasteKind.TOPIC:
        if hashtags_in(f"#{key.lstrip('#')}") != [key.lstrip("#").lower()]:
            raise BadInput("This is no hashtag.", key="Letters, digits and underscores.")
        return key.lstrip("#").lower()
    if not (key.isascii() and key.isdecimal() and 0 < int(key) < 2**53):
        raise BadInput(f"This names no {kind}.", key="An id is a number.")
    return str(int(key))
