"""Demo content: clips drawn and played by numpy, and the people who seem to watch them."""
