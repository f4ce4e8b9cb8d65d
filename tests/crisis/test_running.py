"""A run from its declaration to the all-clear: clocks, two phones at once, a timeline that only grows."""

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crisis import actions, queries
from crisis.models import Activation, CrisisRole, RunStep, StepState, TimelineEntry
from mailroom.models import Message
from projects.models import Project, Role
from tests.crisis.factories import make_drill, make_person, make_playbook, make_run
from tests.fixtures.time import MOMENT
from tests.projects.factories import lead_of, make_member, make_project


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend", time_zone="UTC")
    client.force_login(lead_of(project))
    return project


def url(name: str, activation: Activation, *args: int) -> str:
    return reverse(f"crisis:{name}", args=[activation.project.slug, activation.pk, *args])


def lines(activation: Activation) -> list[str]:
    return list(activation.timeline.order_by("pk").values_list("text", flat=True))


def row_of(activation: Activation, step: RunStep) -> queries.BoardStep:
    board = queries.board(activation, lead_of(activation.project))
    return next(row for phase in board.phases for row in phase.steps if row.step.pk == step.pk)


def test_two_presses_lead_from_any_page_to_a_running_board(client: Client, project: Project):
    make_person(project, CrisisRole.TECHNOLOGY_LEAD, name="Sam Patel", email="sam@example.org")
    home = client.get(f"/p/{project.slug}/").content.decode()
    declare = reverse("crisis:declare", args=[project.slug])
    assert f'href="{declare}"' in home
    page = client.get(declare).content.decode()
    assert 'name="playbook" value="telephony_outage"' in page

    response = client.post(declare, {"playbook": "telephony_outage"}, follow=True)
    activation = Activation.objects.get()
    assert response.redirect_chain == [(activation.get_absolute_url(), 302)]
    assert (activation.severity, activation.steps.count()) == ("SEV-1", 18)
    held = activation.roles.get(role=CrisisRole.TECHNOLOGY_LEAD)
    assert held.person is not None
    assert held.person.name == "Sam Patel"
    mail = Message.objects.get()
    assert mail.to_email == "sam@example.org"
    assert mail.subject.endswith("you are Technology lead")
    assert mail.priority == 1
    assert mail.unsubscribe_link is None


@pytest.mark.parametrize("starter", queries.playbooks(), ids=lambda starter: starter.key)
def test_every_starter_runs_to_its_end(project: Project, starter: queries.StarterPlaybook):
    lead = lead_of(project)
    activation = make_run(project, starter.key)
    assert activation.steps.count() == len(starter.steps)
    for step in activation.steps.filter(from_stand_down=False):
        actions.settle(activation=activation, step_id=step.pk, version=1, by=lead)
    met = list(range(len(starter.stand_down_when)))
    activation = actions.stand_down(activation=activation, version=1, met=met, reason="", by=lead)
    for step in activation.steps.filter(state=StepState.OPEN):
        actions.settle(activation=activation, step_id=step.pk, version=1, by=lead)
    assert activation.steps.exclude(state=StepState.DONE).count() == 0
    assert activation.timeline.count() == len(starter.steps) + 2


def test_each_step_has_a_clock_against_its_target(project: Project, frozen: Any):
    activation = make_run(project)
    step = activation.steps.get(order=5)
    assert step.due_at == MOMENT + timedelta(minutes=15)
    frozen.shift(timedelta(minutes=7))
    assert (row_of(activation, step).clock_words, row_of(activation, step).tone) == ("8 min left", "line")
    frozen.shift(timedelta(minutes=14))
    assert (row_of(activation, step).clock_words, row_of(activation, step).tone) == ("late 6 min", "danger")
    actions.settle(activation=activation, step_id=step.pk, version=1, by=lead_of(project))
    frozen.shift(timedelta(hours=1))
    assert row_of(activation, step).clock_words == "6 min late"


def test_what_nobody_did_is_not_done_and_no_clock_runs_on_after_the_end(
    client: Client, project: Project, frozen: Any
):
    activation = make_run(project)
    step = activation.steps.get(order=5)
    frozen.shift(timedelta(hours=3))
    activation = actions.stand_down(
        activation=activation, version=1, met=[0, 1, 2], reason="", by=lead_of(project)
    )
    left = row_of(activation, step)
    assert (left.clock_words, left.tone, left.is_late) == ("not done", "", False)
    client.force_login(lead_of(project))
    page = client.get(activation.get_absolute_url()).content.decode()
    after = activation.steps.filter(from_stand_down=True).count()
    assert page.count("data-due=") == after > 0


def test_the_clock_of_the_last_steps_begins_with_standing_down(project: Project, frozen: Any):
    activation = make_run(project)
    step = activation.steps.filter(from_stand_down=True).earliest("order")
    assert row_of(activation, step).clock_words == "after standing down"
    frozen.shift(timedelta(hours=3))
    activation = actions.stand_down(
        activation=activation, version=1, met=[0, 1, 2], reason="", by=lead_of(project)
    )
    assert row_of(activation, step).clock_words == f"{step.minutes} min left"


