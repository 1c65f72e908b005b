"""Registers this folder's scripts and styles with the front end as one folder; they may import each other."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import reflex as rx
from reflex.assets import AssetPathStr

ICONS = "lucide-react@1.26.0"
HERE = Path(__file__).parent


def _registered(name: str) -> AssetPathStr:
    return rx.asset(name, shared=True)


# rx.asset walks the whole stack of its caller, which is deep during an import; a thread's own is short.
with ThreadPoolExecutor(1) as _thread:
    SCRIPTS = {
        path.name: _thread.submit(_registered, path.name).result()
        for path in sorted([*HERE.glob("*.js*"), *HERE.glob("*.css")])
    }


def script(name: str) -> str:
    """The import path of one of the folder's files."""
    return SCRIPTS[name].importable_path
