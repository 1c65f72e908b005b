"""Says which files are accepted, and tells the creator in a sentence why another is not."""

from pathlib import Path

from app.errors import Rejected
from app.media.boxes import is_truncated
from app.media.edit import Trim
from app.media.guards import MAX_PIXELS
from app.media.probe import Probe
from app.media.scan import MAX_PACKETS, Scan

MIN_SECONDS = 0.2
MIN_PACKETS = 2
MIN_EDGE = 32
MAX_EDGE_RATIO = 5
MAX_GAP_SECONDS = 5.0
# A recording may run a little past the limit that its camera was told.
GRACE_SECONDS = 0.5
# Sound starts this much early in many files, only for its decoder to warm up.
ENCODER_DELAY_SECONDS = 0.1
# A file that holds less than this share of what its header promises has lost its end.
WHOLE_SHARE = 0.9
HEADERS_TELL_LENGTH = frozenset({"matroska", "avi"})


def judge_picture(probe: Probe) -> None:
    """Refuse a picture that cannot or should not be converted."""
    # ffprobe, held to the same limit, leaves the size of a larger picture at zero.
    if not 0 < probe.width * probe.height <= MAX_PIXELS:
        raise Rejected("too_large_picture", "The picture is larger than 4096x2304 or cannot be read.")
    if probe.short_edge < MIN_EDGE:
        raise Rejected("too_small_picture", f"The picture is only {probe.width}x{probe.height} pixels.")
    if probe.long_edge > MAX_EDGE_RATIO * probe.short_edge:
        raise Rejected("odd_shape", f"A picture of {probe.width}x{probe.height} is too narrow to show.")


def playing_seconds(probe: Probe, scan: Scan) -> float:
    """From the first sound or picture to the end of the last picture; sound behind that is cut."""
    lead = scan.start_seconds - probe.start_seconds
    return scan.span_seconds + (lead if lead > ENCODER_DELAY_SECONDS else 0)


def judge_density(probe: Probe, scan: Scan) -> None:
    """Refuse a clip that is almost without pictures, or has more of them than can be looked at."""
    if scan.packets < MIN_PACKETS or scan.span_seconds < MIN_SECONDS:
        raise _too_short()
    widest = max(scan.max_gap_seconds, playing_seconds(probe, scan) - scan.span_seconds)
    if widest > MAX_GAP_SECONDS:
        raise Rejected("sparse", f"This clip has no new picture for {widest:.0f} seconds; 5 are allowed.")
    if scan.packets >= MAX_PACKETS:
        raise Rejected("too_many_frames", "This clip has more pictures than any camera makes.")


def judge_trim(trim: Trim | None, length: float) -> None:
    """Refuse a cut that keeps what is not there; clocks may differ a little."""
    if trim and (trim.end > length + GRACE_SECONDS or trim.start > length - MIN_SECONDS):
        kept = f"from {_clock(trim.start)} to {_clock(trim.end)}"
        raise Rejected("bad_trim", f"The cut goes {kept}, but this clip is only {_clock(length)} long.")


def judge_length(seconds: float, *, max_seconds: float) -> None:
    """Refuse a finished clip that is too long or too short."""
    if seconds < MIN_SECONDS:
        raise _too_short()
    if seconds > max_seconds + GRACE_SECONDS:
        raise Rejected(
            "too_long", f"This clip is {_clock(seconds)} long; the limit is {_clock(max_seconds)}."
        )


def judge_index(path: Path, demuxer: str) -> None:
    """Refuse an MP4 that lacks its index or ends inside its media: it would be published silently short."""
    if demuxer == "mov" and is_truncated(path):
        raise _truncated()


def judge_end(probe: Probe, scan: Scan) -> None:
    """Refuse a file that holds much less than its header promises."""
    missing = probe.header_seconds - scan.end_seconds
    is_short = scan.end_seconds < WHOLE_SHARE * probe.header_seconds and missing > MIN_SECONDS
    if probe.demuxer in HEADERS_TELL_LENGTH and is_short:
        raise _truncated()


def _too_short() -> Rejected:
    return Rejected("too_short", "This clip is too short to play.")


def _truncated() -> Rejected:
    return Rejected("truncated", "The end of this file is missing. Please send it again.")


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
