"""What comes in is somebody else's word: a file that was changed, broken or made to harm writes nothing."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.db import connection
from psycopg2 import sql

from callcenter_planner.whole import arriving, exceptions, pack, unpack
from crisis.actions import stand_down
from crisis.models import Finding
from crisis.ways import Way
from mailroom import links
from mailroom.models import Message
from projects.models import Arrival, Project, User
from tests.crisis.factories import make_person, make_run
from tests.mailroom.factories import make_message
from tests.marketing_sync.factories import make_launch, make_training
from tests.projects.factories import make_project
from tests.stakeholders.factories import make_answer, make_stakeholder

PROJECT = "data/projects.Project.jsonl"


@pytest.fixture
def project(db):
    project = make_project("Lakeside")
    make_answer(project, "Nobody owned the tray.")
    make_message(project)
    links.issue(project=project, purpose="stakeholders:personal", person=project.stakeholders.get())
    return project


@pytest.fixture
def content(project, tmp_path) -> dict[str, bytes]:
    """The files of an export of the project."""
    pack.pack(project, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(content: dict[str, bytes], **more: Any) -> io.BytesIO:
    """A ZIP of these files, whose manifest tells their hashes anew: an attacker can do that as well."""
    written = io.BytesIO()
    manifest = json.loads(content[pack.MANIFEST])
    for name, one in content.items():
        if name in manifest["files"]:
            manifest["files"][name] = unpack.hashlib.sha256(one).hexdigest()
    manifest |= more
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, one in content.items():
            file.writestr(name, json.dumps(manifest) if name == pack.MANIFEST else one)
    return written


def changed(content: dict[str, bytes], table: str, **values: Any) -> dict[str, bytes]:
    """The files with other values in the first row of one of them."""
    first, *rest = content[table].splitlines(keepends=True)
    line = json.dumps(json.loads(first) | values).encode() + b"\n"
    return content | {table: line + b"".join(rest)}


def rows_of_everything() -> dict[str, int]:
    """How many rows each table holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        counts = {}
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            counts[table] = cursor.fetchone()[0]
        return counts


def assert_refused(file: io.BytesIO, by: User, says: str) -> None:
    """The file is refused with a sentence, and nothing is written."""
    before = rows_of_everything()
    with pytest.raises(unpack.CannotOpen, match=says):
        unpack.unpack(file, by=by)
    assert rows_of_everything() == before


def test_what_was_exported_is_taken_in(project, content):
    assert unpack.unpack(zipped(content), by=project.created_by)[0].name == "Lakeside"


def test_a_file_of_an_earlier_planner_is_taken_in_and_no_word_of_it_is_lost(project, tmp_path):
    make_person(project, name="Sam Patel")
    pack.pack(project, tmp_path / "earlier.zip")
    with zipfile.ZipFile(tmp_path / "earlier.zip") as packed:
        earlier = {name: packed.read(name) for name in packed.namelist()}
    texts = {"phone": "555 0163 ext. 22", "other_ways": "Pager 4471\n\nFront desk of the north clinic"}
    file = zipped(changed(earlier, "data/crisis.CrisisPerson.jsonl", **texts))
    (person,) = unpack.unpack(file, by=project.created_by)[0].crisis_people.all()
    assert [way.way for way in person.ways.all()] == [
        Way("phone", "555 0163 ext. 22"),
        Way("pager", "4471"),
        Way("other", "Front desk of the north clinic"),
    ]
    unknown = changed(earlier, "data/crisis.CrisisPerson.jsonl", shoe_size="44")
    assert_refused(zipped(unknown), project.created_by, "shoe_size")
    strange = changed(earlier, "data/crisis.CrisisPerson.jsonl", phone="5" * 41)
    assert_refused(zipped(strange), project.created_by, "“phone” holds what cannot stand there")


def test_a_file_that_says_for_which_day_a_training_was_laid_is_taken_in(project, tmp_path):
    make_training(make_launch(project))
    pack.pack(project, tmp_path / "earlier.zip")
    with zipfile.ZipFile(tmp_path / "earlier.zip") as packed:
        earlier = {name: packed.read(name) for name in packed.namelist()}
    file = zipped(changed(earlier, "data/marketing_sync.CampaignTraining.jsonl", laid_for="2026-10-05"))
    again = unpack.unpack(file, by=project.created_by)[0]
    assert again.launches.get().campaign_training.people.count() == 1


