"""Prepares the process for Kivy; must run before the first Kivy import."""

import logging
import os
import sys

PHONE_SIZE = ("390", "844")


def prepare() -> None:
    """Our own command line and log, and a window shaped like a phone on a desktop."""
    os.environ.setdefault("KIVY_NO_ARGS", "1")
    os.environ.setdefault("KIVY_LOG_MODE", "PYTHON")
    from kivy.config import Config

    # Kivy prints pages about optional desktop parts that are missing; what matters reaches the screen.
    logging.getLogger("kivy").setLevel(logging.CRITICAL + 1)

    Config.set("kivy", "exit_on_escape", "0")
    Config.set("input", "mouse", "mouse,disable_multitouch")
    Config.set("graphics", "maxfps", "60")
    if not on_android():
        Config.set("graphics", "width", PHONE_SIZE[0])
        Config.set("graphics", "height", PHONE_SIZE[1])


def on_android() -> bool:
    return "ANDROID_ARGUMENT" in os.environ or hasattr(sys, "getandroidapilevel")
