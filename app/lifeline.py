"""Ties a process to its parent, so that a killed parent leaves nothing behind."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1
# Loaded before any fork: a child may not take the import lock.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Linux kills this process when its parent is gone (prctl(2), PR_SET_PDEATHSIG)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
