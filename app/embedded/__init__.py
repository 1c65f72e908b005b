"""The one-command default: every stateful part as a child process of this machine."""
