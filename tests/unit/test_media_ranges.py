"""Which bytes a Range header means (RFC 9110 §14)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.media import _KEY
from app.api.ranges import span_of


@pytest.mark.parametrize(
    ("asked", "size", "span"),
    [
        ("", 10, (0, 9)),
        ("", 0, (0, -1)),
        ("bytes=0-0", 10, (0, 0)),
        ("bytes=0-9", 10, (0, 9)),
        ("bytes=0-99", 10, (0, 9)),
        ("bytes=9-", 10, (9, 9)),
        ("bytes=10-", 10, None),
        ("bytes=5-4", 10, None),
        ("bytes=-3", 10, (7, 9)),
        ("bytes=-30", 10, (0, 9)),
        ("bytes=-0", 10, None),
        ("bytes=0-", 0, None),
        ("bytes=-1", 0, None),
        ("bytes=a-b", 10, (0, 9)),
        ("bytes=0-1,3-4", 10, (0, 9)),
        ("items=0-1", 10, (0, 9)),
        ("bytes=٣-٤", 10, (0, 9)),
    ],
)
def test_a_range_means_these_bytes(asked: str, size: int, span: tuple[int, int] | None) -> None:
    assert span_of(asked, size) == span


@given(first=st.integers(0, 10**18 - 1), last=st.integers(0, 10**18 - 1), size=st.integers(1, 10**15))
def test_a_range_stays_inside_the_file(first: int, last: int, size: int) -> None:
    span = span_of(f"bytes={first}-{last}", size)
    assert (span is None) == (first >= size or last < first)
    if span:
        assert 0 <= span[0] <= span[1] < size


@pytest.mark.parametrize(
    "key", ["v/1/ab12/480.mp4", "v/1/ab12/480-fast.mp4", "v/1/ab12/t_1.jpg", "a/7/me.webp"]
)
def test_a_key_that_we_make_is_plain(key: str) -> None:
    assert _KEY.fullmatch(key)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "v",
        "v/",
        "/v/1",
        "v//1",
        "v/1/../2",
        "v/1/./2",
        "v/1/..",
        "v/1/.hidden",
        "v/1/a b",
        "v/1/a\n",
        "v/1/é",
    ],
)
def test_a_key_that_climbs_or_hides_is_not(key: str) -> None:
    assert not _KEY.fullmatch(key)
