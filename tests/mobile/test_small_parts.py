"""The parts of the phone that need neither a screen nor a server."""

import asyncio
from pathlib import Path

import pytest

from mobile.api import Away
from mobile.contract import Reaction
from mobile.session import FileTokenStore
from mobile.toggles import Toggle
from mobile.wording import fold, printable, short_count, with_bold_tags


def test_a_session_is_shown_only_to_the_server_that_gave_it(tmp_path: Path) -> None:
    store = FileTokenStore(tmp_path / "session.json")
    store.save("https://one.example", "secret")
    assert store.load("https://one.example") == "secret"
    assert store.load("https://two.example") is None


def test_a_damaged_session_file_means_logging_in_again(tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    path.write_text("{")
    assert FileTokenStore(path).load("https://one.example") is None


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0"), (999, "999"), (1000, "1K"), (1234, "1.2K"), (45_678, "45K"), (3_400_000, "3.4M")],
)
def test_counts_are_short_and_never_rounded_up(number: int, shown: str) -> None:
    assert short_count(number) == shown


def test_a_long_caption_ends_after_two_lines_with_a_sign() -> None:
    folded = fold("one two three four five six", width=9, measure=len)
    assert folded == "one two three …"


def test_a_caption_cannot_smuggle_in_markup() -> None:
    assert with_bold_tags("[size=99]big #tag") == "&bl;size=99&br;big [b]#tag[/b]"


def test_signs_that_the_phone_cannot_draw_leave_no_box() -> None:
    assert printable("sun \N{SUN WITH FACE} set") == "sun  set"


class Heart:
    """A like that records what it showed and answers when told."""

    def __init__(self, *, answers: list[Reaction | Away]) -> None:
        self.shown: list[Reaction] = []
        self.asked: list[bool] = []
        self._answers = answers
        self.toggle = Toggle(self._ask, lambda key, reaction: self.shown.append(reaction))

    async def _ask(self, key: int, on: bool) -> Reaction:
        self.asked.append(on)
        await asyncio.sleep(0)
        answer = self._answers.pop(0)
        if isinstance(answer, Away):
            raise answer
        return answer


async def test_a_like_shows_at_once_and_then_what_the_server_holds() -> None:
    heart = Heart(answers=[Reaction(True, 41)])
    await heart.toggle.set(1, before=Reaction(False, 9), on=True)
    assert heart.shown == [Reaction(True, 10), Reaction(True, 41)]


async def test_a_like_that_fails_goes_back() -> None:
    heart = Heart(answers=[Away()])
    with pytest.raises(Away):
        await heart.toggle.set(1, before=Reaction(False, 9), on=True)
    assert heart.shown[-1] == Reaction(False, 9)


async def test_of_two_quick_touches_the_last_one_wins() -> None:
    heart = Heart(answers=[Reaction(True, 10), Reaction(False, 9)])
    first = asyncio.ensure_future(heart.toggle.set(1, before=Reaction(False, 9), on=True))
    await asyncio.sleep(0)
    await heart.toggle.set(1, before=Reaction(True, 10), on=False)
    await first
    assert heart.asked == [True, False]
    assert heart.shown[-1] == Reaction(False, 9)
