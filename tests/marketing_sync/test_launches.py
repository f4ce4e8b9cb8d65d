"""The pages of launches: registering, changing, moving, reviewing, and the list."""

import datetime
import re
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import TimeMachineFixture

from mailroom import actions as mailroom
from mailroom.models import Confirmation, Message
from marketing_sync import actions, queries
from marketing_sync.models import Alert, Impact, Launch, LaunchChange, Window
from projects.models import AuditEntry, Project, Role
from tests.marketing_sync.factories import (
    in_days,
    make_agent,
    make_brief,
    make_contact,
    make_launch,
    make_prepared,
    make_reviewed,
    set_agreement,
)
from tests.projects.factories import lead_of, make_member, make_project

NASTY = {
    "spaces": "   ",
    "long": "x" * 10_000,
    "emoji": "Heart 🫀 letter 👩‍⚕️",
    "right to left": "\u202eletter\u202c رسالة",
    "NUL": "heart\x00letter",
    "markup": "<script>alert(1)</script>{{ 7|add:7 }}",
    "quotes": "'; DROP TABLE launch; --",
    "a lone surrogate": "\ud800".encode("utf-8", "surrogatepass"),
    "line breaks": "Heart\r\nBcc: everybody@example.org",
}


@pytest.fixture
def project(db: None, client: Client, frozen: TimeMachineFixture) -> Project:
    """A project in Chicago on Tuesday 15 September 2026, nine in the morning; its lead is signed in."""
    project = make_project("Riverbend", time_zone="America/Chicago")
    client.force_login(lead_of(project))
    return project


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"marketing_sync:{name}", args=[project.slug, *args])


def text(response: Any) -> str:
    """What is on the page, without markup and doubled spaces."""
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def given(**fields: Any) -> dict[str, Any]:
    return {"name": "Heart letter", "kind": "direct_mail", "likely": "2026-10-05", **fields}


def test_registering_a_launch_keeps_what_was_typed_and_how_much_notice_it_gave(
    client: Client, project: Project
):
    response = client.post(
        url("new", project),
        given(
            earliest="2026-10-02",
            latest="2026-10-09",
            audience_size="42000",
            offer="A screening for 49 USD.",
            caller_questions="Does insurance pay?",
        ),
    )
    launch = Launch.objects.get()
    assert response["Location"] == f"/p/riverbend/launches/{launch.pk}/"
    assert launch.window == Window(
        datetime.date(2026, 10, 2), datetime.date(2026, 10, 5), datetime.date(2026, 10, 9)
    )
    assert (launch.audience_size, launch.notice_days, launch.agreed_days, launch.is_late_notice) == (
        42_000,
        20,
        14,
        False,
    )
    assert [change.what for change in launch.changes.all()] == ["registered"]
    assert AuditEntry.objects.latest("pk").verb == "registered the launch"


def test_a_launch_whose_day_is_certain_needs_one_date(client: Client, project: Project):
    client.post(url("new", project), given())
    launch = Launch.objects.get()
    assert (launch.earliest, launch.latest, launch.is_window) == (launch.likely, launch.likely, False)


def test_late_notice_is_recorded_and_not_forbidden(client: Client, project: Project):
    client.post(url("new", project), given(likely="2026-09-17"))
    launch = Launch.objects.get()
    assert (launch.notice_days, launch.is_late_notice) == (2, True)
    assert "late notice: 14 days were agreed" in text(client.get(launch.get_absolute_url()))
    set_agreement(project, lead_days=1)
    launch.refresh_from_db()
    assert launch.is_late_notice


def test_notice_is_counted_by_the_projects_own_calendar(
    client: Client, project: Project, frozen: TimeMachineFixture
):
    # In Chicago it is still the 15th, in UTC already the 16th.
    frozen.move_to(datetime.datetime(2026, 9, 16, 3, tzinfo=datetime.UTC), tick=False)
    client.post(url("new", project), given(likely="2026-09-16"))
    assert Launch.objects.get().notice_days == 1


def test_a_double_click_registers_once(client: Client, project: Project):
    data = given(form_key=str(uuid.uuid4()))
    first, second = client.post(url("new", project), data), client.post(url("new", project), data)
    assert first["Location"] == second["Location"]
    assert Launch.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": ""}, "This field is required."),
        ({"kind": "pigeon"}, "Select a valid choice. pigeon is not one of the available choices."),
        ({"likely": ""}, "This field is required."),
        ({"likely": "31 February"}, "Enter a valid date."),
        ({"earliest": "2026-10-06"}, "This is after the day it goes out."),
        ({"latest": "2026-10-04"}, "This is before the day it goes out."),
        ({"likely": "0001-01-01"}, "Give a day within the last year or the next five years."),
        ({"latest": "9999-12-31"}, "Give a day within the last year or the next five years."),
        ({"audience_size": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"audience_size": "9" * 30}, "Ensure this value is less than or equal to 500000000."),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_nothing_typed_is_lost(
    client: Client, project: Project, fields: dict[str, str], error: str
):
    response = client.post(url("new", project), given(offer="A screening for 49 USD.", **fields))
    assert response.status_code == 422
    assert error in text(response)
    assert "A screening for 49 USD." in text(response)
    assert Launch.objects.count() == 0


