"""Granian beside gunicorn, in several settings, on the same pages in the same minutes.

    pip install --target trial-gunicorn gunicorn
    GUNICORN=$PWD/trial-gunicorn python -m benchmarks.web_servers

All servers stand at once and are asked in turn, round after round; docs/decisions/web-server.md tells
what came of it.
"""

import os
import statistics
import sys
from collections import defaultdict

import psutil
import requests

from benchmarks import wrk
from benchmarks.rows import signed_in
from benchmarks.site import Site, started, wait_for
from benchmarks.wrk import Load
from callcenter_planner.embedded.supervisor import APPLICATION
from tests.fixtures.mail import free_port

ROUNDS, SECONDS = 4, 2
GRANIAN = ["-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning", "--host", "127.0.0.1"]
GUNICORN = ["-m", "gunicorn", "--log-level", "warning", "--bind", "127.0.0.1:PORT"]
SERVERS = {
    "granian, 2 workers, 1 thread": [*GRANIAN, "--port", "PORT", "--workers", "2", "--blocking-threads", "1"],
    "granian, 2 workers, 4 threads": [
        *GRANIAN,
        "--port",
        "PORT",
        "--workers",
        "2",
        "--blocking-threads",
        "4",
    ],
    "gunicorn, 2 sync workers": [*GUNICORN, "--workers", "2"],
    "gunicorn, 2 workers, 4 threads": [*GUNICORN, "--workers", "2", "--threads", "4"],
}


def main() -> None:
    """Prints one line for each page and server."""
    with started() as site:
        site.environment["PYTHONPATH"] = os.environ["GUNICORN"]
        servers = {name: _start(site, name, command) for name, command in SERVERS.items()}
        found = defaultdict(list)
        pages = _pages(site)
        for load in pages.values():
            for _process, address in servers.values():
                wrk.warm(Load(address, load.paths, headers=load.headers), clients=wrk.MOST_CLIENTS)
        for _round in range(ROUNDS):
            for (page, clients), load in pages.items():
                for name, (process, address) in servers.items():
                    before = _processor(process)
                    asked = Load(address, load.paths, headers=load.headers)
                    run = wrk.run(asked, seconds=SECONDS, clients=clients)
                    each = (_processor(process) - before) / run.requests * 1000
                    found[page, clients, name].append((run.p50, run.p95, run.requests / SECONDS, each))
    for (page, clients, name), runs in found.items():
        p50, p95, rate, each = (statistics.median(column) for column in zip(*runs, strict=True))
        print(
            f"{page:9} {clients} clients  {name:31} p50 {p50:7.2f} ms  p95 {p95:7.2f} ms  {rate:6.1f}/s  "
            f"{each:6.2f} ms of processor a request"
        )


def _processor(process: psutil.Process) -> float:
    """Seconds of processor time of a server and its workers; what others do on the machine is not in it."""
    family = [process, *process.children(recursive=True)]
    return sum(one.cpu_times().user + one.cpu_times().system for one in family)


def _pages(site: Site) -> dict[tuple[str, int], Load]:
    board, register = site.world["boards"]["1000"], site.world["register"]
    revision = requests.get(
        site.address + board["changes"], params={"since": 0}, cookies=site.cookies, timeout=60
    ).json()["revision"]
    paths = {
        "board": board["page"],
        "register": register["page"],
        "poll": f"{board['changes']}?since={revision}",
    }
    clients = (1, wrk.MOST_CLIENTS)
    return {(name, many): signed_in(site, [path]) for name, path in paths.items() for many in clients}


def _start(site: Site, name: str, command: list[str]) -> tuple[psutil.Process, str]:
    port = free_port()
    said = [part.replace("PORT", str(port)) for part in command]
    process = site.spawn(name.replace(" ", "-"), [sys.executable, *said, APPLICATION])
    return psutil.Process(process.pid), wait_for(process, port)


if __name__ == "__main__":
    main()
