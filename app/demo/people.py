"""Who lives in the demo: creators with a voice of their own, and viewers with tastes."""

import colorsys
import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

TOPICS = (
    "nature",
    "city",
    "space",
    "art",
    "design",
    "science",
    "satisfying",
    "music",
    "retro",
    "cosy",
    "words",
    "food",
    "animation",
)


@dataclass(frozen=True, slots=True)
class Person:
    """An account: ``tastes`` are weights of topics from 0 to 1; creators also name what they make."""

    username: str
    display_name: str
    bio: str
    language: str
    region: str
    tastes: dict[str, float]
    makes: tuple[str, ...] = ()


_CREATORS = (
    ("mira.k", "Mira Kovács", "Slow mornings, soft hills. 🌾 Budapest", "hu", "HU", "nature"),
    ("neonatlas", "Neon Atlas", "city walks after midnight 🌃 all shot alone", "en", "SG", "city"),
    ("orbital_ana", "Ana Ferreira", "Drawing the sky one point at a time · PT/EN", "pt", "PT", "space"),
    ("studio.hane", "羽 Hane", "moving paper, moving paint ✿ 京都", "ja", "JP", "art nature"),
    ("gridandgrain", "Grid & Grain", "Shapes that behave. Posters that don't.", "en", "GB", "design"),
    ("dr.lumen", "Dr Lumen", "One small wonder of mathematics a day ∞", "en", "CA", "science"),
    ("ohsotidy", "oh so tidy", "satisfying things in the right order 🫧", "en", "US", "satisfying"),
    (
        "kassette.klub",
        "Kassette Klub",
        "Beats aus Leipzig. Everything you hear is made here.",
        "de",
        "DE",
        "music",
    ),
    ("vhs_valentine", "VHS Valentine", "rewinding since 1986 📼", "en", "US", "retro music"),
    ("hygge.hild", "Hild Nyberg", "te, ull og stearinlys 🕯️ Tromsø", "nb", "NO", "cosy food"),
    ("palabras.lentas", "Palabras Lentas", "Una frase al día. Una taza también.", "es", "MX", "words food"),
    (
        "openreel",
        "Open Reel",
        "Free films, small moments. Credits always in the caption.",
        "en",
        "NL",
        "animation city",
    ),
    ("tidal.theo", "Théo Marchand", "La mer, toujours la mer 🌊", "fr", "FR", "nature space"),
    ("bitbloom", "bit bloom", "code → flowers. Ask me how, I'll tell you.", "en", "IN", "science art"),
)
_FIRST = [
    "lena",
    "jonas",
    "aiko",
    "tom",
    "priya",
    "sam",
    "noor",
    "mateo",
    "ines",
    "yuki",
    "olu",
    "freya",
    "davi",
    "hana",
    "leo",
    "zoe",
    "omar",
    "ruth",
    "kai",
    "bea",
    "marta",
    "ivan",
    "suki",
    "arlo",
    "nadia",
    "felix",
    "amara",
    "joon",
    "elif",
    "rafa",
    "tess",
    "viggo",
    "mei",
    "pablo",
    "ida",
    "rohan",
    "lucy",
    "theo",
    "wren",
    "aya",
    "milo",
    "greta",
    "sanjay",
    "nora",
    "luca",
    "dina",
    "emil",
    "carla",
    "hugo",
    "asha",
]
_LAST = [
    "draws",
    "walks",
    "loops",
    "films",
    "reads",
    "bakes",
    "hums",
    "rides",
    "naps",
    "codes",
    "paints",
    "grows",
    "spins",
    "climbs",
    "sails",
    "knits",
    "wanders",
    "listens",
    "skates",
    "hikes",
]
_BIOS = (
    "here for the loops",
    "just watching 👀",
    "tea first.",
    "plants, trains, long songs",
    "night shift nurse, day dreamer",
    "",
    "learning guitar very slowly",
    "two cats, one balcony",
    "geometry teacher, off duty",
    "",
    "je regarde plus que je ne poste",
    "bouldering & bad puns",
    "siempre con auriculares 🎧",
    "",
)
_PLACES = (
    ("en", "US"),
    ("en", "GB"),
    ("de", "DE"),
    ("fr", "FR"),
    ("es", "ES"),
    ("pt", "BR"),
    ("ja", "JP"),
    ("en", "IN"),
)