@pytest.mark.parametrize("field", ["name", "offer", "caller_questions", "audience_size", "likely"])
@pytest.mark.parametrize("what", NASTY)
def test_whatever_is_typed_is_stored_or_named_and_never_breaks_a_page(
    client: Client, project: Project, field: str, what: str
):
    response = client.post(url("new", project), given(**{field: NASTY[what]}))
    assert response.status_code in (302, 422)
    if response.status_code == 302:
        launch = Launch.objects.get()
        page = client.get(launch.get_absolute_url())
        assert page.status_code == 200
        assert b"<script>alert(1)" not in page.content
        assert client.get(url("list", project)).status_code == 200


def test_only_the_forms_own_fields_are_taken(client: Client, project: Project):
    other = make_project("Elsewhere")
    client.post(
        url("new", project),
        given(
            project=other.pk,
            state="live",
            impact="none",
            impact_reasons="We said so.",
            reviewed_at="2026-09-01",
            version="9",
            notice_days="99",
            registered_by="1",
        ),
    )
    launch = Launch.objects.get()
    assert (launch.project, launch.state, launch.impact, launch.version, launch.notice_days) == (
        project,
        "planned",
        "unreviewed",
        1,
        20,
    )
    assert launch.registered_by == lead_of(project)


def test_a_change_made_from_an_old_version_shows_both_texts_and_loses_neither(
    client: Client, project: Project
):
    launch = make_launch(project, name="Heart letter", offer="For 49 USD.")
    actions.change(launch=launch, by=lead_of(project), version=1, offer="For 59 USD.")
    mine = {"name": "Heart letter", "kind": "direct_mail", "offer": "For 45 USD.", "version": "1"}
    response = client.post(url("change", project, launch.pk), mine)
    assert response.status_code == 409
    page = text(response)
    assert "Somebody changed this launch while you were writing." in page
    assert "Saved meanwhile: “For 59 USD.”." in page
    assert "For 45 USD." in page
    launch.refresh_from_db()
    assert launch.offer == "For 59 USD."
    version = re.search(r'name="version" value="(\d+)"', response.content.decode())
    assert version is not None
    assert client.post(url("change", project, launch.pk), {**mine, "version": version[1]}).status_code == 302
    launch.refresh_from_db()
    assert (launch.offer, launch.version) == ("For 45 USD.", 3)


@pytest.mark.parametrize("act", ["move", "drop", "cancel", "review"])
def test_an_act_on_an_old_version_tells_and_does_nothing(client: Client, project: Project, act: str):
    launch = make_launch(project)
    actions.change(launch=launch, by=lead_of(project), version=1, name="Another name")
    data = {"version": "1", "likely": "2026-10-20", "impact": "none", "reasons": "Nobody will call."}
    response = client.post(url(act, project, launch.pk), data)
    assert response.status_code == 409
    assert "Somebody changed this launch while you were writing." in text(response)
    launch.refresh_from_db()
    assert (launch.state, launch.impact, launch.likely, launch.version) == (
        "planned",
        "unreviewed",
        in_days(project, 20),
        2,
    )


def test_saving_without_a_change_makes_no_version(client: Client, project: Project):
    launch = make_launch(project, name="Heart letter")
    client.post(
        url("change", project, launch.pk), {"name": "Heart letter", "kind": "direct_mail", "version": "1"}
    )
    launch.refresh_from_db()
    assert launch.version == 1


def test_the_page_for_another_date_says_whom_it_will_tell_and_when(client: Client, project: Project):
    make_contact(project, name="Priya")
    make_contact(project, name="Sam", quiet_from=datetime.time(8), quiet_until=datetime.time(12))
    make_contact(project, name="Lou", stands_in=True)
    launch = make_launch(project, days=30)
    page = text(client.get(url("move", project, launch.pk)))
    assert "2 people will get a mail Priya now Sam after their quiet hours, Tue 15 Sep, 12:00 CDT" in page
    client.post(url("move", project, launch.pk), {"version": "1", "likely": "2026-10-20"})
    assert list(Message.objects.values_list("to_name", flat=True)) == ["Priya"]
    assert "Moved: Tue 20 Oct Tue 15 Sep, 09:00 CDT" in text(client.get(launch.get_absolute_url()))