def test_my_steps_come_first(project: Project):
    lead = lead_of(project)
    make_person(project, CrisisRole.CLINICAL_LEAD, email=lead.email.upper())
    board = queries.board(make_run(project), lead)
    first = board.phases[0].steps[0]
    assert (first.step.role, first.holder, first.is_mine) == (CrisisRole.CLINICAL_LEAD, "you", True)


def test_two_phones_cannot_contradict_each_other_silently(client: Client, project: Project):
    activation = make_run(project)
    step = activation.steps.get(order=5)
    operations = make_member(project, Role.OPERATIONS, name="Priya Nair")
    other = Client()
    other.force_login(operations)
    assert other.post(url("step", activation, step.pk), {"act": "done", "version": 1}).status_code == 302

    late = {"act": "skip", "version": 1, "reason": "No second carrier"}
    answer = client.post(url("step", activation, step.pk), late)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Priya Nair checked" in page
    assert "You had written: “No second carrier”." in page
    step.refresh_from_db()
    assert (step.state, step.settled_by) == (StepState.DONE, operations)


def test_a_step_is_skipped_only_with_a_reason_and_can_be_opened_again(client: Client, project: Project):
    activation = make_run(project)
    step = activation.steps.get(order=5)
    there = url("step", activation, step.pk)
    assert client.post(there, {"act": "skip", "version": 1}).status_code == 422
    assert client.post(there, {"act": "skip", "version": 1, "reason": "One carrier only"}).status_code == 302
    assert client.post(there, {"act": "reopen", "version": 2}).status_code == 302
    step.refresh_from_db()
    assert (step.state, step.version) == (StepState.OPEN, 3)
    assert [line.split(":")[0] for line in lines(activation)[1:]] == ["Skipped", "Opened again"]


def test_command_made_from_an_older_page_is_refused_with_what_was_typed(client: Client, project: Project):
    activation = make_run(project)
    other = make_member(project, Role.OPERATIONS, name="Priya Nair")
    actions.hand_over(
        activation=activation, version=1, to=other, summary="Carrier called.", by=lead_of(project)
    )
    late = {"version": 1, "reason": "It is over, I believe"}
    answer = client.post(url("stand_down", activation), late)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Meanwhile Priya Nair commands" in shown
    assert "It is over, I believe" in shown
    assert 'name="version" value="2"' in shown
    activation.refresh_from_db()
    assert activation.stood_down_at is None


def test_a_handover_proposes_a_summary_and_mails_it(client: Client, project: Project, frozen: Any):
    activation = make_run(project)
    other = make_member(project, Role.OPERATIONS, name="Priya Nair")
    actions.note(activation=activation, by=lead_of(project), text="Ticket 48812: no estimate")
    frozen.shift(timedelta(minutes=21, seconds=40))
    page = client.get(url("hand_over", activation)).content.decode()
    assert "00:21:40 since the declaration; 0 of 18 steps settled." in page
    assert "Last notes: Ticket 48812: no estimate" in page
    given = {"version": 1, "to": other.pk, "summary": "Vendor is on it."}
    assert client.post(url("hand_over", activation), given).status_code == 302
    activation.refresh_from_db()
    assert activation.commander == other
    mail = Message.objects.get(to_email=other.email)
    assert "Vendor is on it." in mail.text


def test_standing_down_before_all_is_met_needs_a_reason(client: Client, project: Project):
    activation = make_run(project)
    there = url("stand_down", activation)
    assert client.post(there, {"version": 1, "met": [0]}).status_code == 422
    reason = "The building is closed for the night"
    assert client.post(there, {"version": 1, "met": [0], "reason": reason}).status_code == 302
    last = lines(activation)[-1]
    assert "backlog owned and dated; routing returned to primary" in last
    assert last.endswith(f"Because: {reason}")


def test_a_poll_costs_one_row_until_something_changes(client: Client, project: Project):
    activation = make_run(project)
    activation.refresh_from_db()
    seen = f"{url('live', activation)}?seen={activation.changes}"
    with CaptureQueriesContext(connection) as quiet:
        assert client.get(seen).status_code == 204
    assert len([one for one in quiet if "crisis_" in one["sql"]]) == 1
    actions.note(activation=activation, by=lead_of(project), text="Ticket 48812")
    answer = client.get(seen)
    assert answer.status_code == 200
    assert "Ticket 48812" in answer.content.decode()


def test_the_board_asks_as_often_for_sixty_steps_as_for_eighteen(client: Client, project: Project):
    activation = make_run(project)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(activation.get_absolute_url())
        return len(asked)

    client.get(activation.get_absolute_url())
    few = count()
    for number in range(42):
        actions.add_step(
            activation=activation,
            by=lead_of(project),
            title=f"Step {number}",
            role=CrisisRole.OPERATIONS_LEAD,
            minutes=number,
        )
    assert count() == few


