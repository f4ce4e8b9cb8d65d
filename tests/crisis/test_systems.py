"""Systems: how soon they must be back, what stands in, and what is wrong with that, with its reason."""

import csv
import datetime
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from crisis import actions, queries
from crisis.models import CrisisRole, System
from crisis.recovery import Flag, Tried, flags
from projects.models import Project
from tests.crisis.factories import make_person, make_system
from tests.projects.factories import lead_of, make_project

TODAY = datetime.date(2026, 11, 27)


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend")
    client.force_login(lead_of(project))
    return project


def url(name: str, project: Project, *args: Any) -> str:
    return reverse(f"crisis:{name}", args=[project.slug, *args])


def judged(**known: Any) -> list[Flag]:
    asked = {"has_owner": True, "has_backup": True, "recovery": 60, "data": 15, "tried": None, "today": TODAY}
    return flags(**{**asked, **known})


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"tried": Tried(TODAY, True, 60, 15)}, []),
        ({"tried": Tried(TODAY, True, 61, 15)}, [Flag.TOO_SLOW]),
        ({"tried": Tried(TODAY, True, 60, 16)}, [Flag.LOST_TOO_MUCH]),
        ({"tried": Tried(TODAY, True, None, None)}, [Flag.NOT_MEASURED]),
        ({"tried": Tried(TODAY, False, 5, 5)}, [Flag.FAILED]),
        ({"tried": Tried(TODAY - datetime.timedelta(days=365), True, 1, 1)}, []),
        ({"tried": Tried(TODAY - datetime.timedelta(days=366), True, 1, 1)}, [Flag.TESTED_LONG_AGO]),
        ({}, [Flag.NEVER_TESTED]),
        (
            {"has_owner": False, "has_backup": False, "recovery": None},
            [Flag.NO_BACKUP, Flag.NO_OWNER, Flag.NO_TARGET, Flag.NEVER_TESTED],
        ),
    ],
)
def test_what_is_wrong_with_a_recovery(known: dict[str, Any], expected: list[Flag]):
    assert judged(**known) == expected


minutes = st.none() | st.integers(0, 10_000)


@given(minutes, minutes, st.booleans(), st.booleans())
def test_what_was_never_tried_is_never_sound(
    recovery: int | None, data: int | None, owner: bool, backup: bool
):
    assert judged(recovery=recovery, data=data, has_owner=owner, has_backup=backup)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_slower_recovery_is_never_judged_better(target: int, took: int):
    now = judged(recovery=target, tried=Tried(TODAY, True, took, 0))
    slower = judged(recovery=target, tried=Tried(TODAY, True, took + 1, 0))
    assert set(now) <= set(slower)


def test_each_flag_says_its_reason(client: Client, project: Project):
    phones = make_system(
        project, name="Telephone system", recovery_minutes=60, data_minutes=0, owner=make_person(project)
    )
    make_system(project, name="Dialler", needs=[phones])
    day = project.today().isoformat()
    there = url("keep_test", project, phones.pk)
    client.post(there, {"tested_on": day, "worked": "on", "recovered_minutes": 90, "lost_minutes": 0})
    page = client.get(url("systems", project)).content.decode()
    assert "Single point of failure: nothing stands in, and Dialler need it." in page
    assert "It took 90 min to be back; the target is 1 hour." in page
    assert "Its recovery was never tried." in page
    assert "0 of 2 systems would be back in time" in page


def test_a_person_who_alone_holds_a_role_is_a_single_point(client: Client, project: Project):
    make_person(project, CrisisRole.TECHNOLOGY_LEAD, CrisisRole.CLINICAL_LEAD, name="Sam Patel")
    make_system(project, backup="Mobiles")
    page = client.get(url("systems", project)).content.decode()
    assert "Sam Patel: the only one who is Technology lead, Clinical lead." in page


def test_a_test_cannot_lie_ahead(client: Client, project: Project):
    system = make_system(project)
    later = (project.today() + datetime.timedelta(days=1)).isoformat()
    response = client.post(url("keep_test", project, system.pk), {"tested_on": later, "note": "Soon"})
    assert response.status_code == 422
    assert "This day has not come yet." in response.content.decode()
    assert "Soon" in response.content.decode()
    assert not system.tests.exists()


def test_two_who_change_a_system_see_both_texts(client: Client, project: Project):
    system, other = make_system(project, name="First"), make_system(project, name="Other")
    actions.change_system(system=system, by=lead_of(project), version=1, needs=[other], name="Theirs")
    there = url("change_system", project, system.pk)
    response = client.post(there, {"name": "Mine", "version": 1})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Saved meanwhile: “Theirs”." in page
    assert "Saved meanwhile: “Other”." in page
    assert client.post(there, {"name": "Mine", "version": 2}).status_code == 302
    system.refresh_from_db()
    assert (system.name, system.needs.count()) == ("Mine", 0)


def test_nobody_and_nothing_of_another_project_is_chosen(client: Client, project: Project):
    other = make_project("Elsewhere")
    given = {"name": "Phones", "owner": make_person(other).pk, "needs": [make_system(other).pk]}
    response = client.post(url("new_system", project), given)
    assert response.status_code == 422
    assert not project.systems.exists()


def test_a_system_is_put_aside_and_taken_back(client: Client, project: Project):
    system = make_system(project)
    client.post(url("archive_system", project, system.pk))
    assert list(queries.systems(project)) == []
    assert client.get(url("system", project, system.pk)).status_code == 200
    client.post(url("restore_system", project, system.pk))
    assert list(queries.systems(project)) == [system]


def test_the_systems_leave_as_a_file_that_holds_no_formula(client: Client, project: Project):
    make_system(project, name="=cmd()", vendor="+1 312 555", recovery_minutes=60)
    lines = list(
        csv.reader(io.StringIO(client.get(url("export_systems", project)).content.decode("utf-8-sig")))
    )
    row = dict(zip(lines[0], lines[1], strict=True))
    assert (row["System"], row["Vendor"], row["Back within, in minutes"]) == ("'=cmd()", "'+1 312 555", "60")
    assert "Its recovery was never tried." in row["What is wrong"]


@pytest.mark.parametrize("name", ["systems", "export_systems"])
def test_the_list_asks_as_often_for_many_as_for_one(client: Client, project: Project, name: str):
    there = url(name, project)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(there).status_code == 200
        return len(asked)

    def one() -> System:
        system = make_system(project, owner=make_person(project), needs=list(project.systems.all()[:2]))
        fields: dict[str, Any] = {"tested_on": project.today(), "worked": True}
        actions.keep_test(system=system, by=lead_of(project), **fields)
        return system

    one()
    client.get(there)
    counts = {count()}
    for number in (3, 20):
        while project.systems.count() < number:
            one()
        counts.add(count())
    assert len(counts) == 1


@pytest.mark.parametrize(
    "query", ["?page=-1", "?sort=", "?sort=-zebra", "?state=y", "?q=%00", "?page=9999999"]
)
def test_the_list_takes_any_address(client: Client, project: Project, query: str):
    make_system(project)
    assert client.get(url("systems", project) + query).status_code == 200


@pytest.mark.parametrize("text", ["x" * 10_000, "\x00", "<script>", "';--", "\U0001f600\u202e", "\ud800"])
@pytest.mark.parametrize("field", ["name", "recovery_minutes", "owner", "needs", "vendor"])
def test_a_system_takes_any_text_or_tells(client: Client, project: Project, field: str, text: str):
    value: Any = text.encode("utf-8", "surrogatepass")
    given = {"name": "Phones", field: value}
    assert client.post(url("new_system", project), given).status_code in (302, 422)
