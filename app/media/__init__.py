"""Everything about a video file that needs no database: one file in, a package of playable files out."""

from app.media.package import Package, RenditionFile, make_package

__all__ = ["Package", "RenditionFile", "make_package"]
