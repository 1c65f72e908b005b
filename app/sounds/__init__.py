"""Sounds: the audio of videos, so that others can use it again."""