def test_what_was_said_while_the_line_was_gone_keeps_its_moment_and_is_kept_once(
    client: Client, project: Project, frozen: Any
):
    activation = make_run(project)
    frozen.shift(timedelta(minutes=30))
    said = MOMENT + timedelta(minutes=10)
    given = {"text": "Core switch", "key": str(uuid.uuid4()), "said_at": said.isoformat()}
    for _again in range(2):
        client.post(url("note", activation), given)
    entry = activation.timeline.get(is_note=True)
    assert (entry.said_at, entry.came_late) == (said, True)
    step = activation.steps.get(order=5)
    done = {"act": "done", "version": 1, "key": str(uuid.uuid4()), "said_at": said.isoformat()}
    answers = [client.post(url("step", activation, step.pk), done).status_code for _again in range(2)]
    assert answers == [302, 302]
    assert row_of(activation, step).clock_words == "on time"


def test_a_moment_outside_of_the_run_is_not_believed(client: Client, project: Project, frozen: Any):
    activation = make_run(project)
    for said in ("1999-01-01T00:00:00Z", "2999-01-01T00:00:00Z"):
        client.post(url("note", activation), {"text": "Hello", "said_at": said})
    moments = set(activation.timeline.values_list("said_at", flat=True))
    assert moments == {MOMENT}


@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(text="It was different"), lambda rows: rows.delete()]
)
def test_the_timeline_only_grows(project: Project, change: Any):
    entry = make_run(project).timeline.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        change(TimelineEntry.objects.filter(pk=entry.pk))
    entry.refresh_from_db()
    assert entry.text.startswith("Declared by")


def test_the_same_crisis_declared_twice_leads_the_second_to_the_firsts_board(
    client: Client, project: Project
):
    priya = make_member(project, Role.OPERATIONS, name="Priya Nair")
    activation = make_run(project, by=priya)
    declare = reverse("crisis:declare", args=[project.slug])
    page = client.post(declare, {"playbook": "telephony_outage"}, follow=True)
    assert page.redirect_chain == [(activation.get_absolute_url(), 302)]
    assert "is running already: Priya Nair declared it." in page.content.decode()
    assert Activation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_declare_at_the_same_moment_one_wins_and_the_other_is_told():
    project = make_project("Riverbend")
    playbook, lead = make_playbook(project), lead_of(project)
    ready, told = threading.Barrier(2), []

    def declare() -> None:
        ready.wait()
        try:
            actions.declare(project=project, playbook=playbook, by=lead)
            told.append("started")
        except actions.AlreadyRunning:
            told.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=declare) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["started", "told"]
    assert Activation.objects.count() == 1


def test_a_drill_reaches_only_its_participants_and_says_drill(project: Project):
    make_person(project, CrisisRole.TECHNOLOGY_LEAD, CrisisRole.CLINICAL_LEAD, email="away@example.org")
    activation = make_drill(project)
    mails = list(Message.objects.all())
    participant = activation.participants.get().person
    assert {mail.to_email for mail in mails} == {participant.email}
    assert all(mail.subject.startswith("DRILL: ") and "DRILL." in mail.text for mail in mails)
    assert activation.roles.get(role=CrisisRole.CLINICAL_LEAD).person is None


def test_a_drill_cannot_be_given_to_somebody_who_takes_no_part(client: Client, project: Project):
    activation = make_drill(project)
    outsider = make_person(project)
    given = {"role": CrisisRole.CLINICAL_LEAD, "person": outsider.pk}
    assert client.post(url("assign", activation), given).status_code == 422
    assert not Message.objects.filter(to_email=outsider.email).exists()


def test_a_drill_without_participants_is_refused(client: Client, project: Project):
    declare = reverse("crisis:declare", args=[project.slug])
    page = client.post(declare, {"playbook": "telephony_outage", "drill": "1"})
    assert page.status_code == 422
    assert "a drill reaches nobody else" in page.content.decode()


def test_a_stood_down_run_makes_room_for_the_next(project: Project):
    activation = make_run(project)
    with pytest.raises(actions.AlreadyRunning):
        make_run(project)
    actions.stand_down(activation=activation, version=1, met=[0, 1, 2], reason="", by=lead_of(project))
    assert make_run(project).pk != activation.pk


def test_a_skipped_step_without_a_reason_is_refused_by_the_database(project: Project):
    step = make_run(project).steps.earliest("order")
    with pytest.raises(IntegrityError), transaction.atomic():
        RunStep.objects.filter(pk=step.pk).update(
            state=StepState.SKIPPED, settled_at=timezone.now(), settled_by=lead_of(project)
        )


def test_who_gives_a_role_second_is_told_who_holds_it(client: Client, project: Project):
    first, second = make_person(project, name="Sam Patel"), make_person(project)
    activation = make_run(project)
    client.force_login(lead_of(project))
    there = url("assign", activation)
    asked = {"role": CrisisRole.TECHNOLOGY_LEAD, "was": ""}
    assert client.post(there, {**asked, "person": first.pk}).status_code == 302
    answer = client.post(there, {**asked, "person": second.pk})
    assert answer.status_code == 409
    assert "Meanwhile Technology lead was given to Sam Patel" in answer.content.decode()
    assert activation.roles.get(role=CrisisRole.TECHNOLOGY_LEAD).person == first
