"""`python -m mobile` opens the phone client."""

import argparse
import asyncio
import os
import sys
from contextlib import suppress

from mobile.platform.surroundings import prepare

DEFAULT_SERVER = "http://localhost:8000"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m mobile", description="Zoetrope on a phone-sized screen.")
    parser.add_argument("--server", default=os.environ.get("ZOETROPE_SERVER", DEFAULT_SERVER), metavar="URL")
    server = parser.parse_args().server
    prepare()
    from kivy.core.window import Window

    if Window is None:
        sys.exit("This machine has no screen for the phone: set DISPLAY, or SDL_VIDEODRIVER=offscreen.")
    from mobile.app import run_phone

    with suppress(KeyboardInterrupt):
        asyncio.run(run_phone(server))


if __name__ == "__main__":
    main()
