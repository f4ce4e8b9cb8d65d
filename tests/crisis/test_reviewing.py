"""The review drafts itself as two lists; each entry can be reworded, improved upon, or become a lesson."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crisis import actions, chapter
from crisis.models import Activation, AfterAction, Finding, FindingKind, Improvement
from outcomes.models import Lesson
from projects.models import Project, Role
from projects.templatetags.planner import plain_day
from reports.models import Report, State
from tests.crisis.factories import make_person, make_run
from tests.projects.factories import lead_of, make_member, make_project


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend", time_zone="UTC")
    client.force_login(lead_of(project))
    return project


def stood_down(project: Project, **fields: Any) -> Activation:
    activation = make_run(project, **fields)
    step = activation.steps.earliest("order")
    actions.settle(activation=activation, step_id=step.pk, version=1, by=lead_of(project))
    return actions.stand_down(activation=activation, version=1, met=[], reason="Over", by=lead_of(project))


def found(activation: Activation, kind: str = FindingKind.GAP, text: str = "An old list") -> Finding:
    return actions.add_finding(
        review=activation.after_action, kind=kind, text=text, by=lead_of(activation.project)
    )


def url(name: str, activation: Activation, *more: int) -> str:
    return reverse(f"crisis:{name}", args=[activation.project.slug, activation.pk, *more])


def page_of(client: Client, activation: Activation, query: str = "") -> str:
    return client.get(url("review", activation) + query).content.decode()


def test_the_review_and_its_report_are_there_with_the_stand_down(
    client: Client, project: Project, django_capture_on_commit_callbacks: Any
):
    with django_capture_on_commit_callbacks() as rung:
        activation = stood_down(project)
    well = activation.after_action.findings.filter(kind=FindingKind.WELL)
    gaps = activation.after_action.findings.filter(kind=FindingKind.GAP)
    assert [one.text for one in well] == ["1 of 18 steps were done within their time."]
    assert "Nobody held the role: Technology lead" in [one.text for one in gaps]
    # Each step that was not done, and each role that nobody held, is a gap of its own.
    assert gaps.count() == 17 + activation.roles.count()
    report = Report.objects.get(kind="after_action", about_id=activation.pk)
    assert report.state == State.QUEUED
    # A worker is woken for it as soon as it is committed.
    assert rung
    assert "Drafted from the timeline" in page_of(client, activation)


def test_the_review_is_drafted_once(project: Project):
    activation = stood_down(project)
    count = Finding.objects.count()
    actions.draft_review(activation=activation, by=lead_of(project))
    assert (AfterAction.objects.count(), Report.objects.count()) == (1, 1)
    assert Finding.objects.count() == count


def test_what_did_not_go_well_becomes_an_improvement_with_owner_and_day(client: Client, project: Project):
    activation = stood_down(project)
    finding = found(activation)
    page = page_of(client, activation, f"?improve={finding.pk}")
    assert 'value="An old list"' in page
    asked = {
        "finding": finding.pk,
        "text": "Print the number on each desk",
        "owner": lead_of(project).pk,
        "due_on": project.today().isoformat(),
    }
    client.post(url("add_improvement", activation), asked)
    made = Improvement.objects.get()
    assert (made.finding, made.activation, made.owner) == (finding, activation, lead_of(project))
    shown = page_of(client, activation)
    entry = shown[shown.index(f'id="finding-{finding.pk}"') :].split("</li>")[0]
    assert "Print the number on each desk" in entry


def test_an_improvement_without_a_day_is_told_and_what_was_typed_stays(client: Client, project: Project):
    activation = stood_down(project)
    finding = found(activation)
    asked = {"finding": finding.pk, "text": "Print the number", "owner": lead_of(project).pk, "due_on": ""}
    answer = client.post(url("add_improvement", activation), asked)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Print the number"' in page
    assert f'name="finding" value="{finding.pk}"' in page
    assert Improvement.objects.count() == 0


@pytest.mark.parametrize(
    ("is_drill", "words"), [(False, "After “Phones”"), (True, "After the drill “Phones”")]
)
def test_what_did_not_go_well_becomes_a_lesson_once_and_says_which_run_taught_it(
    client: Client, project: Project, is_drill: bool, words: str, frozen: Any
):
    people = [make_person(project)]
    activation = stood_down(project, is_drill=is_drill, participants=people if is_drill else [])
    Activation.objects.filter(pk=activation.pk).update(title="Phones")
    finding = found(activation)
    for _press in range(2):
        answer = client.post(url("learn_from", activation, finding.pk))
        lesson = Lesson.objects.get()
        assert answer["Location"] == reverse("outcomes:change_lesson", args=[project.slug, lesson.pk])
    assert lesson.title == "An old list"
    assert lesson.proved == f"{words} of {plain_day(activation.declared_at)}: An old list"
    page = page_of(client, activation)
    assert lesson.get_absolute_url() in page
    assert url("learn_from", activation, finding.pk) not in page


def test_an_entry_is_reworded_by_one_and_the_second_is_told_and_loses_nothing(
    client: Client, project: Project
):
    activation = stood_down(project)
    finding = activation.after_action.findings.earliest("pk")
    assert "textarea" in page_of(client, activation, f"?change={finding.pk}")
    other = make_member(project, Role.OPERATIONS, name="Priya Nair")
    actions.change_finding(finding=finding, version=1, text="Hers", by=other)
    change = url("change_finding", activation, finding.pk)
    answer = client.post(change, {"version": 1, "text": "Mine"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Priya Nair changed it meanwhile: “Hers”." in page
    assert ">Mine</textarea>" in page
    assert client.post(change, {"version": 2, "text": "Both"}).status_code == 302
    assert "Both" in page_of(client, activation)


def test_an_entry_that_a_colleague_took_out_comes_back_with_what_was_typed_and_is_put_back_by_saving_again(
    client: Client, project: Project
):
    activation = stood_down(project)
    finding = found(activation, text="An old list")
    other = make_member(project, Role.OPERATIONS, name="Priya Nair")
    actions.change_finding(finding=finding, version=1, text="Hers", by=other)
    actions.remove_finding(finding=finding, by=other)
    change = url("change_finding", activation, finding.pk)
    answer = client.post(change, {"version": 1, "text": "Mine\nof two lines"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Priya Nair took this out meanwhile: “Hers”. Save again to put it back in your words." in page
    assert ">Mine\nof two lines</textarea>" in page
    assert "Hers" not in page_of(client, activation)
    again = {"version": 2, "put_back": "on"}
    assert [f'name="{name}" value="{value}"' in page for name, value in again.items()] == [True, True]
    # What cannot be kept then loses neither the words nor that it was told.
    answer = client.post(change, {**again, "text": "x" * 1001})
    assert answer.status_code == 422
    assert 'name="put_back"' in answer.content.decode()
    assert client.post(change, {**again, "text": "Mine\nof two lines"}).status_code == 302
    finding.refresh_from_db()
    assert (finding.text, finding.removed_by, finding.changed_by) == (
        "Mine\nof two lines",
        None,
        lead_of(project),
    )


def test_what_cannot_be_kept_does_not_hide_what_a_colleague_saved(client: Client, project: Project):
    activation = stood_down(project)
    finding = found(activation, text="An old list")
    actions.change_finding(finding=finding, version=1, text="Hers", by=lead_of(project))
    change = url("change_finding", activation, finding.pk)
    page = client.post(change, {"version": 1, "text": ""}).content.decode()
    assert 'name="version" value="1"' in page
    assert client.post(change, {"version": 1, "text": "Mine"}).status_code == 409


def test_a_lesson_and_taking_out_and_putting_back_change_no_words_of_an_entry(
    client: Client, project: Project
):
    activation = stood_down(project)
    finding = found(activation, text="An old list")
    client.post(url("learn_from", activation, finding.pk))
    client.post(url("remove_finding", activation, finding.pk))
    client.post(url("restore_finding", activation, finding.pk))
    change = url("change_finding", activation, finding.pk)
    assert client.post(change, {"version": 1, "text": "Mine"}).status_code == 302


def test_no_lesson_is_made_of_an_entry_that_a_colleague_took_out(client: Client, project: Project):
    activation = stood_down(project)
    finding = found(activation, text="An old list")
    actions.remove_finding(finding=finding, by=make_member(project, Role.OPERATIONS, name="Priya Nair"))
    page = client.post(url("learn_from", activation, finding.pk), follow=True).content.decode()
    assert "Priya Nair took this out of the review meanwhile. Put it back first" in page
    assert url("restore_finding", activation, finding.pk) in page
    assert Lesson.objects.count() == 0


def test_an_entry_is_added_taken_out_and_put_back(client: Client, project: Project):
    activation = stood_down(project)
    client.post(url("add_finding", activation), {"kind": "well", "text": "Calm voices"})
    finding = Finding.objects.get(text="Calm voices")
    assert finding.kind == FindingKind.WELL
    client.post(url("remove_finding", activation, finding.pk))
    client.get(url("review", activation))
    assert "Calm voices" not in page_of(client, activation)
    client.post(url("restore_finding", activation, finding.pk))
    assert "Calm voices" in page_of(client, activation)


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001, "nul\x00"])
def test_an_entry_that_cannot_be_kept_is_told_and_stays_typed(client: Client, project: Project, text: str):
    activation = stood_down(project)
    count = Finding.objects.count()
    answer = client.post(url("add_finding", activation), {"kind": "gap", "text": text})
    assert answer.status_code == 422
    assert f'value="{text}"' in answer.content.decode()
    change = url("change_finding", activation, Finding.objects.earliest("pk").pk)
    answer = client.post(change, {"version": 1, "text": text})
    assert answer.status_code == 422
    assert f"{text}</textarea>" in answer.content.decode()
    assert Finding.objects.count() == count


@pytest.mark.parametrize("query", ["?change=0", "?change=x", "?improve=99999999999999999999", "?improve=-1"])
def test_the_review_takes_any_address(client: Client, project: Project, query: str):
    assert client.get(url("review", stood_down(project)) + query).status_code == 200


def test_an_entry_of_another_run_is_neither_changed_nor_improved(client: Client, project: Project):
    activation = stood_down(project)
    elsewhere = found(stood_down(make_project("Elsewhere")))
    assert client.post(url("remove_finding", activation, elsewhere.pk)).status_code == 404
    assert client.post(url("learn_from", activation, elsewhere.pk)).status_code == 404
    asked = {"finding": elsewhere.pk, "text": "x", "owner": lead_of(project).pk}
    client.post(url("add_improvement", activation), {**asked, "due_on": project.today().isoformat()})
    assert Improvement.objects.get().finding is None


def test_the_report_holds_both_lists_and_the_improvements(project: Project):
    activation = stood_down(project)
    found(activation, FindingKind.WELL, "Calm voices")
    finding = found(activation, text="An old list")
    actions.add_improvement(
        project=project,
        activation=activation,
        finding=finding,
        text="Renew the numbers",
        owner=lead_of(project),
        due_on=project.today(),
        by=lead_of(project),
    )
    html = chapter.document(activation).html
    for text in ("Calm voices", "An old list", "Renew the numbers"):
        assert text in html
    # What stands in the lists is not printed a second time, in their words or in those of the clocks.
    assert html.count("Nobody held the role: Technology lead") == 1


def test_a_gap_that_was_reworded_or_taken_out_is_not_printed_as_it_was_drafted(project: Project):
    activation = make_run(project)
    unheld = [f"Nobody held the role: {role} lead" for role in ("Technology", "Clinical")]
    # As long as nothing was drafted, the report shows what the clocks say.
    assert [text in chapter.document(activation).html for text in unheld] == [True, True]
    actions.stand_down(activation=activation, version=1, met=[], reason="Over", by=lead_of(project))
    first, second = (Finding.objects.get(text=text) for text in unheld)
    actions.change_finding(finding=first, version=1, text="No technician was there", by=lead_of(project))
    actions.remove_finding(finding=second, by=lead_of(project))
    html = chapter.document(activation).html
    assert "No technician was there" in html
    assert [text in html for text in unheld] == [False, False]


def test_the_review_asks_as_often_for_many_entries_as_for_one(client: Client, project: Project):
    activation = stood_down(project)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(url("review", activation))
        return len(asked)

    def better(number: int) -> None:
        finding = found(activation, text=f"Gap {number}")
        actions.add_improvement(
            project=project,
            activation=activation,
            finding=finding,
            text=f"Improvement {number}",
            owner=lead_of(project),
            due_on=project.today(),
            by=lead_of(project),
        )
        actions.learn_from(finding=finding, words="", by=lead_of(project))

    better(0)
    count()
    few = count()
    for number in range(1, 4):
        better(number)
    assert count() == few
