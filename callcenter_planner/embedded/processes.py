"""Processes that can be found again, even by a start that knows nothing of the one before.

Each child runs in a session of its own and carries a mark in its environment, which its own
children inherit. Whoever was killed with SIGKILL leaves marked processes behind; the next start
finds them by the mark, so a process number that was used again is never mistaken for one of ours.
"""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import psutil

MARK = "PLANNER_STARTED_FOR"
LARGEST_LOG = 10 * 1024 * 1024


def spawn(
    command: list[str], *, var: Path, log: Path, env: Mapping[str, str], cwd: Path
) -> subprocess.Popen[bytes]:
    """Start a marked child whose output goes to `log`."""
    with open_log(log) as output:
        return subprocess.Popen(
            command,
            cwd=cwd,
            env={**env, MARK: str(var)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def open_log(path: Path) -> IO[bytes]:
    """The log, opened for appending; one that has grown large steps aside first."""
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")


def last_words(log: Path, *, lines: int = 1) -> str:
    """The last lines of a log, for a sentence that says why something stopped."""
    if not log.exists():
        return "nothing"
    said = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return " ".join(said[-lines:]) or "nothing"


def marked(var: Path) -> list[psutil.Process]:
    """Every living process that was started for this `var`, oldest first."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(var) and process.pid != os.getpid():
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return sorted(found, key=lambda process: (process.create_time(), process.pid))


def stop(processes: list[psutil.Process], *, grace: float) -> None:
    """Ask politely, leaders of a session first; after `grace` seconds kill what is left."""
    leaders = [process for process in processes if session(process) == process.pid]
    for process in leaders or processes:
        _signal(process, signal.SIGTERM)
    for process in still_running(processes, patience=grace):
        _signal(process, signal.SIGKILL)
    still_running(processes, patience=5)


def end(process: psutil.Process, *steps: tuple[signal.Signals, float]) -> None:
    """Send one signal after the other, each with its seconds to be obeyed, until the process has ended."""
    for number, patience in steps:
        _signal(process, number)
        if not still_running([process], patience=patience):
            return


def still_running(processes: list[psutil.Process], *, patience: float) -> list[psutil.Process]:
    """Wait until all have ended, at most `patience` seconds; returns those that have not."""
    deadline = time.monotonic() + patience
    while (alive := [process for process in processes if is_alive(process)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive


def is_alive(process: psutil.Process) -> bool:
    """Whether it runs; a process that has ended but that no parent waited for does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def session(process: psutil.Process) -> int:
    """The number of the process that we spawned for it; 0 when it has ended."""
    try:
        return os.getsid(process.pid)
    except ProcessLookupError:
        return 0


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return
