"""Processes that work in the background: thin, they call the same services as the web."""
