"""Whether a video has been here before: refused to its owner, flagged if another's, blocked for all."""

from sqlmodel import Session, col, select

from app.errors import Rejected
from app.media.edit import Edit
from app.media.fingerprint import Prints, heard
from app.media.matching import LEAST_WORDS, Match, match
from app.models import BlockedPrint, NearDuplicate, Video, VideoStatus
from app.videos import prints as store
from app.videos.prints import Kept, keep

__all__ = ["compare", "judge", "keep"]

# The same clip throughout: nothing that anybody would call a change.
WHOLE, SAME_BITS, SAME_ERRORS = 0.95, 4, 0.15
SAME_SECONDS, SAME_PACE = 0.6, 0.01


def judge(session: Session, video: Video, prints: Prints, sha256: str | None) -> list[NearDuplicate]:
    """Refuse what is blocked or was published by the same person already; note what looks like another's.

    For a video that nobody has seen yet.
    """
    _refuse_blocked(session, prints, sha256)
    _refuse_same_file(session, video, sha256)
    ids = store.like_published(session, prints, video_id=video.id)
    known = store.of_videos(session, ids)
    found: list[NearDuplicate] = []
    for other in session.exec(select(Video).where(col(Video.id).in_(ids))).all():
        is_mirrored, how = compare(prints, known[other.id])
        if other.creator_id == video.creator_id:
            if (
                not is_mirrored
                and _is_same_clip(prints, known[other.id], how)
                and _is_edited_alike(video, other)
            ):
                raise _known(other)
        elif how.is_duplicate:
            found.append(_noted(video, other, how, is_mirrored=is_mirrored))
    return [_flagged(session, one) for one in found]


def compare(prints: Prints, known: Kept) -> tuple[bool, Match]:
    """How the new one lies upon the known one, and whether turned round."""
    plain = match(prints.look, prints.words, known.look, known.words)
    turned = match(prints.mirrored, prints.words, known.look, known.words)
    return (True, turned) if turned.rank > plain.rank else (False, plain)


def _refuse_blocked(session: Session, prints: Prints, sha256: str | None) -> None:
    same = select(BlockedPrint.id).where(col(BlockedPrint.sha256).is_not(None), BlockedPrint.sha256 == sha256)
    if session.exec(same).first() is not None:
        raise _blocked()
    ids = store.like_blocked(session, prints)
    if any(compare(prints, known)[1].is_duplicate for known in store.of_blocked(session, ids).values()):
        raise _blocked()


def _blocked() -> Rejected:
    return Rejected("blocked", "This clip was removed before and may not be published here.")


def _refuse_same_file(session: Session, video: Video, sha256: str | None) -> None:
    """Two of them on their way at once: the first stays."""
    if sha256 is None:
        return
    same = select(Video).where(Video.creator_id == video.creator_id, Video.original_sha256 == sha256)
    for other in session.exec(same.where(Video.id != video.id).order_by(col(Video.id))).all():
        is_before = other.status is VideoStatus.PROCESSING and other.id < video.id
        if (other.status is VideoStatus.PUBLISHED or is_before) and _is_edited_alike(video, other):
            raise _known(other)


def _is_same_clip(prints: Prints, known: Kept, how: Match) -> bool:
    """The same pictures and the same sound from beginning to end, in whatever file they came."""
    apart = len(prints.look.codes) / prints.look.per_second - len(known.look.codes) / known.look.per_second
    is_in_step = max(abs(how.offset_seconds), abs(apart)) < SAME_SECONDS and abs(how.pace - 1) < SAME_PACE
    return how.share >= WHOLE and how.bits <= SAME_BITS and is_in_step and _sounds_same(prints, known, how)


def _sounds_same(prints: Prints, known: Kept, how: Match) -> bool:
    """Or neither can be heard."""
    if how.sound_errors is None:
        return max(int(heard(words).sum()) for words in (prints.words, known.words)) < LEAST_WORDS
    return how.sound_errors <= SAME_ERRORS


def _known(other: Video) -> Rejected:
    return Rejected("duplicate", f"You have sent this clip before: /v/{other.id}.")


def _is_edited_alike(video: Video, other: Video) -> bool:
    ours, theirs = (Edit.model_validate(one.edit or {}) for one in (video, other))
    return ours.model_copy(update={"cover": None}) == theirs.model_copy(update={"cover": None})


def _noted(video: Video, other: Video, how: Match, *, is_mirrored: bool) -> NearDuplicate:
    return NearDuplicate(
        video_id=video.id,
        other_id=other.id,
        share=round(how.share, 3),
        offset_seconds=round(how.offset_seconds, 2),
        pace=round(how.pace, 3),
        is_mirrored=is_mirrored,
        is_same_sound=how.is_same_sound,
    )


def _flagged(session: Session, noted: NearDuplicate) -> NearDuplicate:
    """A second look at the same two changes nothing: somebody may have decided meanwhile."""
    both = (NearDuplicate.video_id == noted.video_id, NearDuplicate.other_id == noted.other_id)
    known = session.exec(select(NearDuplicate).where(*both)).first()
    if known:
        return known
    session.add(noted)
    session.flush()
    return noted
