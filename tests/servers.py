"""PostgreSQL and Valkey for one run of the tests."""

import os
import shutil
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import redis

from callcenter_planner.embedded import places
from callcenter_planner.embedded.places import Place
from callcenter_planner.embedded.postgres import Postgres
from callcenter_planner.embedded.valkey import Valkey

# Nothing here has to outlive a power cut; every one of these still survives SIGKILL.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}
RUN = "PLANNER_TEST_RUN"


@dataclass
class TestServers:
    """The servers of one run, named by the process that leads it."""

    __test__ = False

    name: str
    var: Path

    @classmethod
    def of_this_run(cls, folder: Path) -> "TestServers":
        name = os.environ.setdefault(RUN, str(os.getpid()))
        return cls(name=name, var=folder / f"run-{name}")

    @property
    def database_url(self) -> str:
        given = os.environ.get("TEST_DATABASE_URL")
        database = f"run_{self.name}"
        return (
            urlsplit(given)._replace(path=f"/{database}").geturl() if given else self.postgres.url(database)
        )

    def redis_url(self, database: int) -> str:
        given = os.environ.get("TEST_REDIS_URL")
        return f"{given.rstrip('/')}/{database}" if given else self.valkey.url(database)

    @cached_property
    def postgres(self) -> Postgres:
        return Postgres(places.choose(self.var), HASTY)

    @cached_property
    def valkey(self) -> Valkey:
        return Valkey(places.choose(self.var), {"appendonly": "no", "databases": "64"})

    def forget(self, database: int, *, prefix: str) -> None:
        """Empty a Redis database, or what is ours of one that others use as well.

        Which queue hangs on which exchange stays: processes that know it do not say it again.
        """
        pattern = f"{prefix}*" if os.environ.get("TEST_REDIS_URL") else "*"
        client = _client(self.redis_url(database))
        for key in client.scan_iter(match=pattern, count=1000):
            if b"_kombu.binding" not in key:
                client.unlink(key)

    def start(self) -> None:
        for leftover in self.var.parent.glob("run-*"):
            if not psutil.pid_exists(int(leftover.name.removeprefix("run-"))):
                remove(places.choose(leftover))
        if not os.environ.get("TEST_DATABASE_URL"):
            self.postgres.ensure_running()
        if not os.environ.get("TEST_REDIS_URL"):
            self.valkey.ensure_running()

    def remove(self) -> None:
        self.postgres.stop()
        self.valkey.stop()
        remove(self.postgres.place)


@cache
def _client(url: str) -> redis.Redis:
    """One connection for all tests of a worker; Celery names sockets in a way of its own."""
    return redis.Redis.from_url(url.replace("redis+socket://", "unix://").replace("virtual_host=", "db="))


def remove(place: Place) -> None:
    """Stop what runs in a place and delete it."""
    Postgres(place).stop()
    Valkey(place).stop()
    for folder in (place.sockets, place.postgres, place.var):
        shutil.rmtree(folder, ignore_errors=True)
