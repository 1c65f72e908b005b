"""Numbers about clips and viewers, by numpy alone: no database, no clock, the same answer every time."""
