"""What is to be done with a video, stage by stage, and how far each is: the truth about processing."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from app.models.columns import choice, moment, reference


class Stage(StrEnum):
    """The stages by the names that people and programs see."""

    FIRST = "first"
    RUNGS = "rungs"
    STILLS = "stills"
    SOUND = "sound"
    FINGERPRINT = "fingerprint"
    EMBEDDING = "embedding"
    ORIGINAL = "original"


class StageState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class VideoStage(SQLModel, table=True):
    __tablename__ = "video_stages"

    video_id: int = reference("videos.id", key=True)
    stage: str = Field(primary_key=True, sa_type=Text)
    state: StageState = choice(StageState, "stage_state", StageState.WAITING)
    step: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    percent: float = Field(default=0, sa_column_kwargs={"server_default": "0"})
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    reason: str | None = Field(default=None, sa_type=Text)
    started_at: datetime | None = moment(nullable=True)
    ended_at: datetime | None = moment(nullable=True)
