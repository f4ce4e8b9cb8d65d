"""Whether the application lives (`healthz`) and whether it can do its work (`readyz`)."""

from dataclasses import dataclass

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from mailroom import queries
from mailroom.pace import storage_url


@dataclass(frozen=True)
class Part:
    """One part that the application stands on."""

    name: str
    well: bool
    says: str


def database() -> Part:
    """Whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Part("database", well=False, says=f"The database does not answer: {type(error).__name__}.")
    return Part("database", well=True, says="The database answers.")


def parts() -> list[Part]:
    """All that a working application needs; what hangs on the database is left out while it is away."""
    first = database()
    if not first.well:
        return [first, broker()]
    return [first, migrations(), broker(), clock(), mail()]


def migrations() -> Part:
    """Whether the tables are those that this version expects."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Part(
            "migrations", well=False, says=f"{len(waiting)} migrations wait; run “manage.py migrate”."
        )
    return Part("migrations", well=True, says="All migrations are applied.")


def broker() -> Part:
    """Whether the bell can ring."""
    url = storage_url(settings.REDIS_URL).replace("redis+unix://", "unix://")
    client = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
    try:
        client.ping()
    except redis.RedisError as error:
        says = f"The broker does not answer, so work waits for the clock: {type(error).__name__}."
        return Part("broker", well=False, says=says)
    finally:
        client.close()
    return Part("broker", well=True, says="The broker answers.")


def clock() -> Part:
    """Whether beat and a worker are there: both are needed for one tick."""
    flow = queries.flow()
    if flow.clock_at is None:
        return Part("clock", well=False, says="No worker has reported yet. Are a worker and beat running?")
    if flow.clock_stands:
        says = (
            f"No worker has reported since {flow.clock_at:%Y-%m-%d %H:%M} UTC. Are a worker and beat running?"
        )
        return Part("clock", well=False, says=says)
    return Part("clock", well=True, says="A worker reports each minute.")


def mail() -> Part:
    """Whether mail leaves. The server's words may name it, so they are in the log and not here."""
    flow = queries.flow()
    if flow.since is not None:
        says = f"{flow.late} mails wait since {flow.since:%Y-%m-%d %H:%M} UTC."
        if flow.trouble:
            says += " The mail server does not take them; the worker's log has its words."
        return Part("mail", well=False, says=says)
    return Part("mail", well=True, says="Mail leaves in time.")
