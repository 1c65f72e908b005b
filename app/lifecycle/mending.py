"""Removes orphans that are old enough that nothing can still be writing them."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from sqlmodel import col, select

from app import storage
from app.db import new_session, transaction
from app.lifecycle.check import Finding, around, findings, is_orphan
from app.models import VideoStage
from app.models.columns import now
from app.telemetry import log
from app.videos import counts, storing

OLD_ENOUGH = timedelta(hours=1)
LATELY = timedelta(hours=4)


def mend(*, older: timedelta = OLD_ENOUGH) -> int:
    """Look at the whole site, remove its old orphans and count anew what was counted wrong; how many."""
    with new_session() as session:
        return sum(1 for one in findings(session) if any(mended([one], older=older)))


def mended(found: Iterable[Finding], *, older: timedelta = OLD_ENOUGH) -> Iterator[Finding]:
    for finding in found:
        yield from counted([finding]) if finding.count else removed([finding], older=older)


def mend_lately_made(*, older: timedelta = OLD_ENOUGH) -> int:
    """The same for videos of which a part was made anew some hours ago: what it replaced is nobody's now."""
    since, until = now() - LATELY, now() - storing.KEPT
    ended = select(VideoStage.video_id).where(col(VideoStage.ended_at).between(since, until)).distinct()
    with new_session() as session:
        return sum(1 for _ in removed(around(session, session.exec(ended).all()), older=older))


def counted(found: Iterable[Finding]) -> Iterator[Finding]:
    """Those of the findings that were wrong counts and are right now."""
    for finding in found:
        if finding.count:
            name, number = finding.count
            with transaction() as session:
                counts.mend(session, name, number)
            yield finding


def removed(found: Iterable[Finding], *, older: timedelta = OLD_ENOUGH) -> Iterator[Finding]:
    """Those of the findings that were orphans and are gone now; each is looked at once more before."""
    for finding in found:
        orphan = finding.orphan
        if orphan is None or orphan.modified > now() - older:
            continue
        with new_session() as session:
            if not is_orphan(session, finding):
                continue
        storage.remove([orphan.key], bucket=finding.bucket)
        log().info("orphan_removed", key=orphan.key, bucket=finding.bucket)
        yield finding
