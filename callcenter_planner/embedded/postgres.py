"""One PostgreSQL 18 cluster that listens on a private socket only."""

import os
import shutil
import signal
import subprocess
import time
from urllib.parse import quote

import psutil
import psycopg2

from callcenter_planner.embedded import CannotStart, processes
from callcenter_planner.embedded.places import Place

SUPERUSER = "postgres"
DATABASE = "planner"
# Replaying what a killed server had confirmed but not yet written back can take a while.
SECONDS_TO_RECOVER = 120


class Postgres:
    """The cluster of one place. `options` are server settings, such as {"fsync": "off"} for tests."""

    def __init__(self, place: Place, options: dict[str, str] | None = None) -> None:
        self.place = place
        self.options = options or {}
        self.data = place.postgres / "data"
        self.log = place.logs / "postgres.log"
        self._popen: subprocess.Popen[bytes] | None = None

    def url(self, database: str = DATABASE) -> str:
        """How Django reaches a database of this cluster."""
        return f"postgresql://{SUPERUSER}@{quote(str(self.place.sockets), safe='')}/{database}"

    def ensure_running(self) -> None:
        """Make, start or find the server; returns when it answers. Safe to call at any time."""
        if self.answers():
            return
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        if not self._wait_for_leftover():
            self._forget_the_dead()
            self._launch()
        self._ensure_database()

    def answers(self) -> bool:
        """Whether a session can be opened: a process number alone proves nothing."""
        try:
            self._connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """Roll back what is open, write everything down and end; by force if that takes too long."""
        server = self._server()
        if server is None:
            return
        processes.end(server, (signal.SIGINT, 30), (signal.SIGQUIT, 5), (signal.SIGKILL, 5))
        if self._popen is not None:
            self._popen.wait()

    def _connect(self, database: str = SUPERUSER) -> "psycopg2.extensions.connection":
        return psycopg2.connect(
            host=str(self.place.sockets), user=SUPERUSER, dbname=database, connect_timeout=5
        )

    def _make_cluster(self) -> None:
        """initdb beside its final place, then rename: a cluster that stands is a whole one."""
        unfinished = self.place.postgres / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self.place.own(unfinished)
        sync = ["--no-sync"] if self.options.get("fsync") == "off" else []
        # The built-in locale sorts alike on every machine and after every upgrade.
        made = self._run(
            "initdb", "--pgdata", str(unfinished), "--username", SUPERUSER, "--auth", "trust",
            "--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
            "--locale", "C", *sync,
        )  # fmt: skip
        if made.returncode:
            raise CannotStart(_why(f"the database could not be made: {_last_line(made.stdout)}", made.stdout))
        unfinished.rename(self.data)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.place.programs / program, *arguments],
            cwd=self.place.postgres,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self.place.as_user,
        )

    def _launch(self, *, retries: int = 10) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.place.sockets),
            "max_connections": "100",
            **self.options,
        }
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with processes.open_log(self.log) as output:
            self._popen = subprocess.Popen(
                [self.place.programs / "postgres", "-D", self.data, *arguments],
                cwd=self.place.postgres,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self.place.as_user,
            )
        self._wait_until_it_answers(self._popen, retries=retries)

    def _forget_the_dead(self) -> None:
        """Remove the marks of a server that has ended: its number may belong to another process by now."""
        if self._popen is not None:
            self._popen.wait()
        for mark in (self.data / "postmaster.pid", *self.place.sockets.glob(".s.PGSQL.*")):
            mark.unlink(missing_ok=True)

    def _wait_until_it_answers(self, popen: subprocess.Popen[bytes], *, retries: int) -> None:
        deadline = time.monotonic() + SECONDS_TO_RECOVER
        while time.monotonic() < deadline:
            if self.answers():
                return None
            if popen.poll() is not None:
                said = processes.last_words(self.log, lines=4)
                # A killed server's own helpers need a moment to notice.
                if "is still in use" in said and retries:
                    time.sleep(1)
                    return self._launch(retries=retries - 1)
                raise CannotStart(_why(f"the database stopped while starting; {self.log} ends: {said}", said))
            time.sleep(0.05)
        raise CannotStart(f"the database did not answer for {SECONDS_TO_RECOVER} s; look into {self.log}.")

    def _wait_for_leftover(self) -> bool:
        """Whether a server that an earlier start left behind answers; False once it has ended."""
        deadline = time.monotonic() + SECONDS_TO_RECOVER
        while (server := self._server()) is not None:
            if self.answers():
                return True
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"an earlier database (process {server.pid}) does not answer; stop it and start again."
                )
            time.sleep(0.1)
        return False

    def _server(self) -> psutil.Process | None:
        """The living server of this cluster by its own record, if that process is really one."""
        record = self.data / "postmaster.pid"
        try:
            process = psutil.Process(int(record.read_text().split("\n", 1)[0]))
            ours = processes.is_alive(process) and str(self.data) in process.cmdline()
        except (FileNotFoundError, ValueError, psutil.Error):
            return None
        return process if ours else None

    def _ensure_database(self) -> None:
        connection = self._connect()
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            connection.close()


def _environment() -> dict[str, str]:
    """Nothing of the caller's PG* variables or language reaches the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "nothing was said"


def _why(sentence: str, said: str) -> str:
    """Add the cure where the server's words show the usual cause."""
    if "No space left on device" in said:
        return "the disk is full. Free some space (a first start needs about 1 GB) and start again."
    return sentence
