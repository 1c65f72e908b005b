"""Jobs about video files: one a stage, and the first rung of a file that is still arriving."""

from app.models import Stage
from app.videos import early as arriving
from app.videos import processing


def early(upload_id: int) -> None:
    arriving.encode(upload_id)


def first(video_id: int) -> None:
    processing.run(video_id, Stage.FIRST)


def rungs(video_id: int) -> None:
    processing.run(video_id, Stage.RUNGS)


def stills(video_id: int) -> None:
    processing.run(video_id, Stage.STILLS)


def sound(video_id: int) -> None:
    processing.run(video_id, Stage.SOUND)


def fingerprint(video_id: int) -> None:
    processing.run(video_id, Stage.FINGERPRINT)


def embedding(video_id: int) -> None:
    processing.run(video_id, Stage.EMBEDDING)


def original(video_id: int) -> None:
    processing.run(video_id, Stage.ORIGINAL)
