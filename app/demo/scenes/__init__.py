"""One generator of pictures a file."""
