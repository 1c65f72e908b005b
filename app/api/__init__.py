"""The REST edge: parse, ask a service inside a transaction, answer."""

from app.api.build import api, begin

__all__ = ["api", "begin"]
