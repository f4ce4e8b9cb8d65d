"""Backup and restore: `bin/backup` and `bin/restore`.

A backup is a folder with a dump and a list of every table's rows and their hash, both of the same
instant. A restore fills an empty database and compares it with that list, so that it is known to be
whole, not hoped to be. Everything is in the database, uploaded files included; only SECRET_KEY is not.
"""

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import psycopg2
from psycopg2 import sql

from callcenter_planner.embedded import CannotStart, places
from callcenter_planner.embedded.postgres import Postgres
from callcenter_planner.embedded.supervisor import ROOT

DUMP, LIST = "planner.dump", "tables.json"
# How a value reads as text depends on these.
SAME_TEXT = "SET TimeZone = UTC; SET DateStyle = ISO; SET bytea_output = hex; SET extra_float_digits = 1"
# Rows in any order give one hash.
CONTENT = sql.SQL(
    "SELECT count(*), md5(coalesce(string_agg(line, '' ORDER BY line), '')) "
    "FROM (SELECT md5(t::text) AS line FROM {table} t) AS lines"
)


class Content(NamedTuple):
    """What one table holds: how many rows, and one hash over all of them in any order."""

    rows: int
    hash: str


class CannotRestore(Exception):
    """The text says why, and what to do."""


def save(url: str, folder: Path, programs: Path | None) -> dict[str, Content]:
    """Dump and list one instant of a database, while it is in use."""
    folder.mkdir(parents=True)
    with _connected(url) as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        target = str(folder / DUMP)
        _run(programs, "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}", url)
        content = _content(cursor)
    (folder / LIST).write_text(json.dumps(content, indent=1) + "\n")
    return content


def restore(url: str, folder: Path, programs: Path | None) -> dict[str, Content]:
    """Fill an empty database, all or nothing, and prove that it holds what was saved."""
    expected = {name: Content(*values) for name, values in json.loads((folder / LIST).read_text()).items()}
    with _connected(url) as cursor:
        if _tables(cursor):
            raise CannotRestore("the database is not empty. Make an empty one and name it in DATABASE_URL.")
    plain = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run(programs, "pg_restore", *plain, f"--dbname={url}", str(folder / DUMP))
    with _connected(url) as cursor:
        restored = _content(cursor)
    names = sorted(expected.keys() | restored.keys())
    different = [name for name in names if expected.get(name) != restored.get(name)]
    if different:
        raise CannotRestore(f"not as they were saved: {', '.join(different)}. Do not use this database.")
    return restored


def _content(cursor: Any) -> dict[str, Content]:
    cursor.execute(SAME_TEXT)
    content = {}
    for table in _tables(cursor):
        cursor.execute(CONTENT.format(table=sql.Identifier(table)))
        content[table] = Content(*cursor.fetchone())
    return content


def _tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [name for (name,) in cursor.fetchall()]


@contextlib.contextmanager
def _connected(url: str) -> Iterator[Any]:
    connection = psycopg2.connect(url, connect_timeout=10)
    try:
        with connection, connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _run(programs: Path | None, program: str, *arguments: str) -> None:
    """The program that comes along, which reads every older server, else the machine's own."""
    found = programs / program if programs else shutil.which(program)
    if found is None:
        raise CannotRestore(f"{program} is missing. Install PostgreSQL's client programs.")
    ended = subprocess.run([found, *arguments], stderr=subprocess.PIPE, text=True, check=False)
    if ended.returncode:
        raise CannotRestore(f"{program} stopped: {ended.stderr.strip().splitlines()[-1]}")


@contextlib.contextmanager
def _database(given: str, var: Path) -> Iterator[tuple[str, Path | None]]:
    """The user's own database, or the embedded one, started for as long as it is needed."""
    if given:
        yield given, places.installed_programs()
        return
    postgres = Postgres(places.choose(var))
    was_running = postgres.answers()
    postgres.ensure_running()
    try:
        yield postgres.url(), postgres.place.programs
    finally:
        if not was_running:
            postgres.stop()


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="bin/backup or bin/restore", description=__doc__)
    parser.add_argument("act", choices=["save", "restore"])
    parser.add_argument("folder", nargs="?", type=Path, help="the backup; by default a new dated folder")
    given = parser.parse_args()
    var = ROOT / (os.environ.get("VAR_DIR", "").strip() or "var")
    if given.folder is None and given.act == "restore":
        parser.error("name the backup's folder")
    folder = given.folder or var / "backups" / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}"
    try:
        with _database(os.environ.get("DATABASE_URL", "").strip(), var) as (url, programs):
            content = (save if given.act == "save" else restore)(url, folder, programs)
    except (CannotRestore, CannotStart, FileExistsError, FileNotFoundError, psycopg2.Error) as error:
        print(f"Not done: {str(error).strip()}", file=sys.stderr)
        return 1
    rows = sum(table.rows for table in content.values())
    done = "Saved" if given.act == "save" else "Restored and compared"
    print(f"{done}: {len(content)} tables, {rows} rows, {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
