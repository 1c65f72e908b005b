"""Rules of the frame rate: a steady source keeps its own, a fast one is halved evenly, any other gets 30."""

from fractions import Fraction

import pytest

from app.media.pace import frame_rate_for
from app.media.scan import Scan

NTSC = Fraction(30000, 1001)


def steady(rate: float, *, seconds: float = 10) -> Scan:
    packets = round(rate * seconds)
    return Scan(packets, 0.0, packets / rate, 1 / rate, 1 / rate, 1.0, ())


@pytest.mark.parametrize(
    ("rate", "declared", "expected"),
    [
        (30, 30, 30),
        (30000 / 1001, 30000 / 1001, NTSC),
        (24000 / 1001, 24000 / 1001, Fraction(24000, 1001)),
        (25, 25, 25),
        (29.9, 30, 30),
        (29.9, 0, NTSC),
        (50, 50, 25),
        (60, 60, 30),
        (60000 / 1001, 60000 / 1001, NTSC),
        (240, 240, 30),
        (10, 10, 10),
        (3, 3, 30),
        (17, 17, 30),
        (25, 90000, 25),
    ],
)
def test_a_steady_source_keeps_its_rate_or_an_even_part_of_it(
    rate: float, declared: float, expected: Fraction
):
    assert frame_rate_for(steady(rate), declared) == expected


def test_a_variable_source_gets_30_so_that_its_fast_part_survives():
    bursts = Scan(150, 0.0, 10.0, 1 / 30, 3.0, 1.0, ())
    assert frame_rate_for(bursts, 15) == 30
