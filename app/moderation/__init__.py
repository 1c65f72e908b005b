"""Moderation: what was flagged, what is decided about it, what may not come back."""
