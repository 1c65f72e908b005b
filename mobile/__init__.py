"""The phone client: a Kivy app that speaks to the public REST contract and to nothing else."""
