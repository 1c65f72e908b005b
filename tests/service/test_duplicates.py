"""What has been here before: refused to its owner, flagged when it is another's, blocked for everybody."""

from collections.abc import Callable

import numpy as np
import pytest
from sqlmodel import Session

from app.errors import Rejected
from app.media.fingerprint import Prints
from app.models import NearDuplicate, User, Video, VideoStatus
from app.videos import duplicates
from tests.builders import make_video
from tests.service.moving import Picture, noisy, pictures, prints, tune, walker
from tests.service.scenes import person

SHA = "a" * 64


@pytest.fixture
def owner(session: Session) -> User:
    return person(session, "ada")


def published(session: Session, owner: User, seen: Prints, **columns: object) -> Video:
    video = make_video(session, owner, **columns)
    duplicates.keep(session, video.id, seen)
    return video


def arriving(session: Session, owner: User, **columns: object) -> Video:
    return make_video(session, owner, status=VideoStatus.PROCESSING, published_at=None, **columns)


def judged(session: Session, seen: Prints) -> list[NearDuplicate]:
    """What is said when somebody else sends it."""
    return duplicates.judge(session, arriving(session, person(session)), seen, None)


def speckled(frames: Picture) -> Picture:
    noise = np.random.default_rng(1).normal(0, 5, frames.shape)
    return np.clip(frames + noise, 0, 255).astype(np.uint8)


def boxed(frames: Picture) -> Picture:
    """Smaller, between dark bars."""
    small = np.zeros_like(frames)
    small[:, 8:56, 16:48] = frames[:, np.linspace(0, 63, 48).astype(int)][:, :, ::2]
    return small


def written_on(frames: Picture) -> Picture:
    marked = frames.copy()
    marked[:, 44:50, 14:50] = 12
    marked[:, 46:48, 16:48:2] = 250
    return marked


CHANGES: dict[str, Callable[[Picture], Picture]] = {
    "speckled": speckled,
    "mirrored": lambda frames: frames[:, :, ::-1],
    "cut at the start": lambda frames: frames[4:],
    "boxed": boxed,
    "written on": written_on,
    "faster": lambda frames: frames[np.arange(0, len(frames) - 1, 1.05).round().astype(int)],
}


@pytest.mark.parametrize("change", CHANGES)
def test_another_s_clip_is_flagged_whatever_was_done_to_it(
    session: Session, owner: User, change: str
) -> None:
    mine = pictures(1)
    video = published(session, owner, prints(mine, tune(1)))
    found = judged(session, prints(CHANGES[change](mine), tune(2)))
    assert [(one.other_id, one.is_mirrored) for one in found] == [(video.id, change == "mirrored")]
    assert found[0].share > 0.8


def test_a_flag_says_where_the_other_one_begins(session: Session, owner: User) -> None:
    mine, song = pictures(1), tune(1)
    published(session, owner, prints(mine, song))
    (found,) = judged(session, prints(mine[8:], noisy(song[16:])))
    assert found.offset_seconds == pytest.approx(2, abs=0.3)
    assert found.is_same_sound


def test_other_clips_are_not_flagged(session: Session, owner: User) -> None:
    for seed in range(20):
        published(session, owner, prints(pictures(seed), tune(3)))
    assert judged(session, prints(pictures(99), tune(3))) == []


def test_a_camera_that_stands_still_is_no_proof(session: Session, owner: User) -> None:
    room = pictures(1, moves=False)
    published(session, owner, prints(walker(room, 1), tune(1)))
    assert judged(session, prints(walker(room, 2), tune(2))) == []
    assert len(judged(session, prints(walker(room, 1), tune(2)))) == 1


def test_what_is_not_published_is_no_original(session: Session, owner: User) -> None:
    published(session, owner, prints(pictures(1)), status=VideoStatus.DELETED)
    assert judged(session, prints(pictures(1))) == []


def refusal(session: Session, video: Video, seen: Prints, sha256: str | None = None) -> str:
    with pytest.raises(Rejected) as refused:
        duplicates.judge(session, video, seen, sha256)
    return f"{refused.value.code}: {refused.value.message}"


def test_the_same_file_again_is_refused_with_a_link(session: Session, owner: User) -> None:
    first = make_video(session, owner, original_sha256=SHA)
    again = arriving(session, owner, original_sha256=SHA)
    assert refusal(session, again, prints(pictures(1)), SHA) == (
        f"duplicate: You have sent this clip before: /v/{first.id}."
    )


def test_of_two_that_arrive_together_the_first_stays(session: Session, owner: User) -> None:
    first, second = (arriving(session, owner, original_sha256=SHA) for _ in range(2))
    assert duplicates.judge(session, first, prints(pictures(1)), SHA) == []
    assert "duplicate" in refusal(session, second, prints(pictures(1)), SHA)


def test_the_same_file_with_another_edit_is_another_clip(session: Session, owner: User) -> None:
    make_video(session, owner, original_sha256=SHA)
    edited = arriving(session, owner, original_sha256=SHA, edit={"look": "mono"})
    assert duplicates.judge(session, edited, prints(pictures(1)), SHA) == []


def test_the_same_clip_in_another_file_is_refused_to_its_owner(session: Session, owner: User) -> None:
    mine, song = pictures(1), tune(1)
    published(session, owner, prints(mine, song))
    assert "duplicate" in refusal(session, arriving(session, owner), prints(mine, noisy(song)))


@pytest.mark.parametrize("change", ["mirrored", "cut at the start", "written on"])
def test_an_owner_s_changed_clip_is_neither_refused_nor_flagged(
    session: Session, owner: User, change: str
) -> None:
    mine = pictures(1)
    published(session, owner, prints(mine, tune(1)))
    again = prints(CHANGES[change](mine), tune(1))
    assert duplicates.judge(session, arriving(session, owner), again, None) == []


def test_an_owner_s_pictures_with_other_sound_are_another_clip(session: Session, owner: User) -> None:
    published(session, owner, prints(pictures(1), tune(1)))
    assert duplicates.judge(session, arriving(session, owner), prints(pictures(1), tune(2)), None) == []


def test_what_was_decided_is_not_asked_again(session: Session, owner: User) -> None:
    published(session, owner, prints(pictures(1)))
    video = arriving(session, person(session))
    first = duplicates.judge(session, video, prints(pictures(1)), None)
    assert duplicates.judge(session, video, prints(pictures(1)), None) == first


def test_prints_are_kept_in_place_of_older_ones(session: Session, owner: User) -> None:
    video = published(session, owner, prints(pictures(1, seconds=20)))
    duplicates.keep(session, video.id, prints(pictures(2)))
    assert judged(session, prints(pictures(1))) == []
    assert len(judged(session, prints(pictures(2)))) == 1
