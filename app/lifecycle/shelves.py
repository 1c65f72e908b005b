"""What stands in the store beside what the rows say, side by side, however much there is of both."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Text, cast
from sqlmodel import Session, SQLModel, col, select

from app import storage
from app.models import Upload, Video
from app.storage import Entry

# Rows that are fetched at a time.
BATCH = 500

Row = TypeVar("Row", bound=SQLModel)
Named = tuple[str, Row]


@dataclass(frozen=True, slots=True)
class Beside:
    """All objects of one id, and the row of that id when there is one."""

    id: str
    video: Video | None = None
    upload: Upload | None = None
    entries: Sequence[Entry] = field(default=())

    def names(self) -> set[str]:
        return {entry.key for entry in self.entries}


def files(media: dict[str, Any]) -> set[str]:
    """Every file that a video's media names, relative to the video's folder."""
    single = {media.get(name) for name in ("master", "fast_start", "poster", "audio")}
    inside = {(media.get(name) or {}).get(key) for name, key in (("start", "url"), ("storyboard", "file"))}
    rungs = {
        rung.get(name) for rung in media.get("renditions", []) for name in ("file", "playlist", "fast_start")
    }
    return {name for name in single | inside | rungs | set(media.get("thumbnails", [])) if name}


def videos(session: Session, prefix: str, *, bucket: str = "", everything: bool = True) -> Iterator[Beside]:
    """Every video with its objects below `prefix`; without `everything` only ids that have objects."""
    for key, video, entries in _merged(_rows(session, Video), _entries(prefix, bucket)):
        if everything or entries:
            yield Beside(key, video=video, entries=entries)


def uploads(session: Session) -> Iterator[Beside]:
    for key, upload, entries in _merged(_rows(session, Upload), _entries("uploads/", "")):
        yield Beside(key, upload=upload, entries=entries)


def _rows(session: Session, kind: type[Row]) -> Iterator[Named[Row]]:
    """In the order of a listing: ids as text, character by character."""
    as_text = cast(col(kind.id), Text).collate("C")  # type: ignore[attr-defined]
    found = session.exec(select(kind).order_by(as_text).execution_options(yield_per=BATCH))
    return ((str(row.id), row) for row in found)  # type: ignore[attr-defined]


def _entries(prefix: str, bucket: str) -> Iterator[tuple[str, list[Entry]]]:
    """The objects of each id: the part of the key after the prefix. One id's are in memory at a time."""
    listed = storage.listing(prefix, bucket=bucket)
    for key, group in groupby(listed, lambda entry: entry.key[len(prefix) :].partition("/")[0]):
        yield key, list(group)


def _merged(
    rows: Iterable[Named[Row]], groups: Iterable[tuple[str, list[Entry]]]
) -> Iterator[tuple[str, Row | None, list[Entry]]]:
    """Both are sorted, so each is read once."""
    waiting, found = iter(rows), iter(groups)
    row, group = next(waiting, None), next(found, None)
    while row or group:
        if group is None or (row and row[0] < group[0]):
            assert row  # noqa: S101 - one of the two is there
            yield row[0], row[1], []
            row = next(waiting, None)
        elif row is None or group[0] < row[0]:
            yield group[0], None, group[1]
            group = next(found, None)
        else:
            yield row[0], row[1], group[1]
            row, group = next(waiting, None), next(found, None)
