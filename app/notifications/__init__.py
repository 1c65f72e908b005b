"""What people are told: the inbox, and how it reaches them by push and mail."""
