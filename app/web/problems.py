"""What a page says when one of its handlers failed."""

import reflex as rx

from app.errors import AppError
from app.telemetry import log
from app.web.components.notice import announce

UNEXPECTED = "Something went wrong here. It was written down."


def show_error(exception: Exception) -> rx.event.EventSpec:
    """A refusal in its own words; anything else is logged and admitted."""
    if isinstance(exception, AppError):
        return announce(exception.message)
    log().error("unexpected", exc_info=exception)
    return announce(UNEXPECTED)
