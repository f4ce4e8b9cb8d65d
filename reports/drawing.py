"""Keeps one `reports.renderer` running beside a worker, and talks with it.

The renderer is started on first use and ends with the process that started it. Starting it takes a
second; each document then costs a fork.
"""

import atexit
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings

LONGEST = 240.0  # seconds that one document may take
BEAT = 2.0  # seconds of silence after which the last line is given once more

# What the renderer may know of its surroundings: where programs, libraries and fonts are.
_ENVIRONMENT = (
    "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH",
    "FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CACHE_HOME", "XDG_DATA_DIRS",
)  # fmt: skip

_one_at_a_time = threading.Lock()
_running: list[subprocess.Popen[bytes]] = []


class NotDrawn(Exception):
    """The document could not be drawn; the text says why."""


def replies(
    job: dict[str, Any], *, fonts: Sequence[str] = (), longest: float = LONGEST
) -> Iterator[dict[str, Any]]:
    """What the renderer says while it draws; raises `NotDrawn` when the drawing fails or takes too long.

    A renderer that has to be started first unpacks the `fonts` (paths of WOFF2 files) once for all documents.

    Gives a line every two seconds or oftener, so that the caller can say that it is still alive.
    """
    with _one_at_a_time:
        renderer = _renderer(fonts)
        finished = False
        try:
            _say(renderer, job)
            for line in _heard(renderer, time.monotonic() + longest):
                finished = "ended" in line
                yield line
                if finished:
                    break
        finally:
            # A renderer that was left in the middle still talks of the old document.
            if not finished:
                stop()
    if line["ended"]:
        raise NotDrawn(_why(line))


@atexit.register
def stop() -> None:
    """Ends the renderer and whatever it is drawing."""
    while _running:
        renderer = _running.pop()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(renderer.pid, signal.SIGKILL)
        renderer.wait()
        for pipe in (renderer.stdin, renderer.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


def _renderer(fonts: Sequence[str]) -> subprocess.Popen[bytes]:
    if _running and _running[0].poll() is not None:
        stop()
    if not _running:
        _running.append(
            subprocess.Popen(
                [sys.executable, "-m", "reports.renderer", *fonts],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                cwd=settings.BASE_DIR,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                # Ctrl-C in the terminal is for the worker, which finishes what it has begun.
                start_new_session=True,
            )
        )
    return _running[0]


def _say(renderer: subprocess.Popen[bytes], job: dict[str, Any]) -> None:
    assert renderer.stdin is not None  # noqa: S101
    rest = memoryview(json.dumps(job).encode() + b"\n")
    try:
        while rest:
            rest = rest[os.write(renderer.stdin.fileno(), rest) :]
    except BrokenPipeError:
        raise NotDrawn("The program that draws PDFs could not be started.") from None


def _heard(renderer: subprocess.Popen[bytes], deadline: float) -> Iterator[dict[str, Any]]:
    assert renderer.stdout is not None  # noqa: S101
    line: dict[str, Any] = {}
    rest = b""
    while time.monotonic() < deadline:
        if not select.select([renderer.stdout], [], [], BEAT)[0]:
            yield line
            continue
        part = os.read(renderer.stdout.fileno(), 65_536)
        if not part:
            raise NotDrawn("The program that draws PDFs ended unexpectedly.")
        *texts, rest = (rest + part).split(b"\n")
        for text in texts:
            line = {**line, **json.loads(text)}
            yield line
    raise NotDrawn("It took too long and was stopped.")


def _why(line: dict[str, Any]) -> str:
    if "error" in line:
        return str(line["error"])
    if line["ended"] in (-signal.SIGKILL, -signal.SIGXCPU):
        return "It needed more memory or time than a report may have, and was stopped."
    return f"The program that draws PDFs broke off (exit code {line['ended']})."
