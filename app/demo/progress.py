"""How far a demo run got, kept in the object store so that an interrupted one goes on anywhere."""

import io
import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field

from minio.error import S3Error

from app import storage

KEY = "demo/progress.json"


@dataclass(slots=True)
class Progress:
    """Recipes below ``reached`` are sent; ``quiet`` maps videos without their audience to recipes."""

    seed: int = 0
    reached: int = 0
    target: int = 0
    quiet: dict[str, int] = field(default_factory=dict)

    @property
    def is_finished(self) -> bool:
        return self.reached >= self.target and not self.quiet

    def save(self) -> None:
        body = json.dumps(asdict(self)).encode()
        storage.put_stream(KEY, io.BytesIO(body), length=len(body), content_type="application/json")


def load() -> Progress:
    with suppress(S3Error):
        return Progress(**json.loads(b"".join(storage.read(KEY))))
    return Progress()
