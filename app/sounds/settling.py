"""Which sound a video plays: one that is known, whatever part of it and wherever it starts, or a new one."""

from typing import Any

import numpy as np
from sqlalchemy import text
from sqlmodel import Session, col, func, select

from app.media.edit import Edit
from app.media.fingerprint import Words, heard, words_from, words_to
from app.media.listening import Heard
from app.media.matching import Overlap, overlap_of
from app.models import Sound, SoundPrint, User, Video

ORIGINAL = "original sound"
# Words of another encoding of the same song differ in less than this share of their bits, and songs that
# are only alike in more.
SAME_ERRORS = 0.12
# About two and a half seconds; less could be any drum.
LEAST_WORDS = 20
MOST_LIKE = 20
# Two videos with the same new song settle one after the other, so that they share it.
SETTLING = 7_305_001

_LIKE = text(
    """
    SELECT sound_id FROM sound_prints WHERE words && CAST(:words AS integer[])
    ORDER BY cardinality(ARRAY(
        SELECT unnest(words) INTERSECT SELECT unnest(CAST(:words AS integer[]))
    )) DESC, sound_id LIMIT :most
    """
)


def settle(session: Session, video: Video, *, audio_key: str | None, audio: Heard | None) -> Sound | None:
    """Give the video its sound; silence has none. Doing it again changes nothing."""
    if video.sound_id is None:
        video.sound_id = _added(session, video)
    if video.sound_id is None and audio and audio_key and not audio.is_silent:
        session.execute(select(func.pg_advisory_xact_lock(SETTLING)))
        known = find(session, audio.words)
        video.sound_id = known or _new(session, video, audio_key, audio).id
    session.add(video)
    session.flush()
    return session.get(Sound, video.sound_id) if video.sound_id else None


def find(session: Session, words: Words) -> int | None:
    """The known sound of which these words are a part, or that is a part of them."""
    told = words[heard(words)]
    if len(told) < LEAST_WORDS:
        return None
    asked: dict[str, Any] = {"words": words_to(_nearby(told)), "most": MOST_LIKE}
    ids = [row.sound_id for row in session.execute(_LIKE, asked)]
    known = session.exec(select(SoundPrint).where(col(SoundPrint.sound_id).in_(ids))).all()
    fits = [(overlap_of(words, words_from(one.words)), one.sound_id) for one in known]
    same = [(overlap.words, -sound_id) for overlap, sound_id in fits if _is_same(overlap)]
    return -max(same)[1] if same else None


def _nearby(words: Words) -> Words:
    """The words, and those that differ from them in one bit: another encoder's slips of the pen."""
    slips = words[:, None] ^ (np.uint32(1) << np.arange(32, dtype=np.uint32))[None, :]
    return np.unique(np.concatenate([words, slips.ravel()]))


def _is_same(overlap: Overlap) -> bool:
    return overlap.words >= LEAST_WORDS and overlap.errors <= SAME_ERRORS


def _added(session: Session, video: Video) -> int | None:
    """The library's sound that the creator put under the clip."""
    added = Edit.model_validate(video.edit or {}).sound
    return added.sound_id if added and session.get(Sound, added.sound_id) else None


def _new(session: Session, video: Video, audio_key: str, audio: Heard) -> Sound:
    creator = session.get_one(User, video.creator_id)
    sound = Sound(
        title=f"{ORIGINAL} — {creator.display_name or creator.username}",
        creator_id=creator.id,
        audio_key=audio_key,
        duration_seconds=audio.seconds,
        loudness_lufs=round(audio.lufs, 1),
        waveform=audio.waveform,
    )
    session.add(sound)
    session.flush()
    session.add(SoundPrint(sound_id=sound.id, words=words_to(audio.words)))
    return sound
