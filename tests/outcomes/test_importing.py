"""Readings from lists: what may mean two things is asked, what is wrong is named, all or none is written."""

import contextlib
import datetime
import decimal
import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from outcomes import actions, importing
from outcomes.models import Measure, ReadingImport
from projects.models import AuditEntry, Project
from tests.outcomes.factories import make_measure, make_reading
from tests.projects.factories import lead_of, make_project


@pytest.fixture
def project(db: None, client: Client) -> Project:
    """A project whose lead is signed in."""
    project = make_project("Riverbend")
    client.force_login(lead_of(project))
    return project


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"outcomes:{name}", args=[project.slug, *args])


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def uploaded(measure: Measure, content: str | bytes) -> ReadingImport:
    raw = content.encode() if isinstance(content, str) else content
    return actions.upload(measure=measure, filename="week.csv", content=raw, by=lead_of(measure.project))


def read(kept: ReadingImport) -> list[tuple[datetime.date, float]]:
    actions.confirm_import(upload=kept, by=kept.created_by)
    return [(one.on, float(one.amount)) for one in kept.measure.readings.kept()]


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("2026-03-04", "", "2026-03-04"),
        ("2026-03-04T00:00:00", "", "2026-03-04"),
        ("2026/3/4", "", "2026-03-04"),
        ("2026-03", "", "2026-03-01"),
        ("4.3.2026", "", "2026-03-04"),
        ("31/12/2025", "", "2025-12-31"),
        ("12/31/2025", "", "2025-12-31"),
        ("3/4/26", "mdy", "2026-03-04"),
        ("3/4/26", "dmy", "2026-04-03"),
        ("4 Mar 2026", "", "2026-03-04"),
        ("March 4, 2026", "", "2026-03-04"),
        ("5/5/2026", "", "2026-05-05"),
    ],
)
def test_days_are_read_as_lists_write_them(written: str, order: str, day: str):
    assert importing.read_day(written, order).isoformat() == day


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("3/4/2026", "Day or month may come first here. Say which."),
        ("31.2.2026", "There is no such day in the calendar."),
        ("46085", "This is not a day. Write it like 2026-03-31."),
        ("soon", "This is not a day. Write it like 2026-03-31."),
    ],
)
def test_what_is_no_day_or_may_be_two_is_told(written: str, reason: str):
    with pytest.raises(importing.Wrong, match=reason):
        importing.read_day(written, "")


@pytest.mark.parametrize(
    ("written", "mark", "number"),
    [
        ("1,234.5", "", "1234.5"),
        ("1.234,5", "", "1234.5"),
        ("12,5", "", "12.5"),
        ("1.2340", "", "1.2340"),
        ("0.125", "", "0.125"),
        ("1.234", ",", "1234.0"),
        ("1.234", ".", "1.234"),
        ("1 234 567,8", "", "1234567.8"),
        ("1,234,567", "", "1234567.0"),
        ("−3", "", "-3.0"),
        ("$ 84.10", "", "84.10"),
        ("41 %", "", "41.0"),
    ],
)
def test_numbers_are_read_as_lists_write_them(written: str, mark: str, number: str):
    assert importing.read_number(written, mark) == decimal.Decimal(number)


@pytest.mark.parametrize(
    "written", ["1.234", "1,234", "12,34.5,6", "1.2.3,4,5", "abc", "--1", "1e5", "12,34,567.0"]
)
def test_what_is_no_number_or_may_be_two_is_told(written: str):
    with pytest.raises(importing.Wrong):
        importing.read_number(written, "")


@given(st.text(max_size=30), st.sampled_from(["", ".", ","]), st.sampled_from(["", "dmy", "mdy"]))
def test_whatever_stands_in_a_cell_is_read_or_told(cell: str, mark: str, order: str):
    for reading in (lambda: importing.read_number(cell, mark), lambda: importing.read_day(cell, order)):
        with contextlib.suppress(importing.Wrong):
            reading()


def test_the_lists_own_rows_show_whether_the_day_comes_first(project: Project):
    kept = uploaded(make_measure(project), "Day;Value\n03/02/2026;1,5\n28/02/2026;2,5\n")
    assert read(kept) == [(datetime.date(2026, 2, 3), 1.5), (datetime.date(2026, 2, 28), 2.5)]


