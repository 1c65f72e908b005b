"""Draws the words of an edit as transparent pictures, broken and placed as in the browser's preview.

A block is centred on (x, y); its letters are `size` of the picture's width; lines are 1.2 letters high,
centred, and break greedily between words where 90 % of the width is full, or between letters where one word
is longer.
A background stands 0.3 letters out on each side with corners of 0.2.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

from app.media.edit import Font, TextOverlay
from app.settings import REPOSITORY

FOLDER = REPOSITORY / "assets" / "fonts"
# Who is asked, in this order, for a letter that the chosen font lacks.
FALLBACKS = (Font.CLEAN.value, "hebrew", "arabic", "emoji")
LINE_HEIGHT = 1.2
WIDEST = 0.9
PADDING = 0.3
RADIUS = 0.2
SMOOTHEST, FINEST = 4, 2160  # times as large, and as wide as that
RULER = 1000.0
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
NOWHERE = "\U0010fffe"
PROBE_PIXELS = 32.0
RIGHT_TO_LEFT = frozenset({"R", "AL"})
# Foreign words next to each other keep their order.
SPACES_OF_A_BACKWARD_LINE = re.compile("((?<![A-Za-z]) | (?![A-Za-z]))")

Size = tuple[int, int]
Run = tuple[str, str]  # the name of a font, letters that it has
Line = list[Run]


@dataclass(frozen=True, slots=True)
class Words:
    """One picture of words: where it lies on the video, and when."""

    file: Path
    x: int
    y: int
    start: float
    end: float


def draw_words(texts: Sequence[TextOverlay], size: Size, folder: Path) -> tuple[Words, ...]:
    """A picture in ``folder`` for each text of which anything is to be seen on a video of this size."""
    drawn = (_drawn(text, size, folder / f"{n}.png") for n, text in enumerate(texts))
    return tuple(words for words in drawn if words)


def _drawn(text: TextOverlay, size: Size, file: Path) -> Words | None:
    letters, box = _masks(text, size)
    seen = letters if box is None else box
    found = seen.getbbox()
    if found is None or letters.getbbox() is None:
        return None
    left, top = found[0] - found[0] % 2, found[1] - found[1] % 2  # colours are kept for pairs of pixels
    picture = _colored(text, letters, box).crop((left, top, found[2], found[3]))
    picture.save(file, compress_level=1)
    return Words(file, left, top, text.start, text.end)


def _colored(text: TextOverlay, letters: Image.Image, box: Image.Image | None) -> Image.Image:
    """No pixel at the edge of a letter may be darker than the letter, hence full colours behind the masks."""
    ink = Image.new("RGB", letters.size, ImageColor.getrgb(text.color))
    if box is not None and text.background:
        paper = Image.new("RGB", letters.size, ImageColor.getrgb(text.background))
        ink = Image.composite(ink, paper, letters)
    ink.putalpha(letters if box is None else box)
    return ink


def _masks(text: TextOverlay, size: Size) -> tuple[Image.Image, Image.Image | None]:
    """Where the letters are, and where the box behind them is; never larger than the video.

    They are drawn larger and made smaller: letters stand on whole pixels, which moves small ones too much.
    """
    times = max(1, min(SMOOTHEST, FINEST // size[0]))
    canvas = _Canvas((size[0] * times, size[1] * times), text)
    letters = canvas.letters()
    box = canvas.box() if text.background else None
    return letters.reduce(times), box and box.reduce(times)


class _Canvas:
    """One text on a large picture of which only the coverage matters."""

    def __init__(self, size: Size, text: TextOverlay) -> None:
        self._size, self._em, self._font = size, text.size * size[0], text.font
        self._lines = _lines(text)
        self._middle = text.x * size[0]
        self._width = max(map(_width, self._lines), default=0.0) * self._em
        self._height = len(self._lines) * LINE_HEIGHT * self._em
        self._top = text.y * size[1] - self._height / 2

    def letters(self) -> Image.Image:
        seen = Image.new("L", self._size)
        draw = ImageDraw.Draw(seen)
        for number, line in enumerate(self._lines):
            top = self._top + number * LINE_HEIGHT * self._em
            if -2 * self._em < top < self._size[1] + self._em:
                self._draw_line(draw, line, top)
        return seen

    def _draw_line(self, draw: ImageDraw.ImageDraw, line: Line, top: float) -> None:
        above, below = _font(self._font, self._em).getmetrics()
        baseline = top + (LINE_HEIGHT * self._em - above - below) / 2 + above
        x = self._middle - _width(line) * self._em / 2
        for name, letters in line:
            draw.text((x, baseline), letters, fill=255, font=_font(name, self._em), anchor="ls")
            x += _width([(name, letters)]) * self._em

    def box(self) -> Image.Image:
        seen = Image.new("L", self._size)
        pad, half = PADDING * self._em, self._width / 2
        start = (self._middle - half - pad, self._top - pad)
        end = (self._middle + half + pad - 1, self._top + self._height + pad - 1)
        ImageDraw.Draw(seen).rounded_rectangle((start, end), RADIUS * self._em, fill=255)
        return seen


def _lines(text: TextOverlay) -> list[Line]:
    def fits(part: str) -> bool:
        return _width(_line(part, text.font)) <= WIDEST / text.size

    known = drawable(text.text, text.font)
    return [_line(part, text.font) for part in wrapped(known, fits)] if known.strip() else []


def drawable(text: str, font: Font) -> str:
    """The text without what no font has and without what no one sees."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(one for one in text if one == "\n" or _owner(one, font) is not None)


