"""What a creator may ask for, checked against what is known before the file itself is looked at."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.errors import BadInput, NotFound
from app.media.edit import Edit
from app.models import Sound
from app.models.columns import now
from app.settings import settings

FARTHEST = timedelta(days=30)


def check_sound(session: Session, sound_id: int | None) -> None:
    if sound_id is not None and session.get(Sound, sound_id) is None:
        raise BadInput("This sound is not here.", sound_id=str(NotFound("sound", sound_id)))


def check_edit(session: Session, edit: Edit | None) -> None:
    """A trim says how long the clip becomes, so nothing may lie behind its end."""
    if edit is None:
        return
    if edit.sound:
        check_sound(session, edit.sound.sound_id)
    longest = settings().max_video_seconds
    length = edit.seconds_of(edit.trim.end) if edit.trim else longest
    if length > longest:
        raise BadInput(
            f"The clip would be {length:.1f} seconds long; the limit is {longest:g}.",
            **{"edit.trim": f"Keep at most {longest * edit.speed:g} seconds of the original."},
        )
    for number, text in enumerate(edit.texts):
        if text.start >= length:
            raise BadInput(
                "A text begins after the end of the clip.",
                **{f"edit.texts.{number}.start": f"It must be before {length:g} seconds."},
            )
    if edit.cover is not None and edit.cover > length:
        raise BadInput(
            "The cover lies after the end of the clip.",
            **{"edit.cover": f"It must be at most {length:g} seconds."},
        )


def check_schedule(moment: datetime | None) -> None:
    if moment is None:
        return
    if moment <= now():
        raise BadInput("This moment has passed.", scheduled_at="It must be in the future.")
    if moment > now() + FARTHEST:
        raise BadInput("This moment is too far off.", scheduled_at=f"At most {FARTHEST.days} days ahead.")