def test_days_that_may_be_two_are_asked_about_and_then_read(client: Client, project: Project):
    kept = uploaded(make_measure(project), "Date,Value\n3/4/2026,1\n4/5/2026,2\n")
    page = text(client.get(url("import_preview", project, kept.pk)))
    assert page.count("Day or month may come first here. Say which.") == 2
    sent = {"column-0": "on", "column-1": "value", "order": "mdy"}
    client.post(url("import_preview", project, kept.pk), sent)
    kept.refresh_from_db()
    assert read(kept) == [(datetime.date(2026, 3, 4), 1), (datetime.date(2026, 4, 5), 2)]


def test_every_bad_row_is_named_and_the_good_ones_are_written_once(client: Client, project: Project):
    measure = make_measure(project)
    make_reading(measure, on=datetime.date(2026, 1, 5), value=80)
    make_reading(measure, on=datetime.date(2026, 1, 12), value=81)
    kept = uploaded(
        measure,
        "Week,Value,Note\n2026-01-05,80,\n2026-01-12,82,corrected\n2026-01-19,83,\n2026-01-19,84,\n"
        "2999-01-01,1,\nsoon,1,\n2026-01-26,many,\n2026-02-02,,\n",
    )
    judgement = importing.judge(kept)
    assert (judgement.added, judgement.updated, judgement.same) == (1, 1, 1)
    assert [(row.number, row.reasons) for row in judgement.bad] == [
        (5, "A, Week: Row 4 has this day, too."),
        (6, "A, Week: This day has not come yet."),
        (7, "A, Week: This is not a day. Write it like 2026-03-31."),
        (8, "B, Value: This is not a number."),
        (9, "B, Value: This is missing."),
    ]
    for _time in range(2):
        client.post(url("import_confirm", project, kept.pk))
    assert [float(one.amount) for one in measure.readings.kept()] == [80, 82, 83]
    entry = AuditEntry.objects.filter(verb="brought in readings of").get()
    assert entry.detail["corrected"] == [{"day": "2026-01-12", "before": "81"}]
    bad = client.get(url("import_bad_rows", project, kept.pk)).content.decode("utf-8-sig")
    assert "2026-01-26,many,,8," in bad


def test_shares_are_imported_and_judged(project: Project):
    measure = make_measure(project, kind="share", unit="")
    kept = uploaded(measure, "Day,So many,Of,Note\n2026-01-05,30,40,\n2026-01-12,5,0,\n2026-01-19,9,4,\n")
    assert [row.reasons for row in importing.judge(kept).bad] == [
        "C, Of: A share of nothing cannot be said; leave it out.",
        "B, So many: This is more than the whole.",
    ]
    assert read(kept) == [(datetime.date(2026, 1, 5), 75)]


def test_an_export_comes_in_again_as_it_went_out(client: Client, project: Project):
    measure = make_measure(project)
    make_reading(measure, on=datetime.date(2026, 1, 5), value="1234.5", note="=quiet")
    content = client.get(url("export_readings", project, measure.pk)).content
    judgement = importing.judge(uploaded(measure, content))
    assert (judgement.same, judgement.bad) == (1, [])


def test_a_column_that_is_missing_is_named_before_anything_is_judged(client: Client, project: Project):
    kept = uploaded(make_measure(project), "x,y\n1,2\n")
    page = text(client.get(url("import_preview", project, kept.pk)))
    assert "No column is set to “Day”. Say below which one it is." in page
    client.post(url("import_confirm", project, kept.pk))
    assert kept.measure.readings.count() == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n" + b"\x01\x02\x03" * 400, "This is a picture (image/png), not a list."),
        (b"PK\x03\x04broken", "The workbook is damaged or protected."),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(
    client: Client, project: Project, content: bytes, said: str
):
    measure = make_measure(project)
    sent = {"file": SimpleUploadedFile("week.csv", content)}
    answer = client.post(url("import", project, measure.pk), sent)
    assert (answer.status_code, said in text(answer)) == (422, True)
