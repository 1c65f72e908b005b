"""Whether a web address answers."""

from http.client import HTTPException
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

DIRECT = build_opener(ProxyHandler({}))  # a proxy in the environment does not know this machine


def answers(url: str) -> bool:
    try:
        with DIRECT.open(url, timeout=2) as response:
            return bool(response.status == 200)
    except (URLError, HTTPException, OSError):
        return False
