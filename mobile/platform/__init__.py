"""What differs between a desktop and a phone, and nothing else."""