def test_cancelling_can_be_taken_back_from_the_message(client: Client, project: Project):
    launch = make_launch(project, name="Heart letter")
    response = client.post(
        url("cancel", project, launch.pk), {"version": "1", "reason": "No paper."}, follow=True
    )
    assert "Heart letter is cancelled, and everybody is being told. Undo" in text(response)
    assert f'action="{url("restore", project, launch.pk)}"' in response.content.decode()
    client.post(url("restore", project, launch.pk))
    launch.refresh_from_db()
    assert (launch.state, launch.cancelled_at, launch.cancelled_by) == ("planned", None, None)
    assert [change.what for change in launch.changes.all()] == ["registered", "cancelled", "restored"]


@pytest.mark.parametrize(
    ("act", "says"),
    [
        ("move", "Only a launch that is still ahead can be moved."),
        ("drop", "Only a launch that is still ahead can go out."),
        ("cancel", "Only a launch that is still ahead can be cancelled."),
        ("resume", "Only a launch that is over can be taken up again."),
    ],
)
def test_an_act_that_does_not_fit_is_refused_with_a_sentence(
    client: Client, project: Project, act: str, says: str
):
    launch = make_launch(project)
    launch = actions.drop(launch=launch, by=lead_of(project), version=1)
    response = client.post(
        url(act, project, launch.pk), {"version": str(launch.version), "likely": "2026-10-20"}, follow=True
    )
    assert says in text(response)


def test_over_and_out_again(client: Client, project: Project):
    launch = actions.drop(launch=make_launch(project), by=lead_of(project), version=1)
    assert "Undo" in text(client.post(url("end", project, launch.pk), follow=True))
    launch.refresh_from_db()
    assert launch.state == "over"
    client.post(url("resume", project, launch.pk))
    launch.refresh_from_db()
    assert launch.state == "live"


def test_a_review_needs_its_reasons_and_is_kept_with_name_and_day(client: Client, project: Project):
    launch = make_launch(project)
    operations = make_member(project, Role.OPERATIONS, name="Priya Nair")
    client.force_login(operations)
    refused = client.post(url("review", project, launch.pk), {"version": "1", "impact": "direct"})
    assert (refused.status_code, "This field is required." in text(refused)) == (422, True)
    client.post(
        url("review", project, launch.pk),
        {"version": "1", "impact": "direct", "reasons": "Every letter asks to call."},
    )
    page = text(client.get(launch.get_absolute_url()))
    assert "Liaison review Direct impact Priya Nair, Tue 15 Sep" in page
    assert "Every letter asks to call." in page


def test_marketing_may_not_judge_its_own_launch(client: Client, project: Project):
    launch = make_launch(project)
    client.force_login(make_member(project, Role.MARKETING))
    data = {"version": "1", "impact": "none", "reasons": "Nobody will call."}
    assert client.post(url("review", project, launch.pk), data).status_code == 403
    launch.refresh_from_db()
    assert launch.impact == "unreviewed"


def confirm_all(launch: Launch) -> None:
    for confirmation in Confirmation.objects.filter(
        kind="marketing_sync.alert", about_id__in=Alert.objects.filter(change__launch=launch).values("pk")
    ):
        mailroom.confirm(confirmation=confirmation)


def test_an_overdue_review_is_shown(client: Client, project: Project, frozen: TimeMachineFixture):
    launch = make_launch(project)
    frozen.shift(datetime.timedelta(days=4))
    client.force_login(lead_of(project))
    assert "overdue since Fri 18 Sep (yesterday)" in text(client.get(launch.get_absolute_url()))


def names(response: Any) -> list[str]:
    """The launches in the list, in their order."""
    return re.findall(r'launches/\d+/">([^<]+)</a>', response.content.decode())


def test_the_list_shows_what_is_out_then_this_week_then_later(client: Client, project: Project):
    make_launch(project, days=40, name="Later")
    make_launch(project, days=3, name="Week")
    live = make_launch(project, days=9, name="Now")
    actions.drop(launch=live, by=lead_of(project), version=1)
    gone = make_launch(project, days=9, name="Gone")
    actions.cancel(launch=gone, by=lead_of(project), version=1)
    response = client.get(url("list", project))
    assert names(response) == ["Now", "Week", "Later"]
    assert "1 out now, 1 this week, 1 later." in text(response)
    assert names(client.get(url("list", project) + "?when=cancelled")) == ["Gone"]
    assert names(client.get(url("list", project) + "?when=week")) == ["Week"]
    assert names(client.get(url("list", project) + "?sort=-name")) == ["Week", "Now", "Later"]


