"""The sounds of the demo: short pieces with a title, so that clips can share one."""

from collections.abc import Callable, Sequence

import numpy as np

from app.demo import synth
from app.demo.synth import Wave

Play = Callable[[float, np.random.Generator, int], Wave]


def piece(title: str, seconds: float) -> Wave:
    """A sound by its title, always the same for the same length."""
    play, key = SOUNDS[title]
    rng = np.random.default_rng([sum(title.encode()), key + 64])
    return synth.master(play(seconds, rng, key), loud=0.13 if title in QUIET else 0.17)


def scored(notes: Sequence[tuple[float, float, float]], seconds: float, *, voice: str) -> Wave:
    """A sound made of exactly the notes a scene asked for."""
    track = synth.silence(seconds)
    rng = np.random.default_rng(11)
    for n, (at, pitch, loud) in enumerate(notes):
        if voice == "boom":
            synth.place(track, synth.boom(rng), at, loud=loud, pan=(n % 5 - 2) / 3)
        else:
            sound = synth.bell(pitch, 1.2) if voice == "bell" else synth.pluck(pitch, 0.5)
            synth.place(track, sound, at, loud=loud, pan=(n % 7 - 3) / 4)
    return synth.master(synth.room(track, seconds=1.4, wet=0.3), loud=0.15)


def _ambient(seconds: float, rng: np.random.Generator, key: int) -> Wave:
    track, at = synth.silence(seconds), 0.0
    for shape in ((0, 7, 12, 16), (-3, 4, 9, 16), (-5, 2, 11, 14), (-7, 5, 9, 12)) * 3:
        for n, note in enumerate(synth.chord(48 + key, shape)):
            synth.place(track, synth.pad(note, 3.6), at, loud=0.5, pan=(n - 1.5) / 2)
        if rng.random() < 0.8:
            synth.place(track, synth.bell(72 + key + rng.choice([0, 4, 7, 12])), at + 0.9, loud=0.22, pan=0.4)
        at += 2.4
    return synth.room(track, seconds=2.4, wet=0.55)


def _space(seconds: float, rng: np.random.Generator, key: int) -> Wave:
    track = synth.silence(seconds)
    for note in (33, 40, 45):
        synth.place(track, synth.pad(note + key, seconds + 2, bright=9), -0.0, loud=0.9, pan=(note - 40) / 8)
    for at in np.arange(0.4, seconds, 1.1):
        synth.place(
            track,
            synth.bell(69 + key + rng.choice([0, 3, 7, 10]), 2.4),
            at,
            loud=0.3,
            pan=rng.uniform(-0.8, 0.8),
        )
    wind = synth.tilt(synth.hiss(rng, seconds), low=180, high=700)
    synth.place(track, wind * (0.5 + 0.5 * np.sin(synth.clock(seconds) * 0.9)), 0, loud=0.35)
    return synth.room(track, seconds=3, wet=0.7)


def _lofi(seconds: float, rng: np.random.Generator, key: int) -> Wave:
    track, beat = synth.silence(seconds), 60 / 78
    chords = ((0, 4, 7, 11), (-3, 0, 4, 7), (-7, -3, 0, 4), (-5, -1, 2, 5))
    for bar in range(int(seconds / beat / 2) + 1):
        at = bar * beat * 2
        for n, note in enumerate(synth.chord(57 + key, chords[bar % 4])):
            synth.place(track, synth.keys(note, 1.6), at + 0.015 * n, loud=0.4, pan=(n - 1.5) / 3)
        synth.place(track, synth.bass(33 + key + chords[bar % 4][0], beat * 1.4), at, loud=0.6)
        for step, loud in ((0, 1.0), (1.25, 0.7)):
            synth.place(track, synth.kick(), at + step * beat, loud=loud)
        synth.place(track, synth.snare(rng), at + beat, loud=0.55)
        for step in range(4):
            swing = 0.08 * (step % 2)
            synth.place(track, synth.hat(rng), at + (step / 2 + swing) * beat, loud=0.4, pan=0.3)
        if rng.random() < 0.7:
            synth.place(
                track,
                synth.keys(69 + key + rng.choice([0, 2, 4, 7, 9])),
                at + beat * rng.choice([0.5, 1.5]),
                loud=0.35,
                pan=-0.4,
            )
    track += (
        synth.tilt(synth.hiss(rng, seconds) * (rng.random(track.shape[1]) > 0.9995), low=700, high=7_000)
        * 1.2
    )
    return synth.room(track, seconds=0.8, wet=0.12)


