"""Where the app finds its own files and keeps the viewer's."""

import os
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
ASSETS = str(HERE / "assets")


def private_folder(offered: str) -> Path:
    """The folder that the system offers or `ZOETROPE_PHONE_HOME` names; nobody else may look in."""
    folder = Path(os.environ.get("ZOETROPE_PHONE_HOME") or offered)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder
