"""Zoetrope: a short-video platform whose feed is trained on watch time."""
