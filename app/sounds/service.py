"""The library of sounds: finding, looking at, renaming."""

from collections.abc import Sequence

from sqlmodel import Session

from app.accounts import blocks
from app.accounts.viewer import Viewer
from app.errors import Forbidden, NotFound
from app.models import Sound
from app.shapes import Cursor, Id, Page
from app.sounds import queries
from app.sounds.access import audio_url, may_see
from app.sounds.schemas import LibrarySound, SoundCard

FULL = 1000


class Below(Cursor):
    uses: int
    id: Id


def library(
    session: Session, viewer: Viewer, typed: str = "", *, limit: int, cursor: str | None = None
) -> Page[LibrarySound]:
    """Sounds that anybody may use, the most used first."""
    below = Below.read(cursor) if cursor else None
    rows = queries.library(
        session, viewer.id, typed.strip(), below=(below.uses, below.id) if below else None, limit=limit
    )
    last = rows[-1][0] if len(rows) == limit and rows else None
    following = Below(uses=last.use_count, id=last.id).text() if last else None
    return Page(items=[_whole(*row) for row in rows], next_cursor=following)


def get(session: Session, viewer: Viewer, sound_id: int) -> LibrarySound:
    must_see(session, viewer, sound_id)
    return _whole(*queries.named(session, viewer.id, {sound_id})[0])


def listed(session: Session, viewer: Viewer, ids: Sequence[int]) -> list[LibrarySound]:
    """Those that anybody may hear, in the order of `ids`."""
    found = {sound.id: _whole(sound, name) for sound, name in queries.named(session, viewer.id, set(ids))}
    return [found[sound_id] for sound_id in ids if sound_id in found and found[sound_id].use_count > 0]


def must_see(session: Session, viewer: Viewer, sound_id: int) -> Sound:
    """The sound, or the same answer for a missing one, a hidden one and one of somebody behind a block."""
    sound = queries.must_get(session, sound_id)
    if not may_see(viewer, sound) or blocks.is_between(session, viewer.id, sound.creator_id):
        raise NotFound("sound", sound_id)
    return sound


def rename(session: Session, viewer: Viewer, sound_id: int, title: str) -> LibrarySound:
    user = viewer.must_be_signed_in()
    sound = must_see(session, viewer, sound_id)
    if sound.creator_id != user.id:
        raise Forbidden("Only its owner can rename this sound.")
    sound.title = title
    session.flush()
    return get(session, viewer, sound_id)


def cards(session: Session, viewer: Viewer, ids: set[int]) -> dict[int, SoundCard]:
    return {
        sound.id: SoundCard(id=sound.id, title=sound.title, creator_username=name)
        for sound, name in queries.named(session, viewer.id, ids)
    }


def _whole(sound: Sound, creator_username: str | None) -> LibrarySound:
    return LibrarySound(
        id=sound.id,
        title=sound.title,
        creator_username=creator_username,
        duration_seconds=sound.duration_seconds,
        use_count=sound.use_count,
        audio_url=audio_url(sound),
        loudness=sound.loudness_lufs,
        waveform=[height / FULL for height in sound.waveform],
    )
