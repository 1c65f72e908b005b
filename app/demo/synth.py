"""Instruments made of numpy: each returns one mono sound, and a mix places them in stereo."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
Wave = NDArray[Any]


def hertz(note: float) -> float:
    """A MIDI note number as a frequency."""
    return float(440 * 2 ** ((note - 69) / 12))


def clock(seconds: float) -> Wave:
    return np.arange(round(seconds * RATE), dtype=np.float32) / RATE


def swell(seconds: float, *, attack: float, release: float) -> Wave:
    t = clock(seconds)
    return np.clip(t / max(attack, 1e-3), 0, 1) * np.clip((seconds - t) / max(release, 1e-3), 0, 1)


def pad(note: float, seconds: float, *, bright: int = 6) -> Wave:
    """A slow, wide voice: detuned partials under a long swell."""
    t, f = clock(seconds), hertz(note)
    voice = np.zeros_like(t)
    for k in range(1, bright + 1):
        for cents in (-5.0, 4.0):
            phase = 2 * np.pi * f * k * 2 ** (cents / 1200) * t
            voice += np.sin(phase + k) / k**1.5
    return voice * swell(seconds, attack=seconds * 0.3, release=seconds * 0.35) * 0.3


def pluck(note: float, seconds: float = 0.8, *, bright: float = 1.0) -> Wave:
    """A string or mallet: high partials die first."""
    t, f = clock(seconds), hertz(note)
    voice = np.zeros_like(t)
    for k in range(1, 7):
        voice += np.sin(2 * np.pi * f * k * t) * np.exp(-t * (4 + 3.5 * k / bright)) / k
    return voice * np.clip(t / 0.003, 0, 1) * 0.6


def bell(note: float, seconds: float = 1.8) -> Wave:
    t, f = clock(seconds), hertz(note)
    voice = np.zeros_like(t)
    for ratio, loud, fall in (
        (1, 1, 2.2),
        (2.01, 0.6, 3),
        (2.76, 0.4, 4.5),
        (5.4, 0.25, 7),
        (8.93, 0.12, 11),
    ):
        voice += loud * np.sin(2 * np.pi * f * ratio * t) * np.exp(-t * fall)
    return voice * np.clip(t / 0.002, 0, 1) * 0.4


def keys(note: float, seconds: float = 1.2) -> Wave:
    """An electric piano: a sine shaken by a dying sine."""
    t, f = clock(seconds), hertz(note)
    shake = np.sin(2 * np.pi * f * 2 * t) * np.exp(-t * 5) * 1.3
    wobble = 1 + 0.12 * np.sin(2 * np.pi * 5 * t)
    return np.asarray(
        np.sin(2 * np.pi * f * t + shake) * np.exp(-t * 2) * wobble * np.clip(t / 0.004, 0, 1) * 0.5
    )


def square(note: float, seconds: float, *, width: float = 0.5) -> Wave:
    """A games console's voice, softened by leaving out what would alias."""
    t, f = clock(seconds), hertz(note)
    voice = np.zeros_like(t)
    for k in range(1, min(18, int(9_000 / f)) + 1):
        voice += np.sin(np.pi * k * width) / k * np.cos(2 * np.pi * f * k * t)
    return np.asarray(
        voice * swell(seconds, attack=0.004, release=min(0.06, seconds / 2)) * np.exp(-t * 2) * 0.5
    )


def saw(note: float, seconds: float, *, bright: int = 14, fall: float = 3.0) -> Wave:
    t, f = clock(seconds), hertz(note)
    voice = np.zeros_like(t)
    for k in range(1, min(bright, int(12_000 / f)) + 1):
        voice += np.sin(2 * np.pi * f * k * t) / k * np.exp(-t * fall * k / 4)
    return voice * swell(seconds, attack=0.005, release=0.04) * 0.4


def bass(note: float, seconds: float) -> Wave:
    t, f = clock(seconds), hertz(note)
    body = np.tanh(2 * np.sin(2 * np.pi * f * t) + 0.4 * np.sin(4 * np.pi * f * t))
    return body * swell(seconds, attack=0.008, release=0.08) * np.exp(-t * 1.2) * 0.5


def kick(seconds: float = 0.35, *, deep: float = 48) -> Wave:
    t = clock(seconds)
    phase = 2 * np.pi * (deep * t + 22 * (1 - np.exp(-t * 28)) / 5.5)
    return np.asarray(np.sin(phase) * np.exp(-t * 9) * 0.95)


def hiss(rng: np.random.Generator, seconds: float) -> Wave:
    return rng.standard_normal(round(seconds * RATE), np.float32)


