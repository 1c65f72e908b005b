"""A video's life after publishing: deleted, archived, restored or purged; checked, mended, taken home."""