def wrapped(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Greedy lines: as many words as fit; a word that is too long alone breaks between letters."""
    return [line for paragraph in text.split("\n") for line in _paragraph(paragraph, fits)]


def _paragraph(paragraph: str, fits: Callable[[str], bool]) -> list[str]:
    lines = [""]
    for word in filter(None, paragraph.split(" ")):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if fits(joined):
            lines[-1] = joined
        else:
            kept = lines if lines[-1] else lines[:-1]
            lines = [*kept, *_pieces(word, fits)]
    return lines


def _pieces(word: str, fits: Callable[[str], bool]) -> list[str]:
    parts = [""]
    for letter in word:
        if not parts[-1] or fits(parts[-1] + letter):
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts


def _line(text: str, font: Font) -> Line:
    """Runs from left to right; where the first letter runs backward, so do the words."""
    if not any(_is_backward(one) for one in islice(filter(str.isalpha, text), 1)):
        return _runs(text, font)
    words = SPACES_OF_A_BACKWARD_LINE.split(text)
    return [run for word in reversed(words) for run in reversed(_runs(word, font))]


def _is_backward(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in RIGHT_TO_LEFT


def _runs(text: str, font: Font) -> Line:
    groups = groupby(text, key=lambda letter: _owner(letter, font) or font.value)
    return [(name, "".join(letters)) for name, letters in groups]


def _width(line: Line) -> float:
    """In letters' heights; measured large, where rounding does not count."""
    return sum(_font(name, RULER).getlength(letters) for name, letters in line) / RULER


@lru_cache(4096)
def _owner(letter: str, font: Font) -> str | None:
    """The first font of the chain that has this letter."""
    if letter.isspace():
        return font.value
    if unicodedata.category(letter) in UNSEEN:
        return None
    return next((name for name in (font.value, *FALLBACKS) if _has(name, letter)), None)


def _has(name: str, letter: str) -> bool:
    """Pillow cannot be asked, but it draws the same box for everything that it lacks."""
    probe = _font(name, PROBE_PIXELS)
    return bytes(probe.getmask(letter)) != bytes(probe.getmask(NOWHERE))


@lru_cache(64)
def _font(name: str, pixels: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / f"{name}.ttf", pixels)
