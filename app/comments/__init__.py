"""Comments below a video, one level of replies deep."""
