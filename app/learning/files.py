"""A trained model as files, and whether they are what they were when they were kept."""

import hashlib
import zipfile
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from minio.error import MinioException
from urllib3.exceptions import HTTPError

from app import storage
from app.errors import AppError
from app.models import RecsysModel
from app.recsys.ranker import Ranker
from app.recsys.space import Folding, Space
from app.recsys.tower import Tower

KIND = "application/zip"


class Unreadable(AppError):
    """The file of a model is missing, damaged or of another version."""

    status, code = 409, "model_unreadable"


@dataclass(frozen=True, slots=True)
class Model:
    """What serves: `folding` finds a viewer's vector, `tower` a new video's, `ranker` foresees."""

    id: int
    folding: Folding
    tower: Tower
    ranker: Ranker


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a file is, and what it must be."""

    key: str
    sha256: str
    bytes: int


def keep(content: bytes) -> Kept:
    digest = hashlib.sha256(content).hexdigest()
    kept = Kept(storage.model_key(digest), digest, len(content))
    storage.put_bytes(kept.key, content, content_type=KIND)
    return kept


def packed(folding: Folding, tower: Tower, ranker: Ranker) -> bytes:
    """What every process loads: small, whatever the number of videos."""
    parts = {name: BytesIO() for name in ("folding", "tower", "ranker")}
    np.savez(parts["folding"], gram=folding.gram, start=folding.start)
    tower.save(parts["tower"])
    ranker.save(parts["ranker"])
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, part in parts.items():
            archive.writestr(f"{name}.npz", part.getvalue())
    return whole.getvalue()


def load(row: RecsysModel) -> Model:
    """The model of a row, when its file is what was kept."""
    content = _fetched(Kept(row.key, row.sha256, row.bytes))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            part = {name: BytesIO(archive.read(f"{name}.npz")) for name in ("folding", "tower", "ranker")}
        with np.load(part["folding"], allow_pickle=False) as saved:
            folding = Folding(saved["gram"], saved["start"])
        return Model(row.id, folding, Tower.load(part["tower"]), Ranker.load(part["ranker"]))
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        raise Unreadable(f"The file of model {row.id} is of another version: {error}") from error


def space_bytes(space: Space) -> bytes:
    whole = BytesIO()
    space.save(whole)
    return whole.getvalue()


def load_space(row: RecsysModel) -> Space:
    """Where every video lay that was learned of: large, for training and for putting videos there."""
    content = _fetched(Kept(**row.metrics["space"]))
    try:
        return Space.load(BytesIO(content))
    except (ValueError, KeyError) as error:
        raise Unreadable(f"The space of model {row.id} is of another version: {error}") from error


def _fetched(kept: Kept) -> bytes:
    try:
        content = b"".join(storage.read(kept.key))
    except (MinioException, HTTPError, OSError) as error:
        raise Unreadable(f"{kept.key} cannot be fetched: {error}") from error
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise Unreadable(f"{kept.key} is damaged: its SHA-256 is another one.")
    return content
