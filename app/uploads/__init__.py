"""Uploads: files on their way in, piece by piece, until a video takes them."""
