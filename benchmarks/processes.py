"""Rows about whole processes: what they hold in memory, and how soon the first page is there."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import psutil
import requests

from benchmarks.figures import Figure
from benchmarks.pace import Pace
from benchmarks.site import ROOT, VAR, Site, end
from tests.fixtures.mail import free_port

WEB_MB, WORKER_MB = 150, 250
SECONDS_TO_FIRST_PAGE = 15
CELERY = [
    sys.executable, "-m", "celery", "--app", "callcenter_planner", "--quiet", "worker",
    "--concurrency", "1", "--loglevel", "WARNING", "--without-gossip", "--without-mingle",
]  # fmt: skip


def memory(site: Site, pace: Pace) -> Iterator[Figure]:
    """Each web process after its pages, and a Celery worker of one process that has made a report."""
    address = site.address + site.world["boards"]["1000"]["page"]
    for _visit in range(20):
        requests.get(address, cookies=site.cookies, timeout=60)
    web = psutil.Process(site.web.pid)
    largest = max(_own(one) for one in web.children(recursive=True))
    yield Figure("web process", largest, ratio=largest / WEB_MB, most=1.0, unit="MB", note=f"of {WEB_MB} MB")
    worker = site.spawn("worker", CELERY)
    site.asked("benchmarks.inside", "report")
    time.sleep(2)
    tree = [psutil.Process(worker.pid), *psutil.Process(worker.pid).children(recursive=True)]
    whole = sum(_own(one) for one in tree)
    yield Figure(
        "Celery worker after a report", whole, ratio=whole / WORKER_MB, most=1.0, unit="MB",
        note=f"of {WORKER_MB} MB; {len(tree)} processes, the renderer among them",
    )  # fmt: skip
    end(worker)


def start(site: Site, pace: Pace) -> Iterator[Figure]:
    """`bin/start` on a database that is there already, until the first page answers."""
    _started()
    seconds = [_started() for _round in range(pace.rounds)]
    slowest = max(seconds)
    yield Figure(
        "first page after bin/start", sorted(seconds)[len(seconds) // 2], slowest, unit="s",
        ratio=slowest / SECONDS_TO_FIRST_PAGE, most=1.0, note=f"of {SECONDS_TO_FIRST_PAGE} s",
    )  # fmt: skip


def _own(process: psutil.Process) -> float:
    """Megabytes of a process; what it shares with others is counted in parts, where the system tells."""
    told = process.memory_full_info()
    return float(getattr(told, "pss", told.rss)) / 1024**2


def _started() -> float:
    port = free_port()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    started = time.perf_counter()
    with subprocess.Popen(
        [ROOT / "bin" / "start"], env={**kept, "VAR_DIR": str(VAR / "start"), "PORT": str(port)},
        stdout=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        while True:
            with suppress(requests.ConnectionError):
                requests.get(f"http://127.0.0.1:{port}/account/login/", timeout=5).raise_for_status()
                break
            assert process.poll() is None, "bin/start ended"
            assert time.perf_counter() - started < 300
            time.sleep(0.05)
        seconds = time.perf_counter() - started
        process.send_signal(signal.SIGINT)
        process.wait()
    return seconds
