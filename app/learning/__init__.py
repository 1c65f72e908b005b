"""What was learned from watching: models and their versions, and the tastes of viewers."""
