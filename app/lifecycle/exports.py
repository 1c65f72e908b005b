"""Everything an account owns as one zip: made by a job, kept for seven days, taken away by a signed link."""

import hmac
import json
import secrets
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta

from sqlmodel import Session, col, select

from app import jobs, mail, storage
from app.accounts import keys, sessions
from app.accounts.viewer import Viewer
from app.db import new_session, transaction
from app.errors import NotFound
from app.jobs import Job
from app.lifecycle import originals
from app.lifecycle.owned import OWNED, SECRET, TITLES, Owned
from app.models import AccountExport, ExportState, User
from app.models.columns import CHANGED, now
from app.shapes import Moment, Shape
from app.telemetry import log

KEPT = timedelta(days=7)
LINK_SECONDS = 15 * 60
# A job that has not moved for so long has died.
STANDSTILL = timedelta(hours=6)
LONGEST_SECONDS = 6 * 3600
ROWS = 500
# The share of the work that is reading rows; the rest are films.
ROWS_PERCENT = 10.0


class Export(Shape):
    """`url` is a link of fifteen minutes, once the file is there."""

    id: int
    state: ExportState
    percent: float
    size: int
    created_at: Moment
    finished_at: Moment | None
    expires_at: Moment | None
    failure: str | None
    url: str | None


class NoExport(NotFound):
    def __init__(self) -> None:
        super().__init__("export", "yet")
        self.message = "There is no export yet. POST here to have one made."


def ask(session: Session, viewer: Viewer) -> Export:
    """Begin one, unless one is being made."""
    user = session.get_one(User, viewer.must_be_signed_in().id, with_for_update=CHANGED)
    found = _latest(session, user.id)
    if found is None or not _is_running(found):
        found = AccountExport(user_id=user.id)
        session.add(found)
        session.flush()
    jobs.enqueue(session, Job.EXPORT, found.id, timeout=LONGEST_SECONDS)
    return _shown(found)


def latest(session: Session, viewer: Viewer) -> Export:
    user = viewer.must_be_signed_in()
    found = _latest(session, user.id)
    if found is None:
        raise NoExport
    return _shown(found)


def make(export_id: int) -> None:
    with transaction() as session:
        export = session.get(AccountExport, export_id, with_for_update=True)
        if export is None or export.state is ExportState.DONE:
            return
        export.state, export.percent = ExportState.RUNNING, 0
        user_id, key = export.user_id, storage.export_key(export.user_id, secrets.token_urlsafe(24))
        export.key = key
    try:
        storage.put_pieces(key, _zipped(export_id, user_id), content_type="application/zip")
    except Exception:
        _end(export_id, ExportState.FAILED, failure="It could not be made. Ask for it again.")
        raise
    stored = storage.stat(key)
    _end(export_id, ExportState.DONE, size=stored.size if stored else 0)


def sweep() -> int:
    """Remove what has been kept long enough, and what was replaced; how many."""
    with new_session() as session:
        over = col(AccountExport.expires_at) <= now()
        stale = session.exec(select(AccountExport).where(over, col(AccountExport.key).is_not(None))).all()
    for export in stale:
        storage.remove([export.key or ""])
        with transaction() as session:
            session.get_one(AccountExport, export.id).key = None
    return len(stale)


def key_behind(session: Session, export_id: int, expires: int, signature: str) -> str:
    """The object that a link gives away."""
    if expires <= time.time() or not hmac.compare_digest(signature, _signature(export_id, expires)):
        raise NotFound("file", export_id)
    export = session.get(AccountExport, export_id)
    if export is None or export.state is not ExportState.DONE or not export.key:
        raise NotFound("file", export_id)
    return export.key


def _zipped(export_id: int, user_id: int) -> Iterator[bytes]:
    sink = originals.Sink()
    with new_session() as session, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, owned in enumerate(OWNED):
            yield from _listed(session, archive, sink, owned, user_id)
            _tell(export_id, ROWS_PERCENT * (number + 1) / len(OWNED))
        archive.writestr("sessions.json", _sessions(user_id))
        archive.writestr("README.txt", TITLES)
        films = originals.of(session, user_id)
        for number, film in enumerate(films):
            for _ in originals.entry(archive, film, folder="originals/"):
                yield sink.taken()
            _tell(export_id, ROWS_PERCENT + (100 - ROWS_PERCENT) * (number + 1) / len(films))
        yield sink.taken()
    yield sink.taken()


def _listed(
    session: Session, archive: zipfile.ZipFile, sink: originals.Sink, owned: Owned, user_id: int
) -> Iterator[bytes]:
    """One table's rows as a JSON list, some hundred of them in memory at a time."""
    name, model, column = owned
    rows = session.exec(
        select(model).where(getattr(model, column) == user_id).execution_options(yield_per=ROWS)
    )
    with archive.open(f"{name}.json", "w", force_zip64=True) as file:
        separator = "["
        for row in rows:
            told = row.model_dump(mode="json", exclude=SECRET)
            file.write(f"{separator}\n{json.dumps(told, ensure_ascii=False)}".encode())
            separator = ","
            yield sink.taken()
        file.write(b"[]\n" if separator == "[" else b"\n]\n")
    yield sink.taken()


def _sessions(user_id: int) -> str:
    alive = sessions.listing(user_id, current="")
    told = [one.model_dump(mode="json", exclude={"id", "is_current"}) for one in alive]
    return json.dumps(told, indent=2)


def _tell(export_id: int, percent: float) -> None:
    with transaction() as session:
        session.get_one(AccountExport, export_id).percent = round(percent, 1)


def _end(export_id: int, state: ExportState, *, size: int = 0, failure: str | None = None) -> None:
    with transaction() as session:
        export = session.get_one(AccountExport, export_id)
        export.state, export.size, export.failure = state, size, failure
        export.finished_at = now()
        export.expires_at = export.finished_at + KEPT
        if state is ExportState.DONE:
            export.percent = 100
            mail.queue(session, export.user_id, "export_ready")
    log().info("account_export", export_id=export_id, state=str(state), size=size)


def _latest(session: Session, user_id: int) -> AccountExport | None:
    mine = select(AccountExport).where(AccountExport.user_id == user_id)
    return session.exec(mine.order_by(col(AccountExport.id).desc())).first()


def _is_running(export: AccountExport) -> bool:
    is_open = export.state in {ExportState.WAITING, ExportState.RUNNING}
    return is_open and export.created_at > now() - STANDSTILL


def _shown(export: AccountExport) -> Export:
    is_there = export.state is ExportState.DONE and export.key and (export.expires_at or now()) > now()
    return Export(
        **export.model_dump(include=set(Export.model_fields)), url=_link(export.id) if is_there else None
    )


def _link(export_id: int) -> str:
    expires = int(time.time()) + LINK_SECONDS
    return f"/media/export/{expires}.{_signature(export_id, expires)}/zoetrope-{export_id}.zip"


def _signature(export_id: int, expires: int) -> str:
    return keys.digest("export", f"{export_id}:{expires}")[:40]
