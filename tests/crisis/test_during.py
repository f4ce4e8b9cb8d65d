"""What is changed for as long as a run lasts goes back by itself at the all-clear."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crisis import actions, queries, schedule
from crisis.models import Activation, ProcedureChange, RunPhoto
from mailroom.models import Confirmation, Message
from marketing_sync import actions as marketing
from marketing_sync import schedule as marketing_schedule
from marketing_sync.models import Alert, AlertState
from projects.models import Project
from tests.crisis.factories import make_drill, make_person, make_run
from tests.marketing_sync.factories import make_contact, make_launch
from tests.projects.factories import lead_of, make_project

GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend", time_zone="UTC")
    client.force_login(lead_of(project))
    return project


def changed(activation: Activation, usual: str = "Inbound, normal") -> ProcedureChange:
    return actions.change_procedure(
        activation=activation, usual=usual, instead="Use the mobiles.", by=lead_of(activation.project)
    )


def all_clear(activation: Activation) -> Activation:
    count = len(activation.playbook_version.stand_down_when)
    return actions.stand_down(
        activation=activation, version=1, met=list(range(count)), reason="", by=lead_of(activation.project)
    )


def said(activation: Activation) -> list[str]:
    return list(activation.timeline.values_list("text", flat=True))


def test_a_changed_procedure_is_announced_and_taken_back_at_the_all_clear_with_confirmation(
    project: Project, frozen: Any
):
    make_person(project)
    activation = make_run(project)
    one = changed(activation)
    changed(activation, "Call-backs")
    assert one.announced.asks
    frozen.shift(timedelta(minutes=30))
    all_clear(activation)
    one.refresh_from_db()
    assert one.reversed_by is not None
    assert one.reversed_by.subject == "The usual way again: Inbound, normal, Call-backs"
    assert one.reversed_by.recipients.count() == 1
    assert "The usual way again: Inbound, normal, Call-backs" in said(activation)
    # It is still chased, though the run is over; what was announced before is not.
    frozen.shift(timedelta(minutes=11))
    for broadcast_id in schedule.watched():
        schedule.tend(broadcast_id)
    assert Message.objects.filter(subject__startswith="Please confirm").count() == 1
    assert Message.objects.filter(subject__startswith="Please confirm: The usual way").count() == 1


def test_a_procedure_is_taken_back_once(project: Project):
    make_person(project)
    activation = make_run(project)
    one = changed(activation)
    assert actions.reverse_procedures(activation=activation, by=lead_of(project), only=one) is not None
    assert actions.reverse_procedures(activation=activation, by=lead_of(project), only=one) is None
    all_clear(activation)
    assert activation.broadcasts.count() == 2


def test_for_an_active_threat_not_even_a_changed_procedure_asks_for_an_answer(project: Project):
    make_person(project)
    activation = make_run(project, "active_threat")
    assert not changed(activation).announced.asks
    assert Confirmation.objects.count() == 0


def test_nothing_is_changed_after_standing_down(client: Client, project: Project):
    activation = make_run(project)
    all_clear(activation)
    with pytest.raises(actions.Over):
        changed(activation)
    url = reverse("crisis:procedure", args=[project.slug, activation.pk])
    answer = client.post(url, {"usual": "Inbound", "instead": "Mobiles"})
    assert answer.status_code == 422


def test_alerts_of_a_paused_launch_wait_and_go_after_the_all_clear(project: Project, frozen: Any):
    make_contact(project)
    launch = make_launch(project, days=20)
    activation = make_run(project)
    before = Message.objects.filter(kind="marketing_sync.alert").count()
    paused = actions.pause_launches(activation=activation, launches=[launch], by=lead_of(project))
    assert paused == [launch]
    assert actions.pause_launches(activation=activation, launches=[launch], by=lead_of(project)) == []
    Alert.objects.waiting().update(due_at=timezone.now())
    frozen.shift(timedelta(minutes=1))
    assert launch.pk not in marketing_schedule.with_something_due()
    marketing_schedule.tend(launch.pk)
    marketing.send_due(launch=launch)
    assert Message.objects.filter(kind="marketing_sync.alert").count() == before
    assert Alert.objects.waiting().exists()
    all_clear(activation)
    assert launch.pk in marketing_schedule.with_something_due()
    marketing_schedule.tend(launch.pk)
    assert Alert.objects.filter(state=AlertState.SENT).count() == 1
    assert "Launch “" + launch.name + "” goes on" in said(activation)


def test_a_launch_that_two_runs_hold_back_goes_on_when_both_are_over(project: Project):
    launch = make_launch(project)
    first, second = make_run(project), make_run(project, "ehr_downtime")
    for activation in (first, second):
        actions.pause_launches(activation=activation, launches=[launch], by=lead_of(project))
    all_clear(first)
    assert launch.pauses.holding().count() == 1
    all_clear(second)
    assert launch.pauses.holding().count() == 0


def test_a_drill_pauses_no_launch_and_says_which_it_would(project: Project):
    launch = make_launch(project)
    drill = make_drill(project)
    actions.pause_launches(activation=drill, launches=[launch], by=lead_of(project))
    assert not launch.pauses.exists()
    assert f"Would be paused: launch “{launch.name}”" in said(drill)


def test_a_paused_launch_says_so_on_its_page_and_in_the_list(client: Client, project: Project):
    launch = make_launch(project)
    activation = make_run(project)
    client.post(reverse("crisis:launches", args=[project.slug, activation.pk]), {"launches": [launch.pk]})
    page = client.get(launch.get_absolute_url()).content.decode()
    assert "Paused since" in page
    assert "SEV-1, Phone system outage" in page
    assert ">paused<" in client.get(reverse("marketing_sync:list", args=[project.slug])).content.decode()


def test_a_picture_stands_on_the_timeline_and_leaves_as_a_download(client: Client, project: Project):
    activation = make_run(project)
    url = reverse("crisis:add_photo", args=[project.slug, activation.pk])
    client.post(url, {"file": SimpleUploadedFile("../rack.gif", GIF), "text": "The core switch"})
    photo = RunPhoto.objects.get()
    assert (photo.entry.text, photo.entry.is_note, photo.file.name) == ("The core switch", True, "rack.gif")
    answer = client.get(reverse("crisis:photo", args=[project.slug, activation.pk, photo.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="rack.gif"'
    assert answer["X-Content-Type-Options"] == "nosniff"


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'></svg>"


@pytest.mark.parametrize("content", [SVG, b"%PDF-1.4\n", b"hello"])
def test_what_is_no_picture_is_refused_whatever_its_name(client: Client, project: Project, content: bytes):
    activation = make_run(project)
    url = reverse("crisis:add_photo", args=[project.slug, activation.pk])
    client.post(url, {"file": SimpleUploadedFile("photo.png", content)})
    assert (RunPhoto.objects.count(), project.files.count(), activation.timeline.count()) == (0, 0, 1)


def test_the_board_counts_down_to_the_next_update_that_was_promised(client: Client, project: Project):
    make_person(project)
    activation = make_run(project)
    actions.broadcast(
        activation=activation, by=lead_of(project), subject="Down", text="Wait", next_update_minutes=30
    )
    page = client.get(activation.get_absolute_url()).content.decode()
    assert "Next update due" in page
    all_clear(activation)
    assert "Next update due" not in client.get(activation.get_absolute_url()).content.decode()


def test_surge_says_how_many_agents_lack_and_what_callers_meet():
    found = queries.surge(calls=120, aht=300, on_duty=14)
    assert (found.needed, found.missing) == (23, 9)
    assert found.says == "23 agents are needed, 14 are on duty: 9 are missing."
    assert "of 100 hang up" in found.callers_meet
    enough = queries.surge(calls=120, aht=300, on_duty=30)
    assert enough.missing == 0
    assert queries.surge(calls=120, aht=300, on_duty=0).callers_meet.startswith("Nobody answers")
    assert queries.surge(calls=0, aht=300, on_duty=0).needed == 0


@pytest.mark.parametrize("asked", ["calls=-1&aht=x&on_duty=", "calls=99999999999&aht=300&on_duty=1"])
def test_surge_tells_what_is_wrong_with_the_numbers(client: Client, project: Project, asked: str):
    url = reverse("crisis:surge", args=[project.slug, make_run(project).pk])
    answer = client.get(f"{url}?{asked}")
    assert answer.status_code == 200
    assert "error" in answer.content.decode()
