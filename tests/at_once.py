"""Two at the same moment: one begins on a connection of its own, and waits for a lock that the test has."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connection


def begin(act: Callable[[], object]) -> "Future[None]":
    """Does it on a connection of its own, and returns once it waits there for somebody's lock."""

    def on_its_own() -> None:
        try:
            act()
        finally:
            connection.close()

    other = ThreadPoolExecutor(1)
    ends = other.submit(on_its_own)
    other.shutdown(wait=False)
    deadline = time.monotonic() + 30
    while not somebody_waits():
        assert time.monotonic() < deadline, "it did not come to wait"
        assert not ends.done(), "it did not wait"
        time.sleep(0.02)
    return ends


def somebody_waits() -> bool:
    """Whether another connection waits for a lock that this one has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        waits: bool = cursor.fetchone()[0]
    return waits


def held(row: Any) -> Any:
    """The row with the lock that its own actions take."""
    return type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
