"""Starts everything, watches it, and stops it again: what `bin/start` ends in.

The servers come first (PostgreSQL, Valkey, the local SMTP server), then the tables, then the web
server, two workers and the beat. Everything is found again after a SIGKILL: see `processes`.
"""

import errno
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from callcenter_planner.embedded import CannotStart, checks, environment, processes
from callcenter_planner.embedded.places import Place
from callcenter_planner.embedded.postgres import Postgres
from callcenter_planner.embedded.sink import Sink
from callcenter_planner.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent.parent
FIRST_PAGE = "/account/login/"
APPLICATION = "callcenter_planner.wsgi:application"
SECONDS_TO_FIRST_PAGE = 90
SECONDS_BETWEEN_LOOKS = 2
# A worker finishes the mail or the PDF in hand; what it cannot finish in time is done again later.
SECONDS_TO_FINISH = 15


def web_command(host: str, port: int, application: str = APPLICATION) -> list[str]:
    """How the web server is started; docs/decisions/web-server.md tells why with these settings."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", "2", "--blocking-threads", "1", "--backpressure", "64",
        "--respawn-failed-workers", "--workers-kill-timeout", "10", "--no-ws",
        "--log-level", "warning", application,
    ]  # fmt: skip


class Supervisor:
    """One run of the application on this machine."""

    def __init__(self, place: Place, given: Mapping[str, str]) -> None:
        self.place = place
        self.port = environment.port(given)
        self.host = given.get("HOST", "").strip() or environment.LOOPBACK
        self.postgres = None if environment.own(given, "DATABASE_URL") else Postgres(place)
        self.valkey = None if environment.own(given, "REDIS_URL") else Valkey(place)
        self.sink = None if environment.own(given, "EMAIL_URL") else Sink(place.var / "mail")
        self.environment = environment.compose(
            given,
            var=place.var,
            database_url=self.postgres.url() if self.postgres else "",
            redis_url=self.valkey.url() if self.valkey else "",
            email_url=self.sink.url if self.sink else "",
        )
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def run(self) -> None:
        """Start, watch until somebody says stop, stop."""
        processes.stop(processes.marked(self.place.var), grace=SECONDS_TO_FINISH)
        checks.port(self.host, self.port)
        try:
            self._start_servers()
            self._prepare()
            environment.write(self.place.var, self.environment)
            self._spawn("web")
            self._wait_for_first_page()
            # These need a few seconds to begin, which the first page shall not wait for.
            for name in self._commands().keys() - self.children.keys():
                self._spawn(name)
            print(self.summary(), flush=True)
            self._watch()
        finally:
            self._stop()

    def _commands(self) -> dict[str, list[str]]:
        python = sys.executable
        celery = [python, "-m", "celery", "--app", "callcenter_planner", "--quiet"]
        worker = [*celery, "worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
        return {
            "web": web_command(self.host, self.port),
            "worker": [*worker, "--concurrency", "2", "--queues", "celery"],
            "long": [*worker, "--concurrency", "1", "--queues", "long", "--hostname", "long@%h"],
            "beat": [*celery, "beat", "--loglevel", "WARNING"],
        }  # fmt: skip

    def _start_servers(self) -> None:
        if self.postgres:
            self.postgres.ensure_running()
        else:
            checks.database(self.environment["DATABASE_URL"])
        if self.valkey:
            self.valkey.ensure_running()
        else:
            checks.broker(self.environment["REDIS_URL"])
        if self.sink:
            self.sink.start()

    def _prepare(self) -> None:
        """Tables, static files, sample project; with the reason in one sentence when that fails."""
        log = self.place.logs / "prepare.log"
        log.unlink(missing_ok=True)
        preparing = self._launch("prepare", [sys.executable, "-m", "callcenter_planner.embedded.prepare"])
        if preparing.wait():
            said = processes.last_words(log)
            if "No space left on device" in log.read_text(errors="replace"):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.place.var))
            raise CannotStart(f"tables, static files or sample were not made; {log} ends: {said}")

    def _launch(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        log = self.place.logs / f"{name}.log"
        return processes.spawn(command, var=self.place.var, log=log, env=self.environment, cwd=ROOT)

    def _spawn(self, name: str) -> None:
        self.children[name] = self._launch(name, self._commands()[name])

    def _wait_for_first_page(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_FIRST_PAGE
        while not self._answers():
            if self.children["web"].poll() is not None or time.monotonic() > deadline:
                log = self.place.logs / "web.log"
                raise CannotStart(f"the web server does not answer; {log} ends: {processes.last_words(log)}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        """Whether a page comes back; with what status does not matter here."""
        site = urlsplit(self.environment["BASE_URL"]).netloc
        request = urllib.request.Request(
            f"http://{self.host}:{self.port}{FIRST_PAGE}", headers={"Host": site}
        )
        try:
            urllib.request.build_opener(_NoRedirects).open(request, timeout=10).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def summary(self) -> str:
        """The short block that a person needs to begin."""
        address = self.environment["BASE_URL"]
        lines = {"Open": address}
        sign_ins = self.place.var / "sample-sign-ins"
        if sign_ins.exists():
            lines["Sign in"] = sign_ins.read_text().strip()
        server = checks.without_password(self.environment["EMAIL_URL"])
        lines["Mails"] = f"{address}/dev/inbox/" if self.sink else server
        lines["Data"] = self._data()
        lines["Logs"] = str(self.place.logs)
        lines["Stop"] = "Ctrl-C"
        told = [_indented(name, text) for name, text in lines.items()]
        return "\n".join(["", "Callcenter Planner is running.", *told, ""])

    def _data(self) -> str:
        parts = [str(self.place.var)]
        if self.postgres and self.place.var not in self.place.postgres.parents:
            parts.append(f"database in {self.place.postgres}")
        if not self.postgres:
            parts.append(f"database {checks.without_password(self.environment['DATABASE_URL'])}")
        return ", ".join(parts)

    def _watch(self) -> None:
        """Whatever ends without being asked is started again."""
        while True:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            if self.postgres:
                self.postgres.ensure_running()
            if self.valkey:
                self.valkey.ensure_running()
            for name, child in self.children.items():
                if child.poll() is not None:
                    print(
                        f"The {name} ended unexpectedly ({child.returncode}) and is started again.",
                        flush=True,
                    )
                    self._clear_away(child.pid)
                    self._spawn(name)

    def _clear_away(self, session: int) -> None:
        """What a child left behind in its session would hold its port or its tasks."""
        left = [
            process for process in processes.marked(self.place.var) if processes.session(process) == session
        ]
        processes.stop(left, grace=SECONDS_TO_FINISH)

    def _stop(self) -> None:
        """Children first, so that what they finish is still written down; the database last."""
        signal.signal(signal.SIGINT, self._hurry)
        if self.children:
            print("\nStopping. Ctrl-C again ends what is still at work.", flush=True)
        processes.stop(processes.marked(self.place.var), grace=SECONDS_TO_FINISH)
        for child in self.children.values():
            child.wait()
        if self.sink:
            self.sink.stop()
        if self.valkey:
            self.valkey.stop()
        if self.postgres:
            self.postgres.stop()

    def _hurry(self, number: int, frame: FrameType | None) -> None:
        processes.stop(processes.marked(self.place.var), grace=0)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer, too."""

    def redirect_request(self, *arguments: object) -> None:
        return None


def _indented(name: str, text: str) -> str:
    first, *others = text.splitlines()
    return "\n".join([f"  {name:<8} {first}", *(f"  {'':<8} {line}" for line in others)])
