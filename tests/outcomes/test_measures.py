"""Measures and readings: made, corrected, undone, judged."""

import datetime
import decimal
import html
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from outcomes import actions, queries
from outcomes.models import Measure, Reading
from projects.models import AuditEntry, Project
from tests.outcomes.factories import make_event, make_measure, make_reading, make_weeks
from tests.projects.factories import lead_of, make_project

FIRST = datetime.date(2026, 1, 5)
# Twelve usual weeks around 84 USD, then nine around 57.
USUAL = [84, 82, 86, 83, 85, 84, 82, 86, 85, 83, 84, 84]
AFTER = [58, 56, 57, 59, 55, 57, 56, 58, 57]
NASTY = ["<script>alert(1)</script>", "\x00", "=1+1", "𝒳" * 160, "%s %(day)s", "' OR 1=1 --"]


@pytest.fixture
def project(db: None, client: Client) -> Project:
    """A project in Chicago; its lead is signed in."""
    project = make_project("Riverbend", time_zone="America/Chicago")
    client.force_login(lead_of(project))
    return project


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"outcomes:{name}", args=[project.slug, *args])


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def given(**fields: Any) -> dict[str, Any]:
    return {"name": "Cost per visit", "kind": "value", "direction": "down", "cadence": "week", **fields}


def cost(project: Project, values: list[int]) -> Measure:
    """The worked example: a frozen baseline of twelve weeks and what came after."""
    measure = make_measure(project, name="Cost per visit", target=60)
    make_weeks(measure, values, first=FIRST)
    return actions.freeze(
        measure=measure, by=lead_of(project), first=FIRST, last=FIRST + datetime.timedelta(weeks=11)
    )


def test_a_measure_is_made_once_however_often_it_is_sent(client: Client, project: Project):
    sent = given(unit="USD", target="55", form_key="6f3f1e0e-62bb-4a63-8f4c-0d9d3f3b5a11")
    answers = [client.post(url("new", project), sent) for _ in range(2)]
    measure = project.measures.get()
    assert [answer.url for answer in answers] == [measure.get_absolute_url()] * 2
    assert (measure.name, measure.shown_unit, measure.target) == (
        "Cost per visit",
        "USD",
        decimal.Decimal(55),
    )


def test_what_is_signal_is_told_in_words(client: Client, project: Project):
    measure = cost(project, USUAL + AFTER)
    judged = queries.judged(measure)
    assert judged.verdict == (
        "This is signal: since 30 Mar 2026 the mean is 57.0 USD, where 84.0 USD was usual (32 % lower)."
    )
    assert "9 in a row below the mean since 30 Mar 2026" in [one.words for one in judged.told]
    assert {one.is_better for one in judged.told} == {True}
    page = text(client.get(measure.get_absolute_url()))
    assert page.count("9 in a row below the mean since 30 Mar 2026") == 1
    assert "the mean is 57.0 USD" in page


def test_ups_and_downs_are_called_noise(project: Project):
    judged = queries.judged(cost(project, [*USUAL, 85, 83, 86]))
    assert judged.verdict == "Nothing but the usual ups and downs lately: this is noise."
    assert judged.told == []


def test_correcting_an_old_reading_does_not_move_the_frozen_limits(client: Client, project: Project):
    measure = cost(project, USUAL)
    before = queries.judged(measure).places[0]
    reading = measure.readings.earliest("on")
    client.post(url("correct", project, reading.pk), {"on": FIRST.isoformat(), "value": "50", "version": 1})
    measure.refresh_from_db()
    after = queries.judged(measure).places[0]
    assert (before.value, after.value) == (84, 50)
    assert (before.lower, before.upper) == (after.lower, after.upper)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.detail["before"], entry.detail["value"]) == (
        "corrected a reading of",
        "84",
        "50",
    )


def test_a_baseline_of_five_readings_is_refused(client: Client, project: Project):
    measure = make_measure(project)
    make_weeks(measure, [1, 2, 3, 2, 1], first=FIRST)
    answer = client.post(url("baseline", project, measure.pk), {"first": "2026-01-01", "last": "2026-12-31"})
    assert answer.status_code == 422
    assert "There are 5 readings in this period. A baseline needs 6 at least." in text(answer)
    measure.refresh_from_db()
    assert measure.baseline is None


def test_the_chart_draws_readings_limits_target_and_events(client: Client, project: Project):
    measure = cost(project, USUAL + AFTER)
    make_event(project, on=datetime.date(2026, 3, 30), words="Reminder calls <begin>")
    page = client.get(measure.get_absolute_url()).content.decode()
    assert page.count('class="chart-danger"') == 9
    assert page.count('class="chart-event"') == 1
    assert "Target 60" in page
    assert "1. Reminder calls &lt;begin&gt;" in page


