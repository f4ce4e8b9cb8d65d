"""One Valkey that listens on a private socket only and writes down every change."""

import os
import signal
import subprocess
import time

import psutil
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from callcenter_planner.embedded import CannotStart, places, processes
from callcenter_planner.embedded.places import Place

SECONDS_TO_LOAD = 60


class Valkey:
    """The server of one place. `options` are server settings, such as {"appendonly": "no"}."""

    def __init__(self, place: Place, options: dict[str, str] | None = None) -> None:
        self.place = place
        self.options = options or {}
        self.socket = place.sockets / "valkey.sock"
        self.data = place.var / "valkey"
        self.log = place.logs / "valkey.log"
        self._popen: subprocess.Popen[bytes] | None = None

    def url(self, database: int = 0) -> str:
        """How Celery names a Redis behind a socket."""
        return f"redis+socket://{self.socket}?virtual_host={database}"

    def ensure_running(self) -> None:
        """Start the server, or find the one that outlived its owner; returns when it answers."""
        if self.answers():
            return
        if self._wait_for_leftover():
            return
        if self._popen is not None:
            self._popen.wait()
        self._launch()

    def answers(self) -> bool:
        """Whether it answers a ping, which it does only once everything kept is loaded."""
        once = Retry(NoBackoff(), 0)
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5, retry=once)
        try:
            return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False
        finally:
            client.close()

    def stop(self) -> None:
        """End it; what it was told is on disk already."""
        server = self._server()
        if server is None:
            return
        processes.end(server, (signal.SIGTERM, 10), (signal.SIGKILL, 5))
        if self._popen is not None:
            self._popen.wait()

    def _launch(self) -> None:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "pidfile": str(self.data / "pid"),
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
            **self.options,
        }
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        with processes.open_log(self.log) as output:
            self._popen = subprocess.Popen(
                [places.valkey_program(), *arguments],
                cwd=self.place.var,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_it_answers(self._popen)

    def _wait_until_it_answers(self, popen: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + SECONDS_TO_LOAD
        while time.monotonic() < deadline:
            if self.answers():
                return
            if popen.poll() is not None:
                said = processes.last_words(self.log, lines=2)
                raise CannotStart(f"the broker stopped while starting; {self.log} ends: {said}")
            time.sleep(0.02)
        raise CannotStart(
            f"the broker does not answer after {SECONDS_TO_LOAD} seconds; look into {self.log}."
        )

    def _wait_for_leftover(self) -> bool:
        deadline = time.monotonic() + SECONDS_TO_LOAD
        while (server := self._server()) is not None:
            if self.answers():
                return True
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"an earlier broker (process {server.pid}) does not answer; stop it and start again."
                )
            time.sleep(0.1)
        return False

    def _server(self) -> psutil.Process | None:
        """The living server by its own record, if that process is really one."""
        try:
            process = psutil.Process(int((self.data / "pid").read_text()))
            # It rewrites its command line, but it works in its data folder.
            ours = processes.is_alive(process) and process.cwd() == str(self.data)
        except (FileNotFoundError, ValueError, psutil.Error):
            return None
        return process if ours else None
