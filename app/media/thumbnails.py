"""The tiny inline picture that a card shows before anything has been loaded."""

from base64 import b64encode
from io import BytesIO
from pathlib import Path

from PIL import Image

PREVIEW_BOX = (32, 32)
PREVIEW_QUALITY = 40


def preview_of(poster: Path) -> str:
    """The poster at the size of a stamp, as a data URI; a 9:16 picture becomes 18x32."""
    with Image.open(poster) as picture:
        small = picture.convert("RGB")
    small.thumbnail(PREVIEW_BOX, Image.Resampling.BOX)
    buffer = BytesIO()
    small.save(buffer, "WEBP", quality=PREVIEW_QUALITY, method=6)
    return "data:image/webp;base64," + b64encode(buffer.getvalue()).decode()
