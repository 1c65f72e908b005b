"""Whatever a creator writes becomes a picture of words, or nothing: no boxes, nothing outside the video."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.media.edit import Font, TextOverlay
from app.media.words import FOLDER, Words, draw_words, drawable, wrapped

SIZE = (360, 640)


def drawn(folder: Path, text: str, **how: Any) -> Words | None:
    made = draw_words([TextOverlay.model_validate({"text": text, "start": 0, "end": 1, **how})], SIZE, folder)
    return made[0] if made else None


def alpha(words: Words) -> np.ndarray[Any, Any]:
    with Image.open(words.file) as picture:
        return np.asarray(picture)[..., 3]


@pytest.mark.parametrize("font", Font)
def test_a_text_is_centred_where_it_was_put(tmp_path: Path, font: Font) -> None:
    words = drawn(tmp_path, "nnnn", font=font, x=0.4, y=0.7)
    assert words is not None
    height, width = alpha(words).shape
    assert words.x + width / 2 == pytest.approx(0.4 * SIZE[0], abs=3)
    assert words.y + height / 2 == pytest.approx(0.7 * SIZE[1], abs=6)


@pytest.mark.parametrize(
    "text",
    [
        "😀🎉 party 👋🏽",
        "W" * 200,
        "a\n" * 90 + "b",
        "tab\tbell\x07esc\x1b[31m\u202eevil\u2066",
        "' \" : \\ , ; % { } [in] $(x) `y`",
        "Ж Ω ß é ﬁ",
        "שלום עולם",
        "مرحبا بالعالم",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L",
    ],
)
def test_any_text_is_drawn_inside_the_video(tmp_path: Path, text: str) -> None:
    for size in (0.02, 0.07, 0.3):
        words = drawn(tmp_path, text[:200], size=size, background="#112233")
        assert words is not None
        height, width = alpha(words).shape
        assert 0 <= words.x < words.x + width <= SIZE[0]
        assert 0 <= words.y < words.y + height <= SIZE[1]


@pytest.mark.parametrize("text", ["漢字", "\u200b\u200d", "\ue000", "   \n  ", "\x01"])
def test_what_no_font_has_leaves_nothing_rather_than_boxes(tmp_path: Path, text: str) -> None:
    assert not drawable(text, Font.CLEAN).strip()
    usual = TextOverlay(text="x", start=0, end=1, background="#000000")
    assert draw_words([usual.model_copy(update={"text": text})], SIZE, tmp_path) == ()


def test_a_missing_letter_comes_from_another_font(tmp_path: Path) -> None:
    assert drawable("Ω 😀 ש 漢!", Font.HAND) == "Ω 😀 ש !"


def test_lines_break_between_words_and_inside_words_that_are_too_long() -> None:
    def fits(part: str) -> bool:
        return len(part) <= 6

    assert wrapped("one two three", fits) == ["one", "two", "three"]
    assert wrapped("to be or  not", fits) == ["to be", "or not"]
    assert wrapped("abcdefghij k", fits) == ["abcdef", "ghij k"]
    assert wrapped("a\n\nb", fits) == ["a", "", "b"]


def test_long_text_stays_within_nine_tenths_of_the_width(tmp_path: Path) -> None:
    words = drawn(tmp_path, "the quick brown fox jumps over the lazy dog", size=0.1)
    assert words is not None
    assert alpha(words).shape[1] <= 0.9 * SIZE[0] + 4
    assert alpha(words).shape[0] > 3 * 0.1 * SIZE[0]


def test_a_background_stands_three_tenths_out_and_has_round_corners(tmp_path: Path) -> None:
    words = drawn(tmp_path, "box", size=0.2, color="#FF0000", background="#0000FF")
    assert words is not None
    with Image.open(words.file) as picture:
        pixels = np.asarray(picture).astype(int)
    assert len(pixels) == pytest.approx((1.2 + 0.6) * 0.2 * SIZE[0], abs=3)
    assert pixels[2, 2, 3] < 128
    assert tuple(pixels[4, len(pixels[0]) // 2]) == (0, 0, 255, 255)
    assert ((pixels[..., 0] > 200) & (pixels[..., 2] < 60)).any()


def test_the_edge_of_a_letter_is_no_darker_than_the_letter(tmp_path: Path) -> None:
    words = drawn(tmp_path, "O", size=0.3, color="#FFCC00")
    assert words is not None
    with Image.open(words.file) as picture:
        pixels = np.asarray(picture)
    assert (pixels[..., :3] == (255, 204, 0)).all()


def test_every_font_of_the_list_is_there_with_its_licence() -> None:
    licence = (FOLDER / "OFL.txt").read_text()
    assert "SIL OPEN FONT LICENSE" in licence
    for font in Font:
        assert (FOLDER / f"{font}.ttf").stat().st_size < 250_000
        assert f"{font}.ttf: " in licence
