"""The table of scenes: each file here draws one kind of clip."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.demo.paint import Array, Shot
from app.demo.scenes import (
    aurora,
    balloons,
    balls,
    bauhaus,
    campfire,
    chaos,
    city,
    coral,
    cubes,
    dusk,
    equaliser,
    fireworks,
    flow,
    galaxy,
    halo,
    helix,
    jellyfish,
    kaleidoscope,
    koi,
    lava,
    life,
    marbling,
    maze,
    neon,
    ocean,
    pendulums,
    petals,
    planet,
    quotes,
    ribbons,
    ridges,
    snow,
    sorting,
    spirograph,
    sunflower,
    synthwave,
    tea,
    torus,
    truchet,
    tunnel,
    vinyl,
    warp,
    zoom,
)
from app.demo.scenes.notes import Note

Frames = Callable[[Shot], Iterator[Array]]


@dataclass(frozen=True, slots=True)
class Scene:
    """How a scene is drawn (``coarse``: pixels to one of its own), its topic and what plays under it."""

    frames: Frames
    topic: str
    sounds: tuple[str, ...]
    seconds: float
    coarse: float = 1.0
    notes: Callable[[Shot], list[Note]] | None = None


# Quick ones first, so that the first clip plays at once; neighbours differ in topic and light.
SCENES: dict[str, Scene] = {
    "marbling": Scene(marbling.frames, "art", ("slow orbit", "first light"), 6, 2),
    "balloons": Scene(balloons.frames, "nature", ("first light", "porch swing"), 7),
    "synthwave": Scene(synthwave.frames, "retro", ("night drive", "arcade heart"), 7, 1.5),
    "bauhaus": Scene(bauhaus.frames, "design", ("porch swing", "paper moon"), 7.5),
    "tea": Scene(tea.frames, "food", ("porch swing", "paper moon", "bamboo"), 6),
    "koi": Scene(koi.frames, "nature", ("still water", "bamboo"), 7, 1.5),
    "neon": Scene(neon.frames, "city", ("rainy window", "late tram"), 7, 1.5),
    "sunflower": Scene(sunflower.frames, "science", ("glass bells", "bamboo"), 6),
    "vinyl": Scene(vinyl.frames, "music", ("late tram", "paper moon"), 7, 1.5),
    "planet": Scene(planet.frames, "space", ("far side", "slow orbit"), 7),
    "petals": Scene(petals.frames, "nature", ("bamboo", "paper moon"), 7),
    "pendulums": Scene(pendulums.frames, "satisfying", ("own",), 8, 1.0, pendulums.notes),
    "jellyfish": Scene(jellyfish.frames, "nature", ("deep blue", "far side"), 8, 1.5),
    "dusk": Scene(dusk.frames, "nature", ("first light", "late tram"), 8, 1.25),
    "equaliser": Scene(equaliser.frames, "music", ("warehouse", "night drive", "arcade heart"), 7),
    "campfire": Scene(campfire.frames, "cosy", ("crackle",), 7, 2),
    "zoom": Scene(zoom.frames, "science", ("far side", "warehouse"), 8, 1.25),
    "cubes": Scene(cubes.frames, "design", ("porch swing", "warehouse"), 6),
    "aurora": Scene(aurora.frames, "nature", ("slow orbit", "deep blue"), 7, 2),
    "sorting": Scene(sorting.frames, "satisfying", ("own",), 7, 1.0, sorting.notes),
    "fireworks": Scene(fireworks.frames, "city", ("own",), 7, 1.5, fireworks.notes),
    "truchet": Scene(truchet.frames, "design", ("late tram", "porch swing"), 7, 1.7),
    "ocean": Scene(ocean.frames, "nature", ("shore",), 7, 2),
    "balls": Scene(balls.frames, "satisfying", ("own",), 8, 1.0, balls.notes),
    "quotes": Scene(quotes.frames, "words", ("porch swing", "paper moon", "first light"), 6),
    "galaxy": Scene(galaxy.frames, "space", ("slow orbit", "far side"), 7, 1.5),
    "helix": Scene(helix.frames, "science", ("glass bells", "far side"), 6),
    "kaleidoscope": Scene(kaleidoscope.frames, "art", ("warehouse", "glass bells"), 6, 1.5),
    "snow": Scene(snow.frames, "cosy", ("glass bells", "paper moon"), 7, 1.5),
    "halo": Scene(halo.frames, "music", ("night drive", "warehouse"), 7, 1.5),
    "lava": Scene(lava.frames, "retro", ("late tram", "deep blue"), 6, 2),
    "maze": Scene(maze.frames, "satisfying", ("arcade heart", "pixel parade"), 7),
    "flow": Scene(flow.frames, "art", ("first light", "slow orbit"), 6, 1.5),
    "city": Scene(city.frames, "city", ("late tram", "rainy window"), 7, 1.5),
    "life": Scene(life.frames, "science", ("pixel parade", "arcade heart"), 7),
    "torus": Scene(torus.frames, "science", ("warehouse", "night drive"), 6, 1.5),
    "coral": Scene(coral.frames, "science", ("deep blue", "still water"), 7, 2),
    "ridges": Scene(ridges.frames, "music", ("warehouse", "far side"), 6),
    "warp": Scene(warp.frames, "space", ("night drive", "warehouse"), 6, 1.5),
    "spirograph": Scene(spirograph.frames, "art", ("glass bells", "porch swing"), 7, 1.5),
    "tunnel": Scene(tunnel.frames, "retro", ("warehouse", "arcade heart"), 6, 1.5),
    "chaos": Scene(chaos.frames, "science", ("far side", "bamboo"), 7, 1.5),
    "ribbons": Scene(ribbons.frames, "art", ("slow orbit", "deep blue"), 6, 1.5),
}
