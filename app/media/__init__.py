"""Everything about a video file that needs no database: one file in, playable files out, stage by stage."""
