"""Playbooks of the project's own: written, published, compared, reviewed, run; and what starts with what."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crisis import actions, chapter, content, queries, schedule
from crisis.models import Activation, CrisisRole, Playbook, PlaybookDraft, PlaybookVersion, StepState
from mailroom.models import Message
from projects.models import Project, Role
from tests.crisis.factories import make_draft, make_person, make_playbook, make_run
from tests.projects.factories import lead_of, make_member, make_project


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend")
    client.force_login(lead_of(project))
    return project


def url(name: str, playbook: Playbook) -> str:
    return reverse(f"crisis:{name}", args=[playbook.project.slug, playbook.key])


def posted(written: content.Content, version: int, **more: Any) -> dict[str, Any]:
    """A content as the editor posts it."""
    steps = written["steps"]
    return {
        "version": version,
        "title": written["title"],
        "severity": written["severity"],
        **{name: "\n".join(written[name]) for name in content.LISTS},
        "starts": written["starts"],
        "step_title": [step["title"] for step in steps],
        "step_phase": [step["phase"] for step in steps],
        "step_role": [step["role"] for step in steps],
        "step_minutes": [str(step["minutes"]) for step in steps],
        "step_anchor": ["stand_down" if step["from_stand_down"] else "declared" for step in steps],
        "step_confirmed": ["yes" if step["confirmed"] else "no" for step in steps],
        "step_done_when": [step.get("done_when", "") for step in steps],
        "message_subject": [one["subject"] for one in written["messages"]],
        "message_text": [one["text"] for one in written["messages"]],
        **more,
    }


def publish(playbook: Playbook, written: content.Content) -> PlaybookVersion:
    by = lead_of(playbook.project)
    playbook = Playbook.objects.select_related("draft").get(pk=playbook.pk)
    _content, version = queries.drafted(playbook)
    draft = actions.save_draft(playbook=playbook, by=by, version=version, written=written)
    return actions.publish_playbook(playbook=playbook, by=by, version=draft.version, note="", review_on=None)


@pytest.mark.parametrize("key", [one.key for one in queries.playbooks()])
def test_each_starter_runs_to_its_end(project: Project, key: str):
    for role in CrisisRole.values:
        make_person(project, role)
    by = lead_of(project)
    activation = make_run(project, key)
    starter = queries.playbook(key)
    assert starter is not None
    assert activation.steps.count() == len(starter.steps)
    assert not activation.roles.filter(person=None).exists()
    for step in activation.steps.filter(from_stand_down=False):
        actions.settle(activation=activation, step_id=step.pk, version=1, by=by)
    met = list(range(len(starter.stand_down_when)))
    over = actions.stand_down(activation=activation, version=1, met=met, reason="", by=by)
    for step in activation.steps.filter(from_stand_down=True):
        actions.settle(activation=over, step_id=step.pk, version=1, by=by)
    assert set(activation.steps.values_list("state", flat=True)) == {StepState.DONE}
    assert queries.review(Activation.objects.get(pk=activation.pk)).done == len(starter.steps)


def test_a_run_takes_the_published_version_and_never_the_draft(client: Client, project: Project):
    playbook = make_playbook(project)
    written, version = queries.drafted(playbook)
    written["steps"] = [{**written["steps"][0], "title": "Take the red telephone", "minutes": 2}]
    actions.save_draft(playbook=playbook, by=lead_of(project), version=version, written=written)
    declare = reverse("crisis:declare", args=[project.slug])
    client.post(declare, {"playbook": "telephony_outage"})
    first = Activation.objects.get()
    assert first.steps.count() == 18
    page = client.post(
        url("publish_playbook", playbook), {"version": 1, "review_on": "2030-01-01"}, follow=True
    )
    assert "version 2 is published" in page.content.decode()
    # A run that goes on keeps the version that it began with.
    assert (first.playbook_version.number, first.steps.count()) == (1, 18)
    actions.stand_down(activation=first, version=1, met=[], reason="Over", by=lead_of(project))
    client.post(declare, {"playbook": "telephony_outage"})
    second = Activation.objects.latest("pk")
    assert [step.title for step in second.steps.all()] == ["Take the red telephone"]
    assert second.playbook_version.number == 2


def test_the_editor_keeps_everything_it_was_given(client: Client, project: Project):
    playbook = make_playbook(project, "ransomware")
    written, version = queries.drafted(playbook)
    written["messages"] = [{"subject": "Pull the plug", "text": "Leave it off."}]
    assert client.post(url("edit_playbook", playbook), posted(written, version)).status_code == 302
    draft = PlaybookDraft.objects.get()
    assert draft.content == written
    assert draft.content["steps"][4]["done_when"] == "every lead has answered there"
    page = client.get(url("edit_playbook", playbook)).content.decode()
    assert page.count('name="step_title"') == len(written["steps"]) + 1
    assert "Pull the plug" in page


def test_a_playbook_of_our_own_is_declared_once_it_is_published(client: Client, project: Project):
    there = reverse("crisis:new_playbook", args=[project.slug])
    client.post(there, {"title": "Bats", "hazard": "natural", "severity": "SEV-3", "key": "x", "project": 1})
    playbook = Playbook.objects.get()
    assert playbook.key == "own-bats-1"
    assert "own-bats-1" not in {one.key for one in queries.library(project)}
    assert (
        client.post(url("publish_playbook", playbook), {"version": 1, "review_on": "2030-01-01"}).status_code
        == 422
    )
    draft = make_draft(project)
    client.post(url("publish_playbook", draft), {"version": 2, "review_on": "2030-01-01"})
    client.post(reverse("crisis:declare", args=[project.slug]), {"playbook": draft.key})
    assert [step.title for step in Activation.objects.get().steps.all()] == ["Open the window"]


def test_two_who_edit_one_playbook_are_told_and_lose_nothing(client: Client, project: Project):
    playbook = make_playbook(project)
    written, version = queries.drafted(playbook)
    other = make_member(project, Role.OPERATIONS, name="Priya Nair")
    theirs = {**written, "triggers": ["theirs"]}
    actions.save_draft(playbook=playbook, by=other, version=version, written=theirs)
    mine = posted({**written, "triggers": ["mine"]}, version)
    response = client.post(url("edit_playbook", playbook), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Priya Nair saved meanwhile" in page
    assert "<del>theirs</del>" in page
    assert "<ins>mine</ins>" in page
    assert PlaybookDraft.objects.get().content["triggers"] == ["theirs"]
    assert client.post(url("edit_playbook", playbook), {**mine, "version": 1}).status_code == 302
    assert PlaybookDraft.objects.get().content["triggers"] == ["mine"]


def test_what_somebody_changed_since_is_not_published_unread(client: Client, project: Project):
    playbook = make_draft(project)
    response = client.post(url("publish_playbook", playbook), {"version": 1, "review_on": "2030-01-01"})
    assert response.status_code == 409
    assert not playbook.versions.exists()


def test_an_editor_that_was_open_before_a_field_came_loses_no_step(client: Client, project: Project):
    playbook = make_playbook(project)
    written, version = queries.drafted(playbook)
    given = posted(written, version)
    del given["step_done_when"]
    assert client.post(url("edit_playbook", playbook), given).status_code == 302
    steps = PlaybookDraft.objects.get().content["steps"]
    assert [step["title"] for step in steps] == [step["title"] for step in written["steps"]]


def test_what_says_that_a_step_is_done_is_published_compared_and_run(client: Client, project: Project):
    playbook = make_playbook(project)
    written, _version = queries.drafted(playbook)
    written["steps"][0] = {**written["steps"][0], "done_when": "the <b>red</b> lamp is on"}
    publish(playbook, written)
    check = "Done when: the &lt;b&gt;red&lt;/b&gt; lamp is on"
    compared = client.get(url("compare_playbook", playbook))
    assert [(one.kind, one.part_word) for one in compared.context["differences"]] == [("changed", "Steps")]
    assert check in compared.content.decode()
    run = make_run(project)
    assert check in client.get(run.get_absolute_url()).content.decode()
    assert check in client.get(url("playbook", playbook)).content.decode()
    assert check in chapter.pack_document(project).html
    assert check in chapter.document(run).html


def test_a_version_from_before_steps_said_it_differs_in_nothing_else(project: Project):
    written = PlaybookDraft.objects.get(playbook=make_draft(project)).content
    (step,) = written["steps"]
    assert "done_when" not in step
    now = {**written, "steps": [{**step, "done_when": ""}]}
    assert content.differences(written, now) == []
    (found,) = content.differences(written, {**written, "steps": [{**step, "done_when": "it is cold"}]})
    assert found.after == "Open the window (safety officer, 5 min) Done when: it is cold"


def test_every_wrong_step_is_named_and_nothing_is_lost(client: Client, project: Project):
    playbook = make_playbook(project)
    written, version = queries.drafted(playbook)
    given = posted(written, version)
    given["step_minutes"][2], given["step_role"][4] = "soon", "magician"
    response = client.post(url("edit_playbook", playbook), given)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Step 3: Enter a whole number." in page
    assert "Step 5: Select a valid choice." in page
    assert 'value="soon"' in page
    assert not PlaybookDraft.objects.exists()


@pytest.mark.parametrize(
    "text", ["   ", "x" * 10_000, "\x00", "<script>", "';--", "\U0001f600\u202e", "\ud800"]
)
@pytest.mark.parametrize(
    "field",
    ["title", "triggers", "step_title", "step_minutes", "step_done_when", "message_text", "version", "act"],
)
def test_the_editor_takes_any_text_or_tells(client: Client, project: Project, field: str, text: str):
    playbook = make_draft(project)
    written, _version = queries.drafted(Playbook.objects.select_related("draft").get(pk=playbook.pk))
    written["messages"] = [{"subject": "A", "text": "B"}]
    given = posted(written, 2)
    value: Any = text.encode("utf-8", "surrogatepass")
    given[field] = [value] if isinstance(given.get(field), list) else value
    assert client.post(url("edit_playbook", playbook), given).status_code in (200, 302, 409, 422)


def test_the_buttons_of_a_row_work_without_a_script(client: Client, project: Project):
    playbook = make_playbook(project)
    written, version = queries.drafted(playbook)
    written["steps"] = [{**written["steps"][0], "title": letter} for letter in "abc"]

    def after(act: str) -> str:
        response = client.post(url("edit_playbook", playbook), posted(written, version, act=act))
        return "".join(row["title"] or "_" for row in response.context["rows"])

    assert after("up:3") == "acb"
    assert after("down:1") == "bac"
    assert after("remove:2") == "ac"
    assert after("add:1") == "a_bc"
    assert after("up:1") == "abc"
    assert after("down:3") == "abc"
    assert after("remove:99") == "abc"


def test_ransomware_takes_the_phones_and_the_records_with_it(client: Client, project: Project):
    there = reverse("crisis:declare", args=[project.slug])
    make_run(project, "ehr_downtime")
    client.post(there, {"playbook": "ransomware"})
    assert sorted(Activation.objects.values_list("playbook__key", flat=True)) == [
        "ehr_downtime",
        "ransomware",
        "telephony_outage",
    ]
    told = Activation.objects.get(playbook__key="ransomware").timeline.values_list("text", flat=True)
    assert any(text.startswith("Started with it: Phone system outage") for text in told)
    assert any(text.startswith("Runs already: ") for text in told)


def test_a_drill_starts_no_other(client: Client, project: Project):
    someone = make_person(project)
    there = reverse("crisis:declare", args=[project.slug])
    client.post(there, {"playbook": "ransomware", "drill": "1", "participants": [someone.pk]})
    assert Activation.objects.get().is_drill


def test_two_versions_are_compared(client: Client, project: Project):
    playbook = make_playbook(project)
    written, _version = queries.drafted(playbook)
    first = written["steps"][0]
    changed = [
        written["steps"][1],
        {**first, "minutes": 3},
        *written["steps"][3:],
        {**first, "title": "Feed the cat"},
    ]
    publish(playbook, {**written, "steps": changed, "severity": "SEV-2"})
    response = client.get(url("compare_playbook", playbook) + "?a=1&b=2")
    said = [(one.kind, one.part_word) for one in response.context["differences"]]
    assert ("changed", "Severity") in said
    assert ("removed", "Steps") in said
    page = response.content.decode()
    assert "Feed the cat" in page
    assert "(incident commander, 3 min)" in page
    same = client.get(url("compare_playbook", playbook) + "?a=2&b=2&x=y").content.decode()
    assert "Nothing differs." in same


def test_nothing_is_published_when_nothing_differs(project: Project):
    playbook = make_playbook(project)
    written, version = queries.drafted(playbook)
    by = lead_of(project)
    draft = actions.save_draft(playbook=playbook, by=by, version=version, written=written)
    with pytest.raises(actions.NothingToPublish):
        actions.publish_playbook(playbook=playbook, by=by, version=draft.version, note="", review_on=None)


def test_the_checks_name_the_roles_that_nobody_holds_or_backs_up(client: Client, project: Project):
    playbook = make_playbook(project)
    make_person(project, CrisisRole.TECHNOLOGY_LEAD)
    page = client.get(url("playbook", playbook)).content.decode()
    assert "Technology lead: nobody stands in." in page
    assert "Communications lead: nobody holds it." in page
    make_person(project, CrisisRole.TECHNOLOGY_LEAD)
    assert "Technology lead: held, with a backup." in client.get(url("playbook", playbook)).content.decode()


def test_who_keeps_the_playbooks_is_reminded_once_for_each_review_date(project: Project):
    make_member(project, Role.VIEWER)
    operations = make_member(project, Role.OPERATIONS)
    playbook = make_playbook(project)
    schedule.remind_of_reviews(project.pk)
    assert Message.objects.filter(kind="crisis.review").count() == 0
    actions.reviewed(playbook=playbook, by=operations, review_on=project.today())
    for _time in range(2):
        schedule.remind_of_reviews(project.pk)
    told = sorted(Message.objects.filter(kind="crisis.review").values_list("to_email", flat=True))
    assert told == sorted([lead_of(project).email, operations.email])


def test_a_review_comes_on_the_same_day_of_another_month():
    assert actions.next_review(datetime.date(2026, 11, 30), 3) == datetime.date(2027, 2, 28)
    assert actions.next_review(datetime.date(2027, 1, 15), 12) == datetime.date(2028, 1, 15)


def test_the_library_asks_as_often_for_many_playbooks_as_for_one(client: Client, project: Project):
    there = reverse("crisis:playbooks", args=[project.slug])

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(there).status_code == 200
        return len(asked)

    make_playbook(project)
    client.get(there)
    before = count()
    for key in ("ransomware", "call_surge", "ehr_downtime"):
        make_playbook(project, key)
    assert count() == before


def test_a_broadcast_may_start_from_the_playbooks_own_texts(client: Client, project: Project):
    playbook = make_playbook(project)
    written, _version = queries.drafted(playbook)
    publish(playbook, {**written, "messages": [{"subject": "Use the mobiles", "text": "From the red box."}]})
    run = make_run(project)
    there = reverse("crisis:new_broadcast", args=[project.slug, run.pk])
    assert "Use the mobiles" in client.get(there).content.decode()
    assert "From the red box." in client.get(there + "?template=own-1").content.decode()
    assert client.get(there + "?template=own-99").status_code == 200
