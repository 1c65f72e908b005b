"""Pictures of people: decoded under limits, cut square, and made anew without their metadata."""

import hashlib
from io import BytesIO
from threading import BoundedSemaphore
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from app import storage
from app.accounts.viewer import Viewer
from app.db import after_commit, transaction
from app.errors import BadInput, TooLarge
from app.models import User
from app.models.columns import CHANGED
from app.telemetry import log

MOST_BYTES = 8 * 1024 * 1024
# Of a photograph that may be read at a fraction of its size, and of everything else.
MOST_PIXELS_JPEG, MOST_PIXELS = 64_000_000, 24_000_000
KINDS = ("JPEG", "PNG", "WEBP", "GIF")
LARGE, SMALL = 640, 192
QUALITY = 84
# A decoded picture takes up to a hundred megabytes.
_ROOM = BoundedSemaphore(2)


def put(viewer: Viewer, file: IO[bytes]) -> str:
    """The address of the small one; the large one lies beside it as `640.webp`."""
    me = viewer.must_be_signed_in()
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise TooLarge(f"This picture is larger than {MOST_BYTES // 2**20} MB.")
    pictures = made(content)
    folder = f"a/{hashlib.blake2b(pictures[LARGE] + str(me.id).encode(), digest_size=12).hexdigest()}"
    for side, picture in pictures.items():
        storage.put_bytes(f"{folder}/{side}.webp", picture, content_type="image/webp")
    return _keep(viewer, f"/media/{folder}/{SMALL}.webp")


def take_away(viewer: Viewer) -> None:
    _keep(viewer, None)


def made(content: bytes) -> dict[int, bytes]:
    """The picture as WebP by its sides."""
    with _ROOM:
        square = _square(_opened(content))
        return {side: _encoded(square, side) for side in (LARGE, SMALL)}


def _opened(content: bytes) -> Image.Image:
    try:
        found = Image.open(BytesIO(content), formats=KINDS)
        pixels, most = found.width * found.height, MOST_PIXELS_JPEG if found.format == "JPEG" else MOST_PIXELS
        if pixels > most:
            told = "This picture has too many pixels."
            raise BadInput(told, code="too_many_pixels", file="Make it smaller.")
        found.draft("RGB", (2 * LARGE, 2 * LARGE))
        found.load()
        return ImageOps.exif_transpose(found).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        told = "Send a JPEG, PNG, WebP or GIF picture."
        raise BadInput("This is not a picture that can be read.", code="not_a_picture", file=told) from None


def _square(picture: Image.Image) -> Image.Image:
    """Its middle, on the colour of a page where it is transparent."""
    side = min(LARGE, *picture.size)
    cut = ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", cut.size, "#15151b")
    return Image.alpha_composite(ground, cut).convert("RGB")


def _encoded(square: Image.Image, side: int) -> bytes:
    sized = square.resize((side, side), Image.Resampling.LANCZOS) if square.width > side else square
    written = BytesIO()
    sized.save(written, "WEBP", quality=QUALITY, method=4)
    return written.getvalue()


def _keep(viewer: Viewer, address: str | None) -> str:
    with transaction() as session:
        me = session.get_one(User, viewer.must_be_signed_in().id, with_for_update=CHANGED)
        before, me.avatar_url = me.avatar_url, address
        if before and before != address:
            after_commit(session, lambda: _forget(before))
    return address or ""


def _forget(address: str) -> None:
    """Pictures that are drawn with the demo or lie elsewhere have no folder of their own."""
    folder, _, name = address.removeprefix("/media/").rpartition("/")
    if folder.startswith("a/") and name == f"{SMALL}.webp":
        try:
            storage.remove_below(f"{folder}/")
        except OSError as error:  # nobody is shown it any more
            log().warning("old_face_stays", folder=folder, error=str(error))
