"""What has to be true of the machine and of the user's own servers, and the sentence for when it is not."""

import contextlib
import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

from callcenter_planner.embedded import CannotStart

LEAST_FREE_SPACE = 300 * 1024 * 1024


def space(var: Path) -> None:
    """There is room for a first start's database and static files."""
    free = shutil.disk_usage(var).free
    if free < LEAST_FREE_SPACE:
        raise CannotStart(
            f"only {free // 2**20} MB are free on the disk of {var}. Free some space, at least "
            f"{LEAST_FREE_SPACE // 2**20} MB, and start again."
        )


@contextlib.contextmanager
def alone(var: Path) -> Iterator[None]:
    """One start at a time for one `var`; the lock ends with its process, however that ends."""
    with (var / "run" / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise CannotStart(f"it runs already, as process {holder}. Stop that one with Ctrl-C.") from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def port(host: str, number: int) -> None:
    """Nobody else listens where the web server is going to."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError as error:
            raise CannotStart(
                f"port {number} on {host} is not free ({error.strerror}). Stop the program that uses it, or "
                f"choose another port: PORT={number + 1} bin/start"
            ) from error


def database(url: str) -> None:
    """The database that the user names answers."""
    try:
        psycopg2.connect(url, connect_timeout=5).close()
    except psycopg2.Error as error:
        raise CannotStart(
            f"DATABASE_URL names {without_password(url)}, which cannot be used ({_first_line(error)}). Start "
            "that server, correct DATABASE_URL, or unset it to use the database that comes along."
        ) from error


def broker(url: str) -> None:
    """The broker that the user names answers."""
    address = url.replace("redis+socket://", "unix://", 1)
    client = redis.Redis.from_url(address, socket_connect_timeout=5, socket_timeout=5)
    try:
        client.ping()
    except (redis.RedisError, ValueError) as error:
        raise CannotStart(
            f"REDIS_URL names {without_password(url)}, which cannot be used ({_first_line(error)}). Start "
            "that server, correct REDIS_URL, or unset it to use the broker that comes along."
        ) from error
    finally:
        client.close()


def without_password(url: str) -> str:
    """A URL as it may be shown."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":***@")))


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
