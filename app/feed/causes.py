"""The parts of a score as people read them."""

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.feed.steering_schemas import Cause
from app.models import Impression, Video


def causes_of(session: Session, viewer: Viewer, video: Video, served: Impression) -> list[Cause]:
    return []
