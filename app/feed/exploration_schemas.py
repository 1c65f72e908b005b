"""A video's distribution as it crosses the edge."""

from typing import Literal

from pydantic import Field

from app.shapes import Moment, Shape

Share = float | None
GateState = Literal["passed", "promoted", "stopped", "next", "ahead"]
DistributionState = Literal["open", "promoted", "stopped", "closed"]


class SourceCard(Shape):
    """Where impressions came from; `predicted` of them went to people picked for this video."""

    source: str
    name: str
    impressions: int
    predicted: int


class GateCard(Shape):
    """A number of views at which a video is judged; the numbers are those of the judgement."""

    gate: int
    state: GateState
    views: int | None = None
    watched: Share = None
    expected: Share = None
    low: Share = Field(None, description="The watched share is not below this, nineteen times in twenty.")
    high: Share = Field(None, description="Nor above this.")
    decided_at: Moment | None = None


class Distribution(Shape):
    """How far a video got and why; `headline` and `reason` are sentences for its creator."""

    video_id: int
    state: DistributionState
    headline: str
    reason: str
    impressions: int
    promised: int
    sources: list[SourceCard]
    predicted: int
    reached: int
    views: int = Field(description="Different people who watched it, up to the last judgement.")
    watched: Share = Field(description="The share of it that they watched, on average.")
    expected: Share = Field(description="The share that people here watch of clips so long.")
    gates: list[GateCard]
    entered_at: Moment
    decided_at: Moment | None
