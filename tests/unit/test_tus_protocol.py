"""Headers of tus: what people send is read, and nonsense is refused, never stumbled over."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import TooLarge
from app.uploads.protocol import BadHeader, read_announcement, read_checksum, read_metadata, read_number

KEY = st.text(st.characters(codec="ascii", exclude_characters=" ,\0", categories=["L", "N"]), min_size=1)
VALUE = st.text(st.characters(exclude_characters="\0", codec="utf-8"))


@given(st.dictionaries(KEY, VALUE, max_size=5))
def test_what_a_client_writes_is_read_back(metadata: dict[str, str]) -> None:
    pairs = [f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in metadata.items()]
    assert read_metadata(",".join(pairs)) == metadata


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_metadata, read_checksum, lambda said: read_number("Upload-Offset", said)):
        with suppress(BadHeader):
            read(text)


@given(st.text(), st.text())
def test_any_announcement_is_read_or_refused(length: str, metadata: str) -> None:
    with suppress(BadHeader, TooLarge):
        assert read_announcement(length, metadata, deferred=None).length >= 0


@pytest.mark.parametrize(
    "said", ["filename Y2xpcC5tcDQ=", "name Y2xpcC5tcDQ=", "filename Y2xpcC5tcDQ=,name eA=="]
)
def test_a_file_has_the_name_that_clients_give_it(said: str) -> None:
    assert read_announcement("1", said, deferred=None).filename == "clip.mp4"


@pytest.mark.parametrize("said", ["", "   "])
def test_saying_nothing_about_a_file_is_allowed(said: str) -> None:
    assert read_metadata(said) == {}
