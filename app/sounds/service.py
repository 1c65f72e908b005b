"""Making and using sounds."""

from sqlmodel import Session, col, select, update

from app.models import Sound, User
from app.sounds.schemas import SoundCard

ORIGINAL = "original sound"


def make(session: Session, title: str, *, creator_id: int, audio_key: str, duration_seconds: float) -> Sound:
    sound = Sound(
        title=title,
        creator_id=creator_id,
        audio_key=audio_key,
        duration_seconds=duration_seconds,
        use_count=1,
    )
    session.add(sound)
    session.flush()
    return sound


def use(session: Session, sound_id: int) -> None:
    session.exec(update(Sound).where(col(Sound.id) == sound_id).values(use_count=col(Sound.use_count) + 1))


def cards(session: Session, ids: set[int]) -> dict[int, SoundCard]:
    rows = session.exec(
        select(Sound, User.username)
        .join(User, col(User.id) == col(Sound.creator_id), isouter=True)
        .where(col(Sound.id).in_(ids))
    )
    return {
        sound.id: SoundCard(id=sound.id, title=sound.title, creator_username=name) for sound, name in rows
    }
