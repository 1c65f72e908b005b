"""Jobs that keep the house in order; the schedule sends them."""

from datetime import date, timedelta

from app import eventlog
from app.db import engine, transaction
from app.feed import ready, records
from app.lifecycle import archive, exports, leaving, mending
from app.models.columns import now
from app.notifications import service as notifications
from app.partitions import make_partitions
from app.search import counting
from app.social import reactions
from app.uploads import service as uploads
from app.videos import claim, creation, processing, publishing
from app.watching import service as watching

KEEP_EVENTS = timedelta(days=30)
# A replay may bring any kept event again, and it must still be known as counted.
KEEP_RECEIPTS = KEEP_EVENTS + watching.OLDEST
KEEP_KEYS = timedelta(days=1)


def resume_videos() -> None:
    publishing.release_due()
    processing.resume()


def archive_video(video_id: int) -> None:
    archive.keep(video_id)


def resume_archive() -> None:
    archive.resume()


def purge() -> None:
    archive.purge_due()


def export(export_id: int) -> None:
    exports.make(export_id)


def erase(user_id: int) -> None:
    leaving.erase(user_id)


def erase_due() -> None:
    leaving.erase_due()
    exports.sweep()


def mend() -> None:
    mending.mend()
    counting.recount()


def count_trends() -> None:
    counting.count_trends()


def recount_words() -> None:
    counting.recount_words()


def ready_page() -> None:
    ready.make()


def tidy() -> None:
    mending.mend_lately_made()
    processing.forget_unfinished()
    uploads.sweep()
    claim.sweep_scratch()
    with engine().begin() as connection:
        make_partitions(connection, today=date.today())
    with transaction() as session:
        watching.forget_receipts(session, before=now() - KEEP_RECEIPTS)
        notifications.forget_read(session, before=now() - notifications.KEEP_READ)
        creation.forget_keys(session, before=now() - KEEP_KEYS)
    for topic in (watching.TOPIC, reactions.TOPIC, records.TOPIC, records.SLATES):
        eventlog.trim(topic, before=now() - KEEP_EVENTS)
