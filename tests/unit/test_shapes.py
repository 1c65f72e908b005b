"""Cursors come back as they went or are refused; bodies hold nothing that cannot be kept."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime, ValidationError

from app.errors import BadInput
from app.shapes import Body, Cursor, Id


class Place(Cursor):
    at: AwareDatetime
    id: Id
    pinned: bool


class Words(Body):
    text: str = ""
    tags: list[str] = []


@given(at=st.datetimes(timezones=st.just(UTC)), number=st.integers(1, 2**53 - 1), pinned=st.booleans())
def test_a_cursor_comes_back_as_it_went(at: datetime, number: int, pinned: bool) -> None:
    place = Place(at=at, id=number, pinned=pinned)
    assert Place.read(place.text()) == place


@given(text=st.text(max_size=80))
def test_any_text_that_is_no_cursor_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput):
        Place.read(text)


@given(content=st.binary(max_size=80))
def test_any_bytes_that_are_no_cursor_are_bad_input(content: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        Place.read(base64.urlsafe_b64encode(content).decode())
    assert set(refused.value.fields) == {"cursor"}


@pytest.mark.parametrize(
    "content",
    [
        b'{"id": 1}',
        b'{"at": null, "id": 1, "pinned": true}',
        b'{"at": "2026-11-23T00:00:00", "id": 1, "pinned": true}',
        b'{"at": "2026-11-23T00:00:00Z", "id": 1e400, "pinned": true}',
        b'{"at": "2026-11-23T00:00:00Z", "id": 99999999999999999999, "pinned": true}',
        b'{"at": "2026-11-23T00:00:00Z", "id": 1, "pinned": true, "more": 1}',
        b"[" * 100_000,
        b"9" * 5_000,
    ],
)
def test_a_forged_cursor_is_bad_input(content: bytes) -> None:
    with pytest.raises(BadInput):
        Place.read(base64.urlsafe_b64encode(content).decode())


@pytest.mark.parametrize("body", [{"text": "a\0b"}, {"tags": ["fine", "\0"]}])
def test_text_with_nul_is_refused_before_it_reaches_the_database(body: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="NUL"):
        Words.model_validate(body)


def test_a_body_names_what_it_does_not_know() -> None:
    with pytest.raises(ValidationError) as refused:
        Words.model_validate({"txet": "typo"})
    assert refused.value.errors()[0]["loc"] == ("txet",)
