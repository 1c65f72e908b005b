"""Removes orphans that are old enough that nothing can still be writing them."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from app import storage
from app.db import new_session
from app.lifecycle.check import Finding, findings, is_orphan
from app.models.columns import now
from app.telemetry import log

OLD_ENOUGH = timedelta(hours=1)


def mend(*, older: timedelta = OLD_ENOUGH) -> int:
    """Look at the whole site and remove its old orphans; how many."""
    with new_session() as session:
        return sum(1 for _ in removed(findings(session), older=older))


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
