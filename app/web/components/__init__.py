"""Reflex components around the JavaScript that must live in the browser: player, forms, upload."""
