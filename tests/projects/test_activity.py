"""The audit trail: what it shows, and that nobody changes it."""

import datetime
import io
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from openpyxl import load_workbook

from projects import audit
from projects.models import AuditEntry, Role
from tests.projects.factories import make_member, make_project, make_user


@pytest.fixture
def project(client, db):
    """A project whose lead is signed in."""
    lead = make_user("dana@example.org", name="Dana Kim")
    client.force_login(lead)
    return make_project("Lakeside", lead=lead)


CHANGES = {
    "update": "UPDATE projects_auditentry SET verb = 'did nothing'",
    "delete": "DELETE FROM projects_auditentry",
    "truncate": "TRUNCATE projects_auditentry",
    "truncate with all that hangs on it": "TRUNCATE projects_project CASCADE",
}


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES.keys())
def test_the_database_refuses_to_change_the_trail(project, statement):
    with connection.cursor() as cursor:
        # What the fixture wrote waits for its deferred checks, which would be the first thing to be said.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
    assert [str(entry) for entry in AuditEntry.objects.all()] == ["Dana Kim made the project Lakeside"]


def test_the_application_itself_cannot_change_the_trail(project):
    entry = AuditEntry.objects.get()
    entry.verb = "did nothing"
    attempts: list[Callable[[], object]] = [
        entry.save,
        entry.delete,
        lambda: AuditEntry.objects.update(verb="did nothing"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.bulk_update([entry], ["verb"]),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            attempt()
    assert AuditEntry.objects.get().verb == "made the project"


def shown(client, **asked: str) -> list[str]:
    """The acts on the page, as they read."""
    page = client.get("/p/lakeside/activity/", asked).content.decode()
    return [act.split("</span>")[0].split("</strong>")[1].strip() for act in page.split('class="act"')[1:]]


def test_the_filters_narrow_what_is_shown(client, project):
    ana = make_member(project, Role.PLANNER, name="Ana Ruiz")
    audit.record(project=project, by=ana, verb="moved", on=ana)
    audit.record(project=project, by="Dr Okafor", verb="confirmed")
    assert len(shown(client)) == 3
    assert shown(client, who=str(ana.pk))[0].startswith("moved")
    assert shown(client, who="others") == ["confirmed"]
    assert len(shown(client, what="projects.project")) == 1
    assert shown(client, q="okafor") == ["confirmed"]
    assert shown(client, until="2020-01-01") == []


def test_a_day_is_a_day_in_the_projects_zone(client, project, time_machine):
    zone = datetime.timedelta(hours=-5)
    time_machine.move_to(datetime.datetime(2026, 3, 3, 23, 30, tzinfo=datetime.timezone(zone)), tick=False)
    audit.record(project=project, by="late", verb="rang late on Tuesday")
    assert shown(client, since="2026-03-03", until="2026-03-03") == ["rang late on Tuesday"]
    assert shown(client, since="2026-03-04", until="2026-03-04") == []


def test_the_trail_of_another_project_is_not_shown(client, project):
    other = make_project("Theirs")
    audit.record(project=other, by="x", verb="did something secret")
    assert len(shown(client)) == 1


def test_what_people_typed_is_shown_as_text(client, project):
    audit.record(project=project, by="<script>alert(1)</script>", verb="typed", note="<b>bold</b>")
    page = client.get("/p/lakeside/activity/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>bold" not in page


def test_the_file_holds_what_the_page_shows_and_no_formula(client, project):
    audit.record(project=project, by="=HYPERLINK(1)", verb="confirmed")
    text = client.get("/p/lakeside/activity/export/?format=csv&who=others").content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == "When,Who,Act,What,Name,More"
    assert lines[1].split(",")[1:3] == ["'=HYPERLINK(1)", "confirmed"]
    assert len(lines) == 2
    book = client.get("/p/lakeside/activity/export/?format=xlsx").content
    assert load_workbook(io.BytesIO(book)).worksheets[0].max_row == 3


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_page_asks_the_same_of_the_database_whatever_its_length(
    client, project, count, django_assert_num_queries
):
    for _ in range(count - 1):
        audit.record(project=project, by=make_user(), verb="looked")
    client.get("/p/lakeside/activity/")
    with django_assert_num_queries(9):
        page = client.get("/p/lakeside/activity/").content.decode()
    assert page.count('class="act"') == count


def test_a_long_trail_is_paged_with_its_filters(client, project):
    for number in range(60):
        audit.record(project=project, by="clock", verb=f"rang {number}")
    assert shown(client, q="rang")[0] == "rang 59"
    assert len(shown(client, q="rang", page="2")) == 10
    assert "?q=rang&amp;page=2" in client.get("/p/lakeside/activity/?q=rang").content.decode()


def test_a_stranger_learns_nothing(db, project):
    browser = Client()
    browser.force_login(make_user())
    assert (
        browser.get("/p/lakeside/activity/").status_code
        == browser.get("/p/nothing/activity/").status_code
        == 404
    )