def snare(rng: np.random.Generator, seconds: float = 0.22) -> Wave:
    t = clock(seconds)
    rattle = tilt(hiss(rng, seconds), low=900, high=9_000) * np.exp(-t * 20)
    return np.asarray(0.6 * rattle + 0.35 * np.sin(2 * np.pi * 190 * t) * np.exp(-t * 26))


def hat(rng: np.random.Generator, seconds: float = 0.06) -> Wave:
    return np.asarray(tilt(hiss(rng, seconds), low=6_500, high=16_000) * np.exp(-clock(seconds) * 60) * 0.35)


def boom(rng: np.random.Generator, seconds: float = 1.6) -> Wave:
    """A far explosion, then its crackle."""
    t = clock(seconds)
    thump = np.sin(2 * np.pi * (50 * t + 6 * (1 - np.exp(-t * 10)))) * np.exp(-t * 5)
    air = tilt(hiss(rng, seconds), low=60, high=900) * np.exp(-t * 4)
    sparks = tilt(hiss(rng, seconds) * (rng.random(len(t)) > 0.997), low=1_500, high=9_000)
    return np.asarray(thump + 1.2 * air + 5 * sparks * np.clip(t - 0.15, 0, 0.3) * np.exp(-t * 2))


def tilt(wave: Wave, *, low: float, high: float) -> Wave:
    """Keep what lies between two frequencies, with soft slopes."""
    spectrum = np.fft.rfft(wave)
    f = np.fft.rfftfreq(len(wave), 1 / RATE) + 1e-3
    gain = 1 / (1 + (low / f) ** 4) / (1 + (f / high) ** 4)
    return np.fft.irfft(spectrum * gain, len(wave)).astype(np.float32)


def room(stereo: Wave, *, seconds: float, wet: float, seed: int = 5) -> Wave:
    """A hall: the sound convolved with decaying noise, different at each ear."""
    tail = np.random.default_rng(seed).standard_normal((2, round(seconds * RATE)))
    tail *= np.exp(-clock(seconds) * 6 / seconds)
    size = 1 << (stereo.shape[1] + tail.shape[1]).bit_length()
    echo = np.fft.irfft(np.fft.rfft(stereo, size) * np.fft.rfft(tail, size), size)[:, : stereo.shape[1]]
    return np.asarray(stereo + wet * echo / (np.sqrt(np.mean(echo**2)) + 1e-9) * np.sqrt(np.mean(stereo**2)))


def silence(seconds: float) -> Wave:
    return np.zeros((2, round(seconds * RATE)), np.float32)


def place(track: Wave, sound: Wave, at: float, *, loud: float = 1.0, pan: float = 0.0) -> None:
    """Add a mono sound to a stereo track; what hangs over the end is cut."""
    start = round(at * RATE)
    if start >= track.shape[1] or start < 0:
        return
    piece = sound[: track.shape[1] - start] * loud
    track[0, start : start + len(piece)] += piece * np.sqrt((1 - pan) / 2)
    track[1, start : start + len(piece)] += piece * np.sqrt((1 + pan) / 2)


def master(track: Wave, *, loud: float = 0.16) -> Wave:
    """Even loudness, soft ceiling, no click at either end."""
    track = track - track.mean(axis=1, keepdims=True)
    level = np.tanh(track * (loud / (np.sqrt(np.mean(track**2)) + 1e-9)))
    fade = np.clip(
        np.minimum(np.arange(track.shape[1]), np.arange(track.shape[1])[::-1]) / (0.06 * RATE), 0, 1
    )
    return np.asarray((level * fade).astype(np.float32))


def levels(track: Wave, *, fps: int, count: int, bands: int = 24) -> Wave:
    """How loud each band is at each frame, 0 to 1, falling slowly as meters do."""
    mono = np.pad(track.mean(axis=0), (1024, 2048))
    edges = np.round(np.geomspace(45, 9_000, bands + 1) / (RATE / 2048)).astype(int)
    for i in range(1, bands + 1):
        edges[i] = max(edges[i], edges[i - 1] + 1)
    starts = [min(round(i * RATE / fps), len(mono) - 2048) for i in range(count)]
    power = np.abs(np.fft.rfft(np.stack([mono[s : s + 2048] for s in starts]) * np.hanning(2048)))
    meters = np.stack([power[:, a:b].mean(axis=1) for a, b in pairwise(edges)], 1)
    meters = np.sqrt(meters / (np.percentile(meters, 97, axis=0) + 1e-6)).clip(0, 1.1)
    for i in range(1, count):
        meters[i] = np.maximum(meters[i], meters[i - 1] * 0.86)
    return np.asarray(meters.astype(np.float32))


def chord(root: int, shape: Sequence[int]) -> list[int]:
    return [root + step for step in shape]
