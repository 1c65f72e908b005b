"""How numbers and captions read on a small screen."""

from collections.abc import Callable

Measure = Callable[[str], float]
FIRST_EMOJI = 0x1F000
INVISIBLE = {"\ufe0f", "\u200d"}


def short_count(number: int) -> str:
    """999, 1.2K, 45K, 3.4M."""
    for size, letter in ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")):
        if number >= size:
            whole, tenth = divmod(number * 10 // size, 10)
            return f"{whole}.{tenth}{letter}" if whole < 10 and tenth else f"{whole}{letter}"
    return str(number)


def printable(text: str) -> str:
    """SDL cannot draw colour emoji: a gap is better than an empty box."""
    return "".join(c for c in text if ord(c) < FIRST_EMOJI and c not in INVISIBLE).strip()


def fold(text: str, *, width: float, measure: Measure, lines: int = 2) -> str:
    """As many words as fit into `lines`, with a sign that there are more."""
    words = text.split()
    for kept in range(len(words), 0, -1):
        cut = " ".join(words[:kept]) + (" …" if kept < len(words) else "")
        if _line_count(cut, width=width, measure=measure) <= lines:
            return cut
    return text


def _line_count(text: str, *, width: float, measure: Measure) -> int:
    count, line = 1, ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and measure(longer) > width:
            count, line = count + 1, word
        else:
            line = longer
    return count


def escape(text: str) -> str:
    """What somebody wrote must never act as Kivy markup."""
    return text.replace("&", "&amp;").replace("[", "&bl;").replace("]", "&br;")


def with_bold_tags(text: str) -> str:
    """Kivy markup with each hashtag in bold."""
    words = (escape(word) for word in text.split())
    return " ".join(f"[b]{word}[/b]" if word.startswith("#") else word for word in words)