def _techno(seconds: float, rng: np.random.Generator, key: int) -> Wave:
    track, beat = synth.silence(seconds), 60 / 126
    riff = rng.choice([0, 0, 3, 7, 10, 12], 16)
    for step in range(int(seconds / beat * 4) + 1):
        at = step * beat / 4
        if step % 4 == 0:
            synth.place(track, synth.kick(deep=46), at, loud=1.1)
        if step % 4 == 2:
            synth.place(track, synth.hat(rng, 0.12), at, loud=0.9, pan=0.2)
        if step % 8 == 4:
            synth.place(track, synth.snare(rng), at, loud=0.5)
        bright = 6 + 8 * (0.5 + 0.5 * np.sin(step / 14))
        if step % 4:
            synth.place(
                track, synth.saw(33 + key + riff[step % 16], beat / 4, bright=int(bright)), at, loud=0.5
            )
        if step % 16 in (3, 6, 11, 14):
            for n, note in enumerate((57, 60, 64)):
                synth.place(
                    track, synth.saw(note + key, 0.16, bright=int(bright)), at, loud=0.22, pan=(n - 1) / 2
                )
    return synth.room(track, seconds=1.1, wet=0.14)


def _drive(seconds: float, rng: np.random.Generator, key: int) -> Wave:
    """Synthwave: an arpeggio over a pumping bass."""
    track, beat = synth.silence(seconds), 60 / 104
    roots = (0, -4, 3, -2)
    for step in range(int(seconds / beat * 4) + 1):
        at, root = step * beat / 4, roots[step // 16 % 4]
        synth.place(
            track, synth.saw(33 + key + root, beat / 4, bright=8), at, loud=0.42 + 0.25 * (step % 4 > 0)
        )
        note = 57 + key + root + (0, 7, 12, 15, 19, 15, 12, 7)[step % 8]
        synth.place(track, synth.square(note, beat / 4, width=0.3), at, loud=0.4, pan=0.6 * np.sin(step))
        if step % 4 == 0:
            synth.place(track, synth.kick(), at, loud=1.0)
        if step % 8 == 4:
            synth.place(track, synth.snare(rng, 0.3), at, loud=0.8)
        if step % 2:
            synth.place(track, synth.hat(rng), at, loud=0.4, pan=-0.3)
        if step % 16 == 0:
            for n, tone in enumerate((0, 7, 12, 15)):
                synth.place(
                    track, synth.pad(57 + key + root + tone - 12, beat * 4.2), at, loud=0.3, pan=(n - 1.5) / 2
                )
    return synth.room(track, seconds=1.3, wet=0.2)


def _chip(seconds: float, rng: np.random.Generator, key: int) -> Wave:
    track, beat = synth.silence(seconds), 60 / 150
    tune = (0, 4, 7, 12, 9, 7, 4, 7, 5, 9, 12, 17, 16, 12, 11, 7)
    for step in range(int(seconds / beat * 2) + 1):
        at = step * beat / 2
        lift = (0, 0, 5, 7)[step // 16 % 4]
        synth.place(
            track,
            synth.square(69 + key + tune[(step * (1 + key % 2)) % 16] - 3 * (key % 2), beat / 2, width=0.25),
            at,
            loud=0.5,
            pan=0.2,
        )
        if step % 2 == 0:
            synth.place(track, synth.square(45 + key + lift, beat * 0.7), at, loud=0.6, pan=-0.2)
        for n, tone in enumerate((0, 4, 7)):
            synth.place(
                track,
                synth.square(57 + key + lift + tone, beat / 8, width=0.12),
                at + n * beat / 6,
                loud=0.28,
            )
        if step % 4 == 2:
            synth.place(track, synth.snare(rng, 0.12), at, loud=0.5)
    return track


def _bells(seconds: float, rng: np.random.Generator, key: int) -> Wave:
    track, at = synth.silence(seconds), 0.0
    place = 0
    while at < seconds:
        place = int(np.clip(place + rng.integers(-2, 4), 0, 9))
        note = 67 + key + (0, 2, 4, 7, 9, 12, 14, 16, 19, 21)[place]
        synth.place(track, synth.bell(note), at, loud=0.8, pan=rng.uniform(-0.6, 0.6))
        if place % 3 == 0:
            synth.place(track, synth.pad(note - 24, 2.6), at, loud=0.5)
        at += rng.choice([0.25, 0.25, 0.5])
    return synth.room(track, seconds=2.2, wet=0.5)


def _strings(seconds: float, rng: np.random.Generator, key: int) -> Wave:
    """Plucked strings in a five-note scale, over water."""
    track, at = synth.silence(seconds), 0.05
    while at < seconds:
        note = 57 + key + rng.choice([0, 2, 3, 7, 8, 12, 14, 15])
        synth.place(track, synth.pluck(note, 1.6, bright=1.6), at, loud=0.8, pan=rng.uniform(-0.4, 0.4))
        if rng.random() < 0.3:
            synth.place(track, synth.pluck(note + 12, 1.2), at + 0.12, loud=0.4)
        at += rng.choice([0.3, 0.6, 0.6, 0.9])
    stream = synth.tilt(synth.hiss(rng, seconds), low=500, high=2_600)
    synth.place(track, stream * (0.6 + 0.4 * np.sin(synth.clock(seconds) * 2.2)), 0, loud=0.07)
    return synth.room(track, seconds=1.6, wet=0.35)


def _porch(seconds: float, rng: np.random.Generator, key: int) -> Wave:
    """Mallets and claps, sunny."""
    track, beat = synth.silence(seconds), 60 / 108
    for step in range(int(seconds / beat * 2) + 1):
        at, root = step * beat / 2, (0, 5, 9, 7)[step // 8 % 4]
        shape = (0, 4, 7) if root != 9 else (0, 3, 7)
        note = 60 + key + root + shape[(step * 2) % 3] + 12 * (step % 5 == 0)
        synth.place(track, synth.pluck(note, 0.7), at, loud=0.7, pan=0.4 * np.sin(step * 2))
        if step % 2 == 0:
            synth.place(track, synth.bass(36 + key + root, beat * 0.8), at, loud=0.5)
        if step % 4 == 2:
            synth.place(track, synth.snare(rng, 0.12), at, loud=0.5)
        synth.place(track, synth.hat(rng, 0.04), at, loud=0.3 + 0.2 * (step % 2), pan=0.5)
        if step % 4 in (0, 3):
            synth.place(track, synth.kick(0.25), at, loud=0.7)
    return synth.room(track, seconds=0.7, wet=0.15)


def _rain(seconds: float, rng: np.random.Generator, key: int) -> Wave:
    track = synth.silence(seconds)
    for ear in (0, 1):
        track[ear] += synth.tilt(synth.hiss(rng, seconds), low=700, high=7_500) * 0.14
        drops = synth.hiss(rng, seconds) * (rng.random(track.shape[1]) > 0.9988)
        track[ear] += synth.tilt(drops, low=1_400, high=6_000) * 2.2
    for bar, root in enumerate((0, -4, -7, -5, 0)):
        for n, step in enumerate((0, 7, 12, 15)):
            synth.place(
                track,
                synth.keys(50 + key + root + step, 2.6),
                bar * 2.1 + 0.12 * n,
                loud=0.3,
                pan=(n - 1.5) / 3,
            )
    return synth.room(track, seconds=1.8, wet=0.3)


def _shore(seconds: float, rng: np.random.Generator, key: int) -> Wave:
    track, t = synth.silence(seconds), synth.clock(seconds)
    for ear in (0, 1):
        swell = (0.5 + 0.5 * np.sin(2 * np.pi * t / 4.2 - 0.8 + 0.5 * ear + key)) ** 2
        foam = synth.tilt(synth.hiss(rng, seconds), low=1_200, high=9_000) * swell**2
        body = synth.tilt(synth.hiss(rng, seconds), low=80, high=700)
        track[ear] += foam * 0.7 + body * (0.5 + 0.8 * swell)
    for at in (1.1, 1.45, 4.6):
        cry = synth.clock(0.35)
        gull = np.sin(2 * np.pi * (1_750 * cry - 900 * cry**2)) * np.sin(np.pi * cry / 0.35) ** 2
        synth.place(track, gull, at, loud=0.1, pan=0.5)
    return track


def _crackle(seconds: float, rng: np.random.Generator, key: int) -> Wave:
    track = synth.silence(seconds)
    for ear in (0, 1):
        track[ear] += synth.tilt(synth.hiss(rng, seconds), low=50, high=420) * 0.4
    for at in rng.random(int(seconds * 22)) * seconds:
        snap = synth.hiss(rng, 0.03) * np.exp(-synth.clock(0.03) * rng.uniform(120, 400))
        synth.place(
            track,
            synth.tilt(snap, low=900, high=9_000),
            at,
            loud=rng.pareto(2) * 0.5 + 0.3,
            pan=rng.uniform(-0.7, 0.7),
        )
    for bar, note in enumerate((45, 52, 48, 50)):
        synth.place(track, synth.pad(note + key, 3.4), bar * 2.2, loud=0.3)
    return synth.room(track, seconds=0.6, wet=0.12)


SOUNDS: dict[str, tuple[Play, int]] = {
    "slow orbit": (_ambient, 0),
    "first light": (_ambient, 5),
    "deep blue": (_ambient, -4),
    "far side": (_space, 0),
    "late tram": (_lofi, 0),
    "paper moon": (_lofi, 3),
    "warehouse": (_techno, 0),
    "night drive": (_drive, 0),
    "arcade heart": (_chip, 0),
    "pixel parade": (_chip, 1),
    "glass bells": (_bells, 0),
    "bamboo": (_strings, 0),
    "still water": (_strings, -5),
    "porch swing": (_porch, 0),
    "rainy window": (_rain, 0),
    "shore": (_shore, 0),
    "crackle": (_crackle, 0),
}
QUIET = {"shore", "crackle", "rainy window", "far side"}
VOICES = {"pendulums": "bell", "balls": "pluck", "sorting": "pluck", "fireworks": "boom"}
