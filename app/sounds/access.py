"""Who may hear a sound: everybody while a public video plays it."""

from app.accounts.viewer import Viewer
from app.cache import remembered, tell
from app.db import new_session
from app.models import Sound

REMEMBER_SECONDS = 30


def may_see(viewer: Viewer, sound: Sound) -> bool:
    """Its page also shows to its owner, whose videos with it may all be hidden."""
    return is_open(sound) or viewer.may_moderate or (viewer.id is not None and viewer.id == sound.creator_id)


def is_open(sound: Sound) -> bool:
    return sound.use_count > 0


def audio_url(sound: Sound) -> str | None:
    return f"/media/sound/{sound.id}" if sound.audio_key and is_open(sound) else None


def open_key_of(sound_id: int) -> str:
    """The key of an open sound's audio, remembered for half a minute; nothing for any other."""
    return remembered(_open_key(sound_id), lambda: _ask(sound_id), seconds=REMEMBER_SECONDS)


def forget_open(sound_id: int) -> None:
    """After one of its videos has gone or changed, so that it holds at once."""
    tell(_open_key(sound_id), lambda: _ask(sound_id), seconds=REMEMBER_SECONDS)


def _ask(sound_id: int) -> str:
    with new_session() as session:
        sound = session.get(Sound, sound_id)
    return (sound.audio_key or "") if sound and is_open(sound) else ""


def _open_key(sound_id: int) -> str:
    return f"open:sound:{sound_id}"