def test_the_review_of_a_file_of_an_earlier_planner_becomes_a_list_and_no_word_is_lost(project, tmp_path):
    run = make_run(project)
    stand_down(activation=run, version=1, met=[], reason="Over", by=project.created_by)
    pack.pack(project, tmp_path / "earlier.zip")
    with zipfile.ZipFile(tmp_path / "earlier.zip") as packed:
        earlier = {name: packed.read(name) for name in packed.namelist()}
    # There was no list of findings then.
    lists = "data/crisis.Finding.jsonl"
    manifest = json.loads(earlier[pack.MANIFEST])
    del manifest["rows"]["crisis.Finding"], manifest["files"][lists], earlier[lists]
    earlier[pack.MANIFEST] = json.dumps(manifest).encode()
    long = " ".join(f"word{number}" for number in range(300))
    texts = {"went_well": "Calm voices\n\nPaper logs", "gaps": long}
    about = {"changed_at": "2026-02-03T10:00:00+00:00", "changed_by": 0, "version": 3}
    file = zipped(changed(earlier, "data/crisis.AfterAction.jsonl", **texts, **about))
    again = unpack.unpack(file, by=project.created_by)[0]
    found = Finding.objects.filter(review__activation__project=again)
    assert [one.text for one in found.filter(kind="well")] == ["Calm voices", "Paper logs"]
    assert " ".join(one.text for one in found.filter(kind="gap")) == long
    assert {(one.changed_by, one.changed_at.isoformat()) for one in found} == {
        (project.created_by, about["changed_at"])
    }
    # Who changed it has to be somebody in the file.
    stranger = changed(earlier, "data/crisis.AfterAction.jsonl", **texts, **about | {"changed_by": 99})
    assert_refused(zipped(stranger), project.created_by, "points at one that is not in the file")


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "data/../x.jsonl", "data\\x", "evil.sh", "data/", "files/x/../1"],
)
def test_a_name_that_leads_elsewhere_is_refused(project, content, name):
    assert_refused(zipped(content | {name: b"x"}), project.created_by, "does not belong")


def test_a_file_that_the_list_does_not_tell_is_refused(project, content):
    file = zipped(content | {"files/mailroom.Message.html/0": b"x"})
    assert_refused(file, project.created_by, "does not belong")


def test_a_bomb_does_not_burst(project, content):
    bomb = zipped(content | {"data/projects.AuditEntry.jsonl": b" " * 60_000_000})
    assert_refused(bomb, project.created_by, "would burst")


def test_a_size_that_was_told_wrongly_is_noticed(project, content, monkeypatch):
    monkeypatch.setattr(unpack, "LARGEST_TABLE", 100)
    assert_refused(zipped(content), project.created_by, "larger than")


def test_another_version_is_told(project, content):
    file = zipped(content, schema=exceptions.SCHEMA + 1)
    assert_refused(file, project.created_by, "is of version 2, and this planner reads version 1")


@pytest.mark.parametrize("name", [PROJECT, pack.PEOPLE, "data/mailroom.Message.jsonl", pack.MANIFEST])
def test_a_missing_file_is_named(project, content, name):
    whole = {other: one for other, one in content.items() if other != name}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for other, one in whole.items():
            file.writestr(other, one)
    assert_refused(written, project.created_by, name.replace(".", r"\."))


@pytest.mark.parametrize("junk", [b"", b"PK", b"GIF89a", b"\x00" * 4000])
def test_what_is_no_zip_is_refused(project, junk):
    assert_refused(io.BytesIO(junk), project.created_by, "not a ZIP file")


