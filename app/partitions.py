"""Monthly partitions of the tables that grow without end."""

import re
from datetime import date

from sqlalchemy import Connection, text

PARTITIONED = ("watch_history", "analytics_events", "impressions")
_NAME = re.compile(rf"({'|'.join(PARTITIONED)})_(\d{{4}}_\d{{2}}|rest)")


def is_partition(table: str) -> bool:
    return _NAME.fullmatch(table) is not None


def month_after(day: date, months: int) -> date:
    """The first day of the month `months` after that of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def make_partitions(connection: Connection, *, today: date, back: int = 2, ahead: int = 3) -> None:
    """Make the months around `today` that are missing; what fits none lands in `…_rest`."""
    for table in PARTITIONED:
        connection.execute(text(f"CREATE TABLE IF NOT EXISTS {table}_rest PARTITION OF {table} DEFAULT"))
        for offset in range(-back, ahead + 1):
            start, end = month_after(today, offset), month_after(today, offset + 1)
            connection.execute(
                text(
                    f"CREATE TABLE IF NOT EXISTS {table}_{start:%Y_%m} PARTITION OF {table} "
                    f"FOR VALUES FROM ('{start}') TO ('{end}')"
                )
            )