def creators(number: int) -> list[Person]:
    """The first ``number`` creators; at most the fourteen there are."""
    found = []
    for username, name, bio, language, region, makes in _CREATORS[:number]:
        topics = tuple(makes.split())
        tastes = {topic: 0.9 if topic in topics else 0.35 for topic in TOPICS}
        found.append(Person(username, name, bio, language, region, tastes, topics))
    return found


def viewers(number: int, *, seed: int = 0) -> list[Person]:
    """People who watch: each loves a few topics, minds a few, and shrugs at the rest."""
    return [_viewer(k, seed) for k in range(number)]


def _viewer(k: int, seed: int) -> Person:
    rng = np.random.default_rng([seed, k, 77])
    first, last = _FIRST[k % len(_FIRST)], _LAST[(k * 7 + k // len(_FIRST)) % len(_LAST)]
    round_ = k // (len(_FIRST) * len(_LAST))
    name = f"{first}.{last}{round_ or ''}" if k % 3 else f"{first}_{last}{round_ or ''}"
    language, region = _PLACES[int(rng.integers(len(_PLACES)))]
    loved = rng.permutation(len(TOPICS))
    level = {TOPICS[t]: 0.85 for t in loved[:3]} | {TOPICS[t]: 0.1 for t in loved[-3:]}
    tastes = {topic: float(np.clip(level.get(topic, 0.42) + rng.normal(0, 0.08), 0, 1)) for topic in TOPICS}
    return Person(name, first.capitalize(), _BIOS[k % len(_BIOS)], language, region, tastes)


def maker_of(topic: str, turn: int, makers: list[Person]) -> int:
    """Which creator makes a topic's clip number ``turn``: those at home in it take turns."""
    fitting = [k for k, person in enumerate(makers) if topic in person.makes]
    return fitting[turn % len(fitting)] if fitting else turn % len(makers)


def avatar(username: str, size: int = 256) -> bytes:
    """A small picture of one's own: two glowing hues and a few rings, drawn from the name."""
    rng = np.random.default_rng(list(username.encode()))
    hue = rng.random()
    near, far = _hue(hue), _hue((hue + rng.uniform(0.12, 0.4)) % 1)
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    a = rng.uniform(0, 6.28)
    mix = np.clip(0.5 + 0.5 * (x * np.cos(a) + y * np.sin(a)) + 0.12 * np.sin(3 * x + 4 * y), 0, 1)[..., None]
    glow = np.exp(-3 * ((x - 0.4 * np.cos(a)) ** 2 + (y - 0.4 * np.sin(a)) ** 2))[..., None]
    picture = (near * (1 - mix) + far * mix) * (0.82 + 0.5 * glow)
    image = Image.fromarray((picture * 255).clip(0, 255).astype(np.uint8))
    _rings(ImageDraw.Draw(image, "RGBA"), rng, size)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=86)
    return out.getvalue()


def _hue(hue: float) -> np.ndarray:
    return np.array(colorsys.hls_to_rgb(hue, 0.56, 0.78))


def _rings(pen: ImageDraw.ImageDraw, rng: np.random.Generator, size: int) -> None:
    for _ in range(int(rng.integers(2, 5))):
        x, y, r = rng.uniform(0.1, 0.9) * size, rng.uniform(0.1, 0.9) * size, rng.uniform(0.12, 0.42) * size
        tint = (255, 255, 255, int(rng.uniform(26, 80)))
        if rng.random() < 0.5:
            pen.ellipse((x - r, y - r, x + r, y + r), fill=tint)
        else:
            pen.ellipse((x - r, y - r, x + r, y + r), outline=tint, width=int(rng.uniform(5, 16)))
