"""The bytes of one request on their way into the store, piece by piece."""

import time
from io import BytesIO
from secrets import token_hex

from app import storage
from app.db import transaction
from app.errors import Conflict, TooLarge
from app.models import Upload, UploadChunk
from app.uploads import service
from app.uploads.pieces import drop
from app.uploads.protocol import Checksum

PIECE_BYTES = 4 * 1024 * 1024
# On a slow line, smaller pieces: less is sent again after a break, and encoding may begin sooner.
LEAST_BYTES = 1024 * 1024
LEAST_SECONDS = 1.0


class Arrival:
    """Each stored piece counts at once; with a checksum none counts before all are verified."""

    def __init__(self, upload: Upload, checksum: Checksum | None = None) -> None:
        self.upload = upload
        self._position = upload.received
        self._checksum = checksum
        self._unverified: list[UploadChunk] = []
        self._uncounted: list[str] = []
        self._stored_at = time.monotonic()

    def is_enough(self, size: int) -> bool:
        """Whether so many waiting bytes are to be stored now."""
        waited = time.monotonic() - self._stored_at
        return size >= PIECE_BYTES or (size >= LEAST_BYTES and waited >= LEAST_SECONDS)

    def store(self, piece: bytes) -> None:
        if self._position + len(piece) > self.upload.length:
            raise TooLarge("These are more bytes than Upload-Length announced.")
        chunk = self._put(piece)
        if self._checksum is None:
            self._record([chunk])
        else:
            self._checksum.update(piece)
            self._unverified.append(chunk)

    def finish(self) -> Upload:
        """The request came to its end."""
        if self._checksum:
            self._checksum.verify()
        if self._unverified:
            self._record(self._unverified)
        return self.upload

    def break_off(self, rest: bytes) -> None:
        """The connection broke: what came is kept, unless its checksum can no longer be verified."""
        if self._checksum is None and rest:
            self.store(rest)

    def give_up(self) -> None:
        """Remove what was stored and never counted."""
        drop(self._uncounted)

    def _put(self, piece: bytes) -> UploadChunk:
        key = storage.piece_key(self.upload.id, f"{self._position:012d}-{token_hex(4)}")
        chunk = UploadChunk(upload_id=self.upload.id, position=self._position, length=len(piece), key=key)
        self._uncounted.append(key)
        storage.put_stream(key, BytesIO(piece), length=len(piece), content_type="application/octet-stream")
        self._position += len(piece)
        self._stored_at = time.monotonic()
        return chunk

    def _record(self, stored: list[UploadChunk]) -> None:
        # A commit whose answer is lost may have happened: from here on the pieces may be in use.
        keys, self._uncounted = self._uncounted, []
        with transaction() as session:
            upload = service.record(session, self.upload, stored)
        if upload is None:
            self._uncounted = keys
            raise Conflict("Another request has continued this upload.", code="offset_moved")
        self.upload = upload