def test_the_list_finds_and_filters(client: Client, project: Project):
    make_launch(project, name="Heart letter", offer="A screening")
    make_launch(project, name="Library evening", kind="event", caller_questions="Is there parking?")
    assert names(client.get(url("list", project) + "?q=parking")) == ["Library evening"]
    assert names(client.get(url("list", project) + "?kind=direct_mail")) == ["Heart letter"]
    assert names(client.get(url("list", project) + "?impact=none")) == []
    assert "No launch matches" in text(client.get(url("list", project) + "?impact=none"))


def test_the_list_leaves_as_csv_without_formulas(client: Client, project: Project):
    make_launch(project, name="=1+1", days=20, audience_size=900)
    lines = client.get(url("export", project) + "?format=csv").content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("'=1+1,Direct mail,Planned,2026-10-05,2026-10-05,2026-10-05,,900,")


def make_known(project: Project) -> Launch:
    """A launch of which everything is known that its gate asks for."""
    make_contact(project)
    make_agent(project)
    launch = make_launch(project, days=5)
    make_brief(launch)
    return make_prepared(launch)


@pytest.mark.parametrize("page", ["list", "export", "alerting"])
def test_no_page_asks_more_of_the_database_when_there_is_more_to_show(
    client: Client, project: Project, page: str
):
    counts = []
    for extra in (1, 2, 7):
        for _number in range(extra):
            make_known(project)
        with CaptureQueriesContext(connection) as queries_run:
            assert client.get(url(page, project)).status_code == 200
        counts.append(len(queries_run))
    assert counts[1:] == [counts[0]] * 2
    assert counts[0] <= 12


def test_a_launchs_page_asks_the_same_however_many_were_told(client: Client, project: Project):
    counts = []
    for extra in (1, 2, 7):
        for _number in range(extra):
            launch = make_known(project)
        with CaptureQueriesContext(connection) as queries_run:
            client.get(launch.get_absolute_url())
        counts.append(len(queries_run))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 13


def test_first_to_know_counts_what_was_confirmed_before_it_went_out(
    project: Project, frozen: TimeMachineFixture
):
    assert queries.first_to_know(project) is None
    make_contact(project, name="Priya")
    known, unknown, afterwards = (make_launch(project, days=days) for days in (4, 6, 10))
    confirm_all(known)
    frozen.shift(datetime.timedelta(hours=1))
    for launch in (known, unknown, afterwards):
        actions.drop(launch=launch, by=lead_of(project), version=1)
    frozen.shift(datetime.timedelta(hours=1))
    confirm_all(afterwards)
    assert queries.first_to_know(project) == queries.FirstToKnow(went_out=3, knew=1, median_notice=6)


def test_where_preparation_stands(project: Project):
    standing = queries.standing(project)
    assert (standing.number, standing.says, standing.action) == (
        "0",
        "launches in the next four weeks",
        "Register a launch",
    )
    launch = make_launch(project, days=5, name="Heart letter")
    make_launch(project, days=60)
    standing = queries.standing(project)
    assert (standing.number, standing.waiting, standing.action) == ("0 of 1", 1, "Review Heart letter")
    assert standing.url == launch.get_absolute_url()
    assert [(due.date, due.text) for due in standing.due] == [
        (datetime.date(2026, 9, 18), "Review Heart letter"),
        (datetime.date(2026, 9, 20), "Heart letter goes out"),
    ]
    make_reviewed(launch, Impact.NONE)
    standing = queries.standing(project)
    assert (standing.number, standing.action) == ("1 of 1", "See what is ahead")


def test_search_finds_launches_of_this_project_alone(project: Project):
    make_launch(project, name="Heart letter", offer="A screening")
    make_launch(make_project("Elsewhere"), name="Heart fair")
    assert [(found.kind, found.title, found.excerpt) for found in queries.search(project, "heart")] == [
        ("Launch", "Heart letter", "A screening")
    ]


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("launch_window_is_in_order", {"earliest": datetime.date(2030, 1, 1)}),
        ("launch_has_a_day_when_it_went_out", {"state": "live"}),
        ("launch_cancelled_at_and_by_together", {"state": "cancelled"}),
        ("launch_reviewed_at_and_by_and_impact_together", {"impact": "direct", "impact_reasons": "So."}),
        ("launch_kind_is_known", {"kind": "pigeon"}),
    ],
)
def test_the_database_holds_the_rules_of_a_launch(project: Project, rule: str, fields: dict[str, Any]):
    launch = make_launch(project)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Launch.objects.filter(pk=launch.pk).update(**fields)


def test_a_launch_is_registered_once_in_its_history(project: Project):
    change = make_launch(project).changes.get()
    with pytest.raises(IntegrityError, match="launch_is_registered_once"), transaction.atomic():
        LaunchChange.objects.create(
            launch=change.launch,
            what="registered",
            earliest=change.earliest,
            likely=change.likely,
            latest=change.latest,
        )
