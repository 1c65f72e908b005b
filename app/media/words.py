"""Draws the words of an edit as transparent pictures, broken and placed as in the browser's preview.

A block is centred on (x, y); its letters are `size` of the picture's width; lines are 1.2 letters high,
centred, and break greedily between words where 90 % of the width is full, or between letters where one word
is longer.
A background stands 0.3 letters out on each side with corners of 0.2.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
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
SMOOTHING = 4
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
NOWHERE = "\U0010fffe"
PROBE_PIXELS = 32.0
RIGHT_TO_LEFT = frozenset({"R", "AL"})

Size = tuple[int, int]
Run = tuple[str, str]  # the name of a font, letters that it has


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
    """Where the letters are, and where the box behind them is; never larger than the video."""
    width, height = size
    pixels = text.size * width
    lines = _lines(text, pixels, width)
    block = (max(map(_width, lines), default=0.0), len(lines) * LINE_HEIGHT * pixels)
    left, top = text.x * width - block[0] / 2, text.y * height - block[1] / 2
    letters = Image.new("L", size)
    for number, line in enumerate(lines):
        above = top + number * LINE_HEIGHT * pixels
        if -2 * pixels < above < height + pixels:
            _draw_line(ImageDraw.Draw(letters), line, (text.x * width, above), _font(text.font, pixels))
    box = _box(size, (left, top, left + block[0], top + block[1]), pixels) if text.background else None
    return letters, box


@dataclass(frozen=True, slots=True)
class _Line:
    runs: tuple[Run, ...]
    pixels: float


def _lines(text: TextOverlay, pixels: float, width: int) -> list[_Line]:
    def fits(part: str) -> bool:
        return _width(_line(part, text.font, pixels)) <= WIDEST * width

    known = drawable(text.text, text.font)
    return [_line(part, text.font, pixels) for part in wrapped(known, fits)] if known.strip() else []


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


def _line(text: str, font: Font, pixels: float) -> _Line:
    groups = groupby(_owned(text, font), key=itemgetter(0))
    runs = tuple((name, "".join(letter for _, letter in group)) for name, group in groups)
    is_backward = next((_is_backward(one) for one in text if one.isalpha()), False)
    return _Line(runs[::-1] if is_backward else runs, pixels)


def _owned(text: str, font: Font) -> Iterator[tuple[str, str]]:
    """Each letter with the font that draws it; a space belongs to what stands before it."""
    owner = font.value
    for letter in text:
        owner = owner if letter.isspace() else _owner(letter, font) or owner
        yield owner, letter


def _is_backward(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in RIGHT_TO_LEFT


def _width(line: _Line) -> float:
    return sum(_font(name, line.pixels).getlength(letters) for name, letters in line.runs)


def _draw_line(
    draw: ImageDraw.ImageDraw, line: _Line, middle_top: tuple[float, float], main: ImageFont.FreeTypeFont
) -> None:
    x, top = middle_top[0] - _width(line) / 2, middle_top[1]
    above, below = main.getmetrics()
    baseline = top + (LINE_HEIGHT * line.pixels - above - below) / 2 + above
    for name, letters in line.runs:
        font = _font(name, line.pixels)
        draw.text((x, baseline), letters, fill=255, font=font, anchor="ls")
        x += font.getlength(letters)


def _box(size: Size, block: tuple[float, float, float, float], pixels: float) -> Image.Image:
    """Drawn larger and made smaller, for smooth corners; only as far as the video reaches."""
    left, top, right, bottom = block
    pad, radius = PADDING * pixels, RADIUS * pixels
    ends = (left - pad, top - pad, right + pad, bottom + pad)
    large = Image.new("L", (size[0] * SMOOTHING, size[1] * SMOOTHING))
    corners = tuple(SMOOTHING * end - (n >= 2) for n, end in enumerate(ends))
    ImageDraw.Draw(large).rounded_rectangle(corners, radius * SMOOTHING, fill=255)
    return large.resize(size, Image.Resampling.BOX)


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
