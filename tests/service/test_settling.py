"""Which sound a video plays: the same song is one sound, whoever uses whatever part of it."""

from pathlib import Path

import numpy as np
import pytest
from sqlmodel import Session

from app.media.listening import Heard, hear
from app.models import Sound, User, Video
from app.sounds import settling
from tests.builders import make_video
from tests.service.moving import noisy, tune
from tests.service.scenes import person
from tests.unit.media.clips import run_ffmpeg


def audio(words: np.ndarray, *, lufs: float = -14.0) -> Heard:
    return Heard(lufs, seconds=8.0, waveform=[500] * 100, words=words)


@pytest.fixture
def ada(session: Session) -> User:
    return person(session, "ada")


def settled(session: Session, owner: User, what: Heard | None, **columns: object) -> Sound | None:
    video = make_video(session, owner, **columns)
    return settling.settle(session, video, audio_key="v/1/a/audio.m4a", audio=what)


def test_new_audio_is_a_sound_of_its_creator(session: Session, ada: User) -> None:
    sound = settled(session, ada, audio(tune(1)))
    assert sound
    session.refresh(sound)
    assert (sound.title, sound.creator_id, sound.use_count) == ("original sound — ada", ada.id, 1)
    assert (sound.loudness_lufs, len(sound.waveform), sound.duration_seconds) == (-14.0, 100, 8.0)


PARTS = {
    "the whole in another encoding": noisy,
    "a part of it": lambda song: noisy(song[70:140]),
    "from elsewhere, running on": lambda song: np.concatenate([noisy(song[100:]), tune(9, seconds=3)]),
    "with something before it": lambda song: np.concatenate([tune(9, seconds=3), noisy(song[:120])]),
}


@pytest.mark.parametrize("part", PARTS)
def test_a_song_that_is_used_again_is_one_sound(session: Session, ada: User, part: str) -> None:
    for other in range(20, 30):
        settled(session, ada, audio(tune(other)))
    song = tune(1, seconds=30)
    first = settled(session, ada, audio(song))
    again = settled(session, person(session, "grace"), audio(PARTS[part](song)))
    assert first
    assert again is first
    session.refresh(first)
    assert (first.use_count, first.creator_id) == (2, ada.id)


def test_a_longer_cut_of_a_short_sound_is_the_same_sound(session: Session, ada: User) -> None:
    song = tune(1, seconds=30)
    assert settled(session, ada, audio(song[60:130])) is settled(session, ada, audio(noisy(song)))


def test_other_songs_are_other_sounds(session: Session, ada: User) -> None:
    sounds = [settled(session, ada, audio(tune(seed))) for seed in range(12)]
    assert len({one.id for one in sounds if one}) == 12


def test_silence_gives_no_sound(session: Session, ada: User) -> None:
    assert settled(session, ada, None) is None
    assert settled(session, ada, audio(tune(1), lufs=-70)) is None


def test_too_little_to_recognise_is_a_sound_of_its_own(session: Session, ada: User) -> None:
    short = tune(1, seconds=1)
    first, second = (settled(session, ada, audio(short)) for _ in range(2))
    assert first is not second


def test_a_sound_of_the_library_under_a_clip_is_its_sound(session: Session, ada: User) -> None:
    known = settled(session, ada, audio(tune(1)))
    assert known
    edit = {"sound": {"sound_id": known.id}}
    assert settled(session, person(session), audio(tune(2)), edit=edit) is known
    assert settled(session, person(session), audio(tune(3)), sound_id=known.id) is known


def test_settling_again_changes_nothing(session: Session, ada: User) -> None:
    video = make_video(session, ada)
    first, second = (settling.settle(session, video, audio_key="k", audio=audio(tune(1))) for _ in range(2))
    assert first
    assert first is second
    session.refresh(first)
    assert first.use_count == 1


def listened(path: Path, *source: str) -> Heard:
    run_ffmpeg("-f", "lavfi", "-i", *source, "-c:a", "aac", "-b:a", "96k", "-ar", "48000", "-ac", "2", path)
    return hear(path, seconds=8)


def test_listening_measures_loudness_and_draws_the_wave(tmp_path: Path) -> None:
    found = listened(tmp_path / "a.m4a", "aevalsrc='sin(880*PI*t)*0.5*lt(t,4)':d=8")
    assert found.lufs == pytest.approx(-9, abs=1.5)
    assert found.seconds == pytest.approx(8, abs=0.1)
    assert len(found.waveform) == 100
    assert min(found.waveform[2:48]) > 900
    assert max(found.waveform[52:]) < 50
    assert len(found.words) > 30


def test_silence_is_heard_as_such(tmp_path: Path) -> None:
    found = listened(tmp_path / "a.m4a", "anullsrc=d=5", "-t", "5")
    assert found.is_silent
    assert found.waveform == [0] * 100


def test_a_real_song_is_known_again_in_another_encoding(session: Session, ada: User, tmp_path: Path) -> None:
    melody = "sin(2*PI*t*(220+110*floor(mod(t*3,7))))*0.3+sin(2*PI*t*(330+55*floor(mod(t*2,5))))*0.2"
    song = f"aevalsrc='{melody}':d=12"
    first = settled(session, ada, listened(tmp_path / "a.m4a", song))
    part = hear_part(tmp_path)
    assert first
    assert settled(session, person(session), part) is first


def hear_part(folder: Path) -> Heard:
    """The same from its third second on, at half the bits."""
    path = folder / "b.m4a"
    run_ffmpeg("-ss", "3", "-i", folder / "a.m4a", "-c:a", "aac", "-b:a", "48k", path)
    return hear(path, seconds=9)


def test_a_video_s_sound_follows_the_video(session: Session, ada: User) -> None:
    video = make_video(session, ada)
    settling.settle(session, video, audio_key="k", audio=audio(tune(1)))
    assert session.get_one(Video, video.id).sound_id is not None