def test_a_file_that_was_cut_off_is_refused(project, content):
    whole = zipped(content).getvalue()
    assert_refused(io.BytesIO(whole[: len(whole) // 2]), project.created_by, "not a ZIP file")


def test_a_file_that_is_not_as_it_was_exported_is_refused(project, content):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name, one in content.items():
            file.writestr(name, one.replace(b"Lakeside", b"Seaside") if name == PROJECT else one)
    assert_refused(written, project.created_by, "is not as it was exported")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"accent": "#0b6e69;} body{display:none"}, "accent"),
        ({"name": "x" * 200}, "name"),
        ({"name": None}, "name"),
        ({"name": {"a": 1}}, "name"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"is_staff": True}, "is_staff"),
        ({"go_live_target": "yesterday"}, "go_live_target"),
        ({"purpose": "a\x00b"}, "character"),
        ({"logo": "../../etc/passwd"}, "not in the ZIP"),
    ],
)
def test_a_value_that_no_form_would_take_is_refused_and_named(project, content, values, says):
    assert_refused(zipped(changed(content, PROJECT, **values)), project.created_by, says)


@pytest.mark.parametrize("place", [-1, 10**9, "1", True, 1.5, None])
def test_a_row_that_points_elsewhere_is_refused(project, content, place):
    file = zipped(changed(content, "data/stakeholders.Answer.jsonl", interview=place))
    assert_refused(file, project.created_by, "points at one that is not in the file")


def test_a_mail_cannot_name_a_link_of_somebody_else(project, content):
    marker = Message.objects.filter(project=project).earliest("pk").marker
    file = zipped(changed(content, "data/mailroom.Message.jsonl", html=f"https://{marker}.invalid/1"))
    assert_refused(file, project.created_by, "names a link that is not in the file")


@pytest.mark.parametrize(
    ("purpose", "person"),
    [
        # The number of an account, of which there may be a stakeholder elsewhere.
        ("stakeholders:personal", "projects.user#0"),
        # The number of an answer, the same.
        ("stakeholders:personal", "stakeholders.answer#0"),
        ("outcomes:say_by_link", "stakeholders.stakeholder#0"),
        ("mailroom:unsubscribe", "projects.user#0"),
        ("roof:new_password", "projects.user#0"),
        ("roof:join", "stakeholders.stakeholder#0"),
    ],
)
def test_a_link_opens_nobody_elses_page(project, content, purpose, person):
    table = "data/mailroom.PersonalLink.jsonl"
    file = zipped(changed(content, table, purpose=purpose, person=person))
    assert_refused(file, project.created_by, "a link is for a row that its page is not about")


@pytest.mark.parametrize("state", ["queued", "ambiguous"])
def test_a_mail_that_is_said_to_wait_does_not_leave(project, content, state):
    table = "data/mailroom.Message.jsonl"
    file = zipped(changed(content, table, state=state, to_email="stranger@example.org", in_digest=True))
    brought, _names = unpack.unpack(file, by=project.created_by)
    mail = Message.objects.get(project=brought, to_email="stranger@example.org")
    assert (mail.state, mail.in_digest) == ("cancelled", False)


def test_rows_that_break_a_rule_of_the_database_are_refused(project, content):
    double = content["data/stakeholders.Stakeholder.jsonl"]
    manifest = json.loads(content[pack.MANIFEST])
    rows = manifest["rows"] | {"stakeholders.Stakeholder": 2}
    file = zipped(content | {"data/stakeholders.Stakeholder.jsonl": double * 2}, rows=rows)
    make_stakeholder(project)
    assert_refused(file, project.created_by, "do not fit together")


def test_the_page_says_what_is_wrong_and_writes_nothing(project, client, django_capture_on_commit_callbacks):
    client.force_login(project.created_by)
    upload = io.BytesIO(b"GIF89a")
    upload.name = "../picture.zip"
    client.post("/projects/bring/", {"file": upload})
    arrival = Arrival.objects.get()
    unpacked = client.get(f"/projects/bring/{arrival.pk}/")
    assert "Being read" in unpacked.content.decode()
    assert arriving.take_in(arrival_id=arrival.pk)
    page = client.get(f"/projects/bring/{arrival.pk}/").content.decode()
    assert "This is not a ZIP file" in page
    assert "Nothing was written." in page
    assert arrival.name == "picture.zip"
    assert Project.objects.count() == 1
    assert bytes(Arrival.objects.get().content) == b""
