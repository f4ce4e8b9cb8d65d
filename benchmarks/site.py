"""What is measured, started: embedded servers, the application with production settings, the floors."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import requests

from callcenter_planner.embedded import places
from callcenter_planner.embedded.places import Place
from callcenter_planner.embedded.postgres import Postgres
from callcenter_planner.embedded.supervisor import web_command
from callcenter_planner.embedded.valkey import Valkey
from tests.fixtures.mail import free_port

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "bench"
DATABASE = "benchmark"
FLOOR = "benchmarks.floor.site:application"


@dataclass
class Site:
    """Where everything answers, and what stands in it (see `data`)."""

    place: Place
    environment: dict[str, str]
    world: dict[str, Any]
    address: str = ""
    floor: str = ""
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def web(self) -> subprocess.Popen[bytes]:
        """The application's web server."""
        return self.running[0]

    def spawn(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        """A process with the application's settings, ended with the site."""
        with (self.place.logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        self.running.append(process)
        return process

    def asked(self, program: str, *arguments: str) -> Any:
        """What one of our programs prints as JSON."""
        return _json([sys.executable, "-m", program, *arguments], self.environment)

    @property
    def cookies(self) -> dict[str, str]:
        """Of the lead who is signed in."""
        return {"sessionid": self.world["session"], "csrftoken": self.world["csrf"]}


@contextmanager
def started() -> Iterator[Site]:
    """Everything that the rows need, gone afterwards; the databases stay below var/bench."""
    place = places.choose(VAR / "site")
    postgres, valkey = Postgres(place), Valkey(place)
    postgres.ensure_running()
    valkey.ensure_running()
    site: Site | None = None
    try:
        _fresh(postgres.url("postgres"))
        environment = _environment(place, postgres.url(DATABASE), valkey.url(9))
        print("Loading the synthetic data …", file=sys.stderr)
        site = Site(place, environment, _json([sys.executable, "-m", "benchmarks.data"], environment))
        site.address = _web(site, "web", "callcenter_planner.wsgi:application")
        site.floor = _web(site, "floor", FLOOR)
        yield site
    finally:
        for process in site.running if site else []:
            end(process)
        valkey.stop()
        postgres.stop()


def end(process: subprocess.Popen[bytes]) -> None:
    """Stops a process and everything it started."""
    with suppress(psutil.NoSuchProcess):
        family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
        process.terminate()
        _gone, alive = psutil.wait_procs(family, timeout=15)
        for one in alive:
            one.kill()
    process.wait()


def _fresh(url: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    connection.close()


def _environment(place: Place, database: str, redis: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "BASE_URL": "http://127.0.0.1",
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "EMAIL_URL": f"smtp://127.0.0.1:{free_port()}",
        "VAR_DIR": str(place.var),
        "LOG_LEVEL": "WARNING",
        # Test clients of the data's own making ask for this host.
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
    }


def wait_for(process: subprocess.Popen[bytes], port: int) -> str:
    """The address of a web server, once it answers."""
    address = f"http://127.0.0.1:{port}"
    for _try in range(300):
        with suppress(requests.ConnectionError, requests.Timeout):
            requests.get(address, timeout=10, allow_redirects=False)
            return address
        assert process.poll() is None, f"{process.args!r} did not start; see {VAR / 'site' / 'log'}"
        time.sleep(0.1)
    raise TimeoutError(port)


def _web(site: Site, name: str, application: str) -> str:
    port = free_port()
    return wait_for(site.spawn(name, web_command("127.0.0.1", port, application)), port)


def _json(command: list[str], environment: dict[str, str]) -> Any:
    said = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True).stdout
    return json.loads(said)
