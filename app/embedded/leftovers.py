"""Find and kill every process of an instance by its marker, whoever its parent is by now."""

import ctypes
import os
import signal
import time
from collections.abc import Collection

import psutil

from app.embedded.process import MARKER

PART = "ZOETROPE_PART"
PR_SET_CHILD_SUBREAPER = 36


def processes_of(instance: str, part: str | None = None) -> list[psutil.Process]:
    """All others that carry the marker; with `part`, only those that this part has started."""
    others = (process for process in psutil.process_iter() if process.pid != os.getpid())
    return [process for process in others if _belongs(process, instance, part)]


def _belongs(process: psutil.Process, instance: str, part: str | None) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        if process.name() == "postgres":  # writes its title over its environment
            return part in (None, "postgres") and any(instance in word for word in process.cmdline())
        env = process.environ()
    except psutil.Error:
        return False
    return env.get(MARKER) == instance and part in (None, env.get(PART))


def kill_all(instance: str, part: str | None = None, *, seconds: float = 10.0) -> int:
    """Kill until none is found, for a dying process may still start another; says how many there were."""
    killed: set[int] = set()
    deadline = time.monotonic() + seconds
    while (found := processes_of(instance, part)) and time.monotonic() < deadline:
        for process in found:
            _kill(process)
        killed.update(process.pid for process in found)
        psutil.wait_procs(found, timeout=0.2)
    return len(killed)


def _kill(process: psutil.Process) -> None:
    try:
        process.send_signal(signal.SIGKILL)
    except psutil.Error:
        return


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies: many containers have none to reap them."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def reap_orphans(own: Collection[int]) -> None:
    """Take note of dead adopted processes; `own` are those that others here wait for."""
    while (dead := _dead_child()) and dead not in own:
        os.waitpid(dead, 0)


def _dead_child() -> int | None:
    try:
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return None
    return found.si_pid if found else None
