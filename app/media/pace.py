"""Chooses the constant frame rate of the renditions, so that key frames can lie at the same times in all."""

from fractions import Fraction
from math import ceil

from app.media.scan import Scan

FASTEST = Fraction(30)
FILM, TELEVISION = Fraction(24000, 1001), Fraction(30000, 1001)
USUAL_RATES = (*map(Fraction, (10, 12, 15, 20, 24, 25)), Fraction(25, 2), FILM, TELEVISION, FASTEST)
TOLERANCE = 0.02
STEADY_TOLERANCE = 0.1


def frame_rate_for(scan: Scan, declared: float) -> Fraction:
    """The source's own steady rate, or an even part of it up to 30; 30 for a source that has no steady rate.

    The packets say how fast it really is, the header only which of two close rates is meant. The average
    of a variable source will not do: it may stand still and then move fast.
    """
    average = scan.packets / scan.span_seconds
    is_steady = abs(scan.usual_gap_seconds * average - 1) < STEADY_TOLERANCE
    wanted = _even_part(average)
    close = [rate for rate in USUAL_RATES if abs(float(rate) / wanted - 1) < TOLERANCE]
    meant = _even_part(declared) if declared else wanted
    return min(close, key=lambda rate: abs(float(rate) - meant)) if is_steady and close else FASTEST


def _even_part(rate: float) -> float:
    return rate / ceil(rate / (float(FASTEST) * (1 + TOLERANCE)))
