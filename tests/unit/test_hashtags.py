"""Hashtags are found as people write them: any script, any case, each once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.videos.hashtags import MOST, hashtags_in

words = st.text(st.characters(categories=["Ll", "Nd"], include_characters="_"), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("", []),
        ("no tags here", []),
        ("#Cats and #DOGS", ["cats", "dogs"]),
        ("#cats#dogs", ["cats", "dogs"]),
        ("#cats, #cats! #CATS.", ["cats"]),
        ("see #1 and #2026", []),
        ("#2026goals", ["2026goals"]),
        ("#日本 #été #Привет", ["日本", "été", "привет"]),
        ("# space ##double", ["double"]),
        ("#snake_case-kebab", ["snake_case"]),
    ],
)
def test_tags_are_found_as_written(text: str, tags: list[str]) -> None:
    assert hashtags_in(text) == tags


@given(tags=st.lists(words, max_size=MOST, unique_by=str.lower))
def test_what_is_written_with_a_hash_is_found_in_order(tags: list[str]) -> None:
    wanted = [tag.lower() for tag in tags if not tag.isdigit()]
    assert hashtags_in(" ".join(f"#{tag}" for tag in tags)) == list(dict.fromkeys(wanted))


@given(text=st.text())
def test_any_text_gives_few_distinct_lower_case_tags(text: str) -> None:
    found = hashtags_in(text)
    assert len(found) == len(set(found)) <= MOST
    assert all(tag == tag.lower() and not tag.isdigit() for tag in found)


def test_a_wall_of_tags_is_cut() -> None:
    assert len(hashtags_in(" ".join(f"#tag{n}" for n in range(500)))) == MOST
