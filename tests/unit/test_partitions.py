"""Months follow each other, and their tables are told from others."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.partitions import is_partition, month_after


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 1)),
        (date(2026, 11, 30), 1, date(2026, 12, 1)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
        (date(2026, 1, 31), -1, date(2025, 12, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 1)),
    ],
)
def test_a_month_after_begins_on_its_first_day(day: date, months: int, first: date) -> None:
    assert month_after(day, months) == first


@given(day=st.dates(date(1990, 1, 1), date(2200, 1, 1)), months=st.integers(-60, 60))
def test_going_on_and_back_comes_home(day: date, months: int) -> None:
    assert month_after(month_after(day, months), -months) == day.replace(day=1)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("watch_history_2026_11", True),
        ("watch_history_rest", True),
        ("analytics_events_2027_01", True),
        ("watch_history", False),
        ("watch_history_2026", False),
        ("videos_2026_11", False),
    ],
)
def test_a_partition_is_known_by_its_name(table: str, expected: bool) -> None:
    assert is_partition(table) is expected
