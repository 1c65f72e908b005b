"""What was watched: reported by players, kept in the event log, counted by a consumer."""