def test_a_day_has_one_reading_and_a_second_is_kept_in_the_form(client: Client, project: Project):
    measure = make_measure(project)
    make_reading(measure)
    today = project.today().isoformat()
    answer = client.post(url("read", project, measure.pk), {"on": today, "value": "7.25", "note": "Again"})
    assert answer.status_code == 422
    assert "This day has a reading already." in text(answer)
    assert 'value="7.25"' in text(answer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(measure=measure, on=project.today(), value=1, read_by=lead_of(project))


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"count": "5", "of": "0"}, "A share of nothing cannot be said; leave such a day out."),
        ({"count": "5", "of": "4"}, "This is more than the whole."),
        ({"count": "", "of": "4"}, "This field is required."),
        ({"count": "-1", "of": "4"}, "Ensure this value is greater than or equal to 0."),
        ({"on": "2999-01-01"}, "This day has not come yet."),
        ({"on": "1900-01-01"}, "Give a day within the last twenty years."),
    ],
)
def test_a_reading_that_cannot_be_is_named(
    client: Client, project: Project, fields: dict[str, str], error: str
):
    measure = make_measure(project, kind="share")
    sent = {"on": project.today().isoformat(), "count": "3", "of": "4", **fields}
    answer = client.post(url("read", project, measure.pk), sent)
    assert (answer.status_code, error in text(answer)) == (422, True)
    assert measure.readings.count() == 0


def test_a_reading_is_taken_away_and_put_back(client: Client, project: Project):
    measure = make_measure(project, kind="share")
    reading = make_reading(measure, count=30, of=40)
    client.post(url("remove", project, reading.pk))
    assert measure.readings.kept().count() == 0
    make_reading(measure)
    answer = client.post(url("put_back", project, reading.pk), follow=True)
    assert "This day has a reading already." in text(answer)
    client.post(url("remove", project, measure.readings.kept().get().pk))
    client.post(url("put_back", project, reading.pk))
    assert measure.readings.kept().get().amount == 75


def test_who_saves_second_sees_both_texts(client: Client, project: Project):
    measure = make_measure(project, name="Cost")
    client.post(url("change", project, measure.pk), given(name="Cost per visit", version=1))
    answer = client.post(
        url("change", project, measure.pk), given(name="Cost per completed visit", version=1)
    )
    assert answer.status_code == 409
    assert "Saved meanwhile: “Cost per visit”." in text(answer)
    assert 'value="Cost per completed visit"' in text(answer)
    client.post(url("change", project, measure.pk), given(name="Cost per completed visit", version=2))
    measure.refresh_from_db()
    assert (measure.name, measure.version) == ("Cost per completed visit", 3)


def test_what_kind_a_measure_is_stays_once_it_was_read(client: Client, project: Project):
    measure = make_measure(project)
    make_reading(measure)
    answer = client.post(url("change", project, measure.pk), given(kind="share", version=1))
    assert answer.status_code == 422
    assert "what kind it is stays" in text(answer)


def test_the_owner_is_a_member_of_this_project(client: Client, project: Project):
    stranger = lead_of(make_project("Other"))
    answer = client.post(url("new", project), given(owner=stranger.pk))
    assert answer.status_code == 422
    assert project.measures.count() == 0


@pytest.mark.parametrize("query", ["?q=visit", "?kind=value", "?sort=-amount&page=9999&kind=x&state=%00"])
def test_the_list_is_searched_and_narrowed(client: Client, project: Project, query: str):
    make_reading(make_measure(project, name="Cost per visit"), value=57)
    make_measure(project, name="Share reached", kind="share", unit="")
    page = text(client.get(url("list", project) + query))
    assert page.count("Cost per visit") == 1
    assert ("Share reached" in page) is query.startswith("?sort")


def test_archived_measures_leave_the_list_and_come_back(client: Client, project: Project):
    measure = make_measure(project, name="Cost per visit")
    client.post(url("archive", project, measure.pk))
    assert "No measures yet" in text(client.get(url("list", project)))
    assert "Cost per visit" in text(client.get(url("list", project) + "?state=archived"))
    client.post(url("restore", project, measure.pk))
    assert list(project.measures.active()) == [measure]


@pytest.mark.parametrize("field", ["name", "unit", "target", "definition", "owner", "kind", "version"])
def test_whatever_is_typed_is_stored_or_named(client: Client, project: Project, field: str):
    for what in NASTY:
        answer = client.post(url("new", project), given(**{field: what}))
        assert answer.status_code in (302, 422)
    assert client.get(url("list", project)).status_code == 200


def test_the_list_asks_as_often_for_fifty_measures_as_for_one(
    client: Client, project: Project, django_assert_num_queries: Any
):
    make_reading(make_measure(project, owner=lead_of(project)))
    client.get(url("list", project))
    counts = []
    for more in (0, 2, 47):
        for _number in range(more):
            make_reading(make_measure(project, owner=lead_of(project)))
        with django_assert_num_queries(7) as counted:
            client.get(url("list", project))
        counts.append(len(counted))
    assert counts == [7, 7, 7]


def test_a_share_is_exported_as_it_was_read(client: Client, project: Project):
    measure = make_measure(project, kind="share", unit="")
    make_reading(measure, count=30, of=40, note="=cmd()")
    content = client.get(url("export_readings", project, measure.pk)).content.decode("utf-8-sig")
    today = project.today().isoformat()
    assert content == f"Day,So many,Of,Note\r\n{today},30,40,'=cmd()\r\n"
