"""Registers this folder's JavaScript with the front end as one folder, whose files may import each other."""

from pathlib import Path

import reflex as rx

ICONS = "lucide-react@1.26.0"
HERE = Path(__file__).parent
SCRIPTS = {path.name: rx.asset(path.name, shared=True) for path in sorted(HERE.glob("*.js*"))}


def script(name: str) -> str:
    """The import path of one of the folder's files."""
    return SCRIPTS[name].importable_path
