"""Case 30: a backup that was restored holds what was saved, and a restore that went wrong says so."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from callcenter_planner import backup
from callcenter_planner.embedded.places import Place
from callcenter_planner.embedded.postgres import Postgres
from tests.servers import HASTY

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.fault


def execute(url: str, statement: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


@pytest.fixture(scope="module")
def server(lasting_place: Place) -> Iterator[Postgres]:
    server = Postgres(lasting_place, HASTY)
    server.ensure_running()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def filled(server: Postgres) -> str:
    """A database with all tables, a person, a project and its audit trail."""
    url = server.url()
    code = (
        "from projects import actions\n"
        "from projects.models import User\n"
        "lead = User.objects.create_user('kim@example.org', name='Zoë Łęcka 🎈')\n"
        "actions.create_project(by=lead, name='Lakeside', organisation='Lakeside Health', purpose='',\n"
        "    time_zone='America/Chicago', currency='USD')\n"
    )
    for command in (["migrate"], ["shell", "-c", code]):
        subprocess.run(
            [sys.executable, "manage.py", *command, "--verbosity", "0"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url},
            check=True,
        )
    return url


@pytest.fixture
def empty(server: Postgres, filled: str) -> str:
    execute(filled, "DROP DATABASE IF EXISTS empty")
    execute(filled, "CREATE DATABASE empty")
    return server.url("empty")


def test_a_restored_database_holds_what_was_saved(server: Postgres, filled: str, empty: str, tmp_path: Path):
    saved = backup.save(filled, tmp_path / "saved", server.place.programs)
    assert saved["projects_project"].rows == 1
    restored = backup.restore(empty, tmp_path / "saved", server.place.programs)
    assert restored == saved
    # Numbers go on where they were, and the audit trail is still append-only.
    execute(empty, "INSERT INTO django_content_type (app_label, model) VALUES ('one', 'more')")
    with pytest.raises(psycopg2.Error, match="append"):
        execute(empty, "DELETE FROM projects_auditentry")


def test_a_restore_that_lost_a_row_says_so(server: Postgres, filled: str, empty: str, tmp_path: Path):
    backup.save(filled, tmp_path / "saved", server.place.programs)
    listed = tmp_path / "saved" / backup.LIST
    content = json.loads(listed.read_text())
    content["projects_user"][0] += 1
    listed.write_text(json.dumps(content))
    with pytest.raises(backup.CannotRestore, match=r"^not as they were saved: projects_user\."):
        backup.restore(empty, tmp_path / "saved", server.place.programs)


def test_a_database_in_use_is_never_restored_into(server: Postgres, filled: str, tmp_path: Path):
    saved = backup.save(filled, tmp_path / "saved", server.place.programs)
    with pytest.raises(backup.CannotRestore, match="not empty"):
        backup.restore(filled, tmp_path / "saved", server.place.programs)
    assert backup.save(filled, tmp_path / "again", server.place.programs) == saved


def test_the_commands_save_and_restore(server: Postgres, filled: str, empty: str, tmp_path: Path):
    for command, url in (("backup", filled), ("restore", empty)):
        done = subprocess.run(
            [f"bin/{command}", tmp_path / "saved"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Restored and compared: ")
