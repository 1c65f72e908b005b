"""What a browser says of itself, in words; and what can honestly be said of where it is."""

import re
from ipaddress import ip_address

from app.cache import valkey

# The first that is found counts: every browser also claims to be the ones before it.
BROWSERS = (
    ("Zoetrope", r"Zoetrope"),
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|Chromium/|CriOS/"),
    ("Safari", r"Safari/"),
    ("curl", r"^curl/"),
    ("A Python program", r"python|httpx|aiohttp"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("Mac", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
)
KNOWN_SECONDS = 180 * 24 * 3600


def device(agent: str) -> str:
    browser, system = _first(BROWSERS, agent), _first(SYSTEMS, agent)
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "An unknown device"


def place(address: str) -> str:
    """There is no map of addresses here: only the network can be told."""
    try:
        where = ip_address(address)
    except ValueError:
        return "Place unknown"
    if where.is_loopback:
        return "This computer"
    return f"Home network, {address}" if where.is_private else address


def is_new(user_id: int, agent: str) -> bool:
    """Whether the account is known and was never used from such a device; it is known from now on."""
    key = f"devices:{user_id}"
    had, added = valkey().scard(key), valkey().sadd(key, device(agent))
    valkey().expire(key, KNOWN_SECONDS)
    return bool(had and added)


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, told in names if re.search(told, agent, re.IGNORECASE)), "")
