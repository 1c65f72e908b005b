"""Clips from recipes: frames and sound go to ffmpeg, and a vertical MP4 comes out."""

import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.demo import music, natural, synth
from app.demo.paint import Array, Shot
from app.demo.scenes import SCENES, Scene
from app.settings import ffmpeg_path

FPS = 30
LARGE = {"planet", "bauhaus", "petals", "sunflower"}
# A scene has at least so many palettes; after them every colour turns, and the same look never returns.
PALETTES_A_SCENE, HUES = 3, (0, -32, 150, -70, 180, 40, -110)
FIRST_NATURAL = {3: "bunny", 9: "towers", 15: "yawn", 21: "summit", 28: "windows"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides one clip, so that the same recipe is always the same clip."""

    number: int
    scene: str
    variant: int
    sound: str
    topic: str
    seconds: float
    seed: int = 0
    credit: str = ""
    turn: int = 0

    @property
    def natural(self) -> bool:
        return self.scene in natural.MOMENTS

    @property
    def sound_title(self) -> str:
        """What the sound page shows; a clip with its own sound has none to share."""
        return "" if self.sound == "own" else self.sound

    @property
    def size(self) -> tuple[int, int]:
        return (1080, 1920) if self.scene in LARGE and self.variant == 0 else (540, 960)


def plan(videos: int, *, seed: int = 0, first: int = 0) -> list[Recipe]:
    """Recipes ``first`` and on: every scene once, with the films between, then every scene's next variant."""
    endless = _in_turn(_endless(seed))
    for _ in range(first):
        next(endless)
    return [next(endless) for _ in range(videos)]


def _in_turn(recipes: Iterator[Recipe]) -> Iterator[Recipe]:
    """Number the clips of each topic, so that its creators can take turns."""
    turns: Counter[str] = Counter()
    for recipe in recipes:
        yield replace(recipe, turn=turns[recipe.topic])
        turns[recipe.topic] += 1


def _endless(seed: int) -> Iterator[Recipe]:
    number, names = 0, list(SCENES)
    films = {at: name for at, name in FIRST_NATURAL.items() if natural.film(natural.MOMENTS[name].film)}
    variant = 0
    while True:
        for name in names:
            if variant == 0 and number in films:
                yield _filmed(number, films[number], seed)
                number += 1
            yield _drawn(number, name, variant, seed)
            number += 1
        variant += 1


def _drawn(number: int, name: str, variant: int, seed: int) -> Recipe:
    scene = SCENES[name]
    sound = scene.sounds[variant % len(scene.sounds)]
    seconds = scene.seconds + (variant % 3) * 0.5
    return Recipe(number, name, variant, sound, scene.topic, seconds, seed)


def _filmed(number: int, name: str, seed: int) -> Recipe:
    moment = natural.MOMENTS[name]
    return Recipe(number, name, 0, moment.sound, moment.topic, moment.seconds, seed, moment.credit)


def render(recipe: Recipe, path: Path) -> None:
    """Make the clip at ``path``; a half-made file never stays behind."""
    part = path.with_suffix(".part.mp4")
    with tempfile.TemporaryDirectory(prefix="zoetrope-clip-") as folder:
        sound = Path(folder) / "sound.f32"
        wave = soundtrack(recipe)
        if wave is not None:
            sound.write_bytes(np.ascontiguousarray(wave.T).tobytes())
        try:
            if recipe.natural:
                _film(recipe, sound if wave is not None else None, part)
            else:
                _draw(recipe, wave, sound, part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def soundtrack(recipe: Recipe) -> synth.Wave | None:
    """The clip's sound in stereo; None where a film brings its own."""
    if recipe.sound != "own":
        return music.piece(recipe.sound, recipe.seconds)
    if recipe.natural:
        return None
    scene = SCENES[recipe.scene]
    notes = scene.notes(shot_of(recipe)) if scene.notes else []
    return music.scored(notes, recipe.seconds, voice=music.VOICES[recipe.scene])


def shot_of(recipe: Recipe, wave: synth.Wave | None = None) -> Shot:
    scene = SCENES[recipe.scene]
    width, height = round(540 / scene.coarse), round(960 / scene.coarse)
    shot = Shot(width, height, recipe.seconds, recipe.seed, recipe.variant, FPS)
    return shot if wave is None else replace(shot, levels=synth.levels(wave, fps=FPS, count=shot.count))


def frames(recipe: Recipe, wave: synth.Wave | None = None) -> Iterator[Array]:
    scene: Scene = SCENES[recipe.scene]
    return scene.frames(shot_of(recipe, wave))


def _draw(recipe: Recipe, wave: synth.Wave | None, sound: Path, path: Path) -> None:
    pictures = frames(recipe, wave)
    first = next(pictures)
    height, width, _ = first.shape
    source = [
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        f"{width}x{height}",
        "-r",
        str(FPS),
        "-i",
        "pipe:0",
    ]
    command = [*_start(), *source, *_sound_from(sound), *_scaled(recipe), *_encoded(), str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as encoder:
        _feed(encoder, first, pictures)
        complaint = encoder.stderr.read().decode(errors="replace") if encoder.stderr else ""
    if encoder.returncode:
        raise RuntimeError(f"ffmpeg could not make {recipe.scene}: {complaint.strip()[-400:]}")


def _feed(encoder: subprocess.Popen[bytes], first: Array, rest: Iterator[Array]) -> None:
    pipe = encoder.stdin
    if pipe is None:
        return
    try:
        pipe.write(np.ascontiguousarray(first).data)
        for picture in rest:
            pipe.write(np.ascontiguousarray(picture).data)
        pipe.close()
    except BrokenPipeError:
        return


def _film(recipe: Recipe, sound: Path | None, path: Path) -> None:
    moment = natural.MOMENTS[recipe.scene]
    film = natural.film(moment.film)
    if film is None:
        raise RuntimeError(f"The film of {recipe.scene} is not installed.")
    own = [] if sound is None else _sound_from(sound)
    audio = "0:a:0" if sound is None else "1:a:0"
    size = ":".join(map(str, recipe.size))
    picture = f"[0:v]{moment.filters},fps={FPS},scale={size}:flags=lanczos,unsharp=3:3:0.5,setsar=1[v]"
    chosen = ["-filter_complex", picture, "-map", "[v]", "-map", audio]
    command = [*_start(), "-i", str(film), *own, *chosen, "-t", str(moment.seconds), *_encoded(), str(path)]
    subprocess.run(command, check=True, capture_output=True)


def _start() -> list[str]:
    return [ffmpeg_path(), "-nostdin", "-v", "error", "-y", "-threads", "1"]


def _sound_from(sound: Path) -> list[str]:
    return ["-f", "f32le", "-ar", str(synth.RATE), "-ac", "2", "-i", str(sound)]


def _scaled(recipe: Recipe) -> list[str]:
    width, height = recipe.size
    turned = HUES[recipe.variant // PALETTES_A_SCENE % len(HUES)]
    chain = f"scale={width}:{height}:flags=lanczos:out_color_matrix=bt709:out_range=tv"
    chain += f",hue=h={turned}" if turned else ""
    return ["-map", "0:v", "-map", "1:a", "-vf", chain]


def _encoded() -> list[str]:
    picture = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "19", "-g", "60", "-pix_fmt", "yuv420p"]
    colour = [
        "-colorspace",
        "bt709",
        "-color_primaries",
        "bt709",
        "-color_trc",
        "bt709",
        "-color_range",
        "tv",
    ]
    sound = ["-c:a", "aac", "-b:a", "128k", "-ac", "2", "-shortest"]
    return [*picture, "-threads", "1", *colour, *sound, "-movflags", "+faststart", "-f", "mp4"]
