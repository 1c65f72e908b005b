"""Jobs about video files."""

from app.videos import processing


def process_video(video_id: int) -> None:
    processing.process(video_id)
