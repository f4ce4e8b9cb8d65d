"""Many people at once: changed, archived, invited; nothing that somebody else saved is written over."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from projects.models import Project, Role
from stakeholders import actions
from stakeholders.models import BulkChange, Stakeholder
from tests.projects.factories import lead_of, make_member, make_project
from tests.stakeholders import factories as make
from tests.stakeholders.test_register import fields, names, url


@pytest.fixture
def people(project: Project) -> list[Stakeholder]:
    return [
        make.make_stakeholder(project, name=name, department="Nursing", tags=["north"])
        for name in ("Ana", "Bo", "Cy")
    ]


def ticked(*people: Stakeholder) -> list[str]:
    return [f"{one.pk}-{one.version}" for one in people]


def told(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def apply(client: Client, project: Project, *people: Stakeholder, query: str = "", **given: Any) -> Any:
    sent = {"do": "apply", "people": " ".join(ticked(*people)), **given}
    return client.post(f"{url('bulk', project)}{query}", sent)


def test_ticked_people_are_changed_and_the_others_are_not(
    lead: Client, project: Project, people: list[Stakeholder]
):
    owner = make_member(project, Role.PLANNER)
    page = lead.post(url("bulk", project), {"do": "edit", "person": ticked(*people[:2])})
    assert "Change 2 people" in page.content.decode()
    answer = apply(
        lead,
        project,
        *people[:2],
        query="?level=&q=n",
        owner=owner.pk,
        level="manager",
        add_tags="heart, lungs",
        remove_tags="NORTH",
    )
    assert answer["Location"] == f"{url('list', project)}?level=&q=n"
    assert told(answer) == ["2 people are changed."]
    rows = Stakeholder.objects.order_by("name").values_list("owner", "level", "department", "tags", "version")
    assert list(rows) == [
        (owner.pk, "manager", "Nursing", ["heart", "lungs"], 2),
        (owner.pk, "manager", "Nursing", ["heart", "lungs"], 2),
        (None, "", "Nursing", ["north"], 1),
    ]
    entry = project.audit_entries.get(verb="changed many stakeholders")
    assert entry.detail["keys"] == [one.pk for one in people[:2]]


def test_who_was_changed_meanwhile_is_left_as_they_are_and_named(
    lead: Client, project: Project, people: list[Stakeholder]
):
    lead.post(url("edit", project, people[0].pk), fields(name="Ana", email="", department="Surgery"))
    answer = apply(lead, project, *people, department="Pharmacy")
    assert told(answer)[-2:] == [
        "2 people are changed.",
        "Ana was changed by somebody else meanwhile and is left as it is. Look and try again.",
    ]
    assert list(Stakeholder.objects.order_by("name").values_list("department", flat=True)) == [
        "Surgery",
        "Pharmacy",
        "Pharmacy",
    ]


def test_a_change_of_many_can_be_undone_but_for_who_was_changed_again(
    lead: Client, project: Project, people: list[Stakeholder]
):
    apply(lead, project, *people, department="Pharmacy", remove_tags="north", owner="none")
    lead.post(url("edit", project, people[2].pk), fields(name="Cy", email="", version=2, department="Mine"))
    done = BulkChange.objects.get()
    for _again in range(2):
        lead.post(url("bulk_undo", project, done.pk))
    assert list(Stakeholder.objects.order_by("name").values_list("department", "tags", "version")) == [
        ("Nursing", ["north"], 3),
        ("Nursing", ["north"], 3),
        ("Mine", [], 3),
    ]
    done.refresh_from_db()
    assert done.undone_by == lead_of(project)


def test_all_who_fit_the_filters_are_archived_and_brought_back(
    lead: Client, project: Project, people: list[Stakeholder]
):
    make.make_stakeholder(project, name="Dee", department="Surgery")
    answer = lead.post(f"{url('bulk', project)}?department=Nursing", {"do": "archive", "whom": "all"})
    assert told(answer) == ["3 people are archived."]
    assert names(lead, project, "") == ["Dee"]
    lead.post(url("bulk_undo", project, BulkChange.objects.get().pk))
    assert names(lead, project, "") == ["Ana", "Bo", "Cy", "Dee"]
    lead.post(url("bulk", project), {"do": "archive", "person": ticked(Stakeholder.objects.get(name="Dee"))})
    dee = ticked(Stakeholder.objects.get(name="Dee"))
    lead.post(f"{url('bulk', project)}?archived=1", {"do": "restore", "person": dee})
    assert names(lead, project, "") == ["Ana", "Bo", "Cy", "Dee"]


def test_people_of_another_project_are_never_touched(lead: Client, project: Project):
    foreign = make.make_stakeholder(make_project("Other"), department="Theirs")
    answer = apply(lead, project, foreign, department="Mine")
    assert told(answer) == ["0 people are changed."]
    lead.post(url("bulk", project), {"do": "archive", "person": ticked(foreign)})
    foreign.refresh_from_db()
    assert (foreign.department, foreign.archived_at, foreign.version) == ("Theirs", None, 1)
    assert not BulkChange.objects.exists()


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({}, "Set at least one of these; nothing would be changed."),
        ({"level": "boss"}, "boss is not one of the available choices"),
        ({"owner": "999999"}, "999999 is not one of the available choices"),
        ({"add_tags": "x" * 41}, "At most 20 tags of 40 characters each fit."),
        ({"add_tags": ",".join(map(str, range(20)))}, "Ana would have 21 tags; at most 20 fit."),
        ({"department": "x" * 121}, "at most 120 characters"),
    ],
)
def test_what_does_not_fit_is_told_and_changes_nobody(
    lead: Client, project: Project, people: list[Stakeholder], sent: dict[str, str], error: str
):
    answer = apply(lead, project, *people, **sent)
    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert set(Stakeholder.objects.values_list("version", flat=True)) == {1}


@pytest.mark.parametrize("person", ["", "x", "1", "1-", "-1", "1-x", "9" * 30 + "-1", "٣-1", "\x00-1"])
def test_a_malformed_tick_is_nobody(lead: Client, project: Project, person: str):
    answer = lead.post(url("bulk", project), {"do": "archive", "person": person})
    assert answer["Location"] == url("list", project)
    assert told(answer) == ["Nobody is ticked. Tick people, or choose all who fit."]


def test_whoever_is_ticked_goes_into_a_new_round(lead: Client, project: Project, people: list[Stakeholder]):
    questions = make.make_set(project)
    foreign = make.make_stakeholder(make_project("Other"))
    page = lead.post(url("bulk_invite", project), {"person": ticked(*people[:2], foreign)})
    text = page.content.decode()
    assert "For 3 people of the register." in text
    sent = {
        "title": "First round",
        "question_set": questions.pk,
        "deadline": f"{make.timezone.now() + make.datetime.timedelta(days=9):%Y-%m-%dT%H:%M}",
        "reminder_days": "3",
        "people": page.context["people"],
    }
    again = lead.post(url("round_new", project), {**sent, "title": ""})
    assert again.status_code == 422
    assert f'name="people" value="{sent["people"]}"' in again.content.decode()
    answer = lead.post(url("round_new", project), sent)
    made = project.rounds.get()
    assert answer["Location"] == url("round_preview", project, made.pk)
    assert [one.stakeholder.name for one in made.interviews.select_related("stakeholder")] == ["Ana", "Bo"]


def test_all_who_fit_go_into_a_new_round(lead: Client, project: Project, people: list[Stakeholder]):
    make.make_set(project)
    make.make_stakeholder(project, name="Dee", department="Surgery")
    page = lead.post(f"{url('bulk_invite', project)}?department=Nursing", {"whom": "all"})
    assert page.context["invited"] == 3


def test_two_bulk_changes_of_the_same_people_write_one_version(project: Project, people: list[Stakeholder]):
    versions = {one.pk: one.version for one in people}
    first = actions.change_many(
        project=project, versions=versions, by=lead_of(project), fields={"department": "A"}
    )
    second = actions.change_many(
        project=project, versions=versions, by=lead_of(project), fields={"department": "B"}
    )
    assert (first.done, second.done, second.left) == (3, 0, ["Ana", "Bo", "Cy"])


@pytest.mark.parametrize("size", [1, 3, 50])
def test_changing_many_asks_the_same_of_the_database(
    lead: Client, project: Project, size: int, django_assert_max_num_queries: Any
):
    people = [make.make_stakeholder(project) for _one in range(size)]
    lead.get(url("list", project))
    with django_assert_max_num_queries(22):
        apply(lead, project, *people, department="Pharmacy")


def test_who_may_only_read_sees_no_ticks(project: Project, people: list[Stakeholder]):
    client = Client()
    client.force_login(make_member(project, Role.VIEWER))
    page = client.get(url("list", project)).content.decode()
    assert "Ana" in page
    assert 'type="checkbox"' not in page
    assert reverse("stakeholders:bulk", args=[project.slug]) not in page


def test_rows_come_alone_while_somebody_types(lead: Client, project: Project, people: list[Stakeholder]):
    typed = {"q": "an", "level": "", "sort": "-name"}
    answer = lead.get(url("list", project), typed, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert page.lstrip().startswith('<div id="register">')
    assert '<div id="announce" hx-swap-oob="innerHTML">1 person fits.' in page
    assert answer["HX-Push-Url"] == f"{url('list', project)}?q=an&sort=-name"
    assert "HX-Request" in answer["Vary"]
    assert f"{url('export', project)}?q=an&amp;sort=-name&amp;format=csv" in page
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in lead.get(url("list", project), typed, headers=back).content.decode()


def test_the_export_has_the_filters_and_the_order_of_the_list(
    lead: Client, project: Project, people: list[Stakeholder]
):
    make.make_stakeholder(project, name="Dee", department="Surgery")
    text = lead.get(f"{url('export', project)}?department=Nursing&sort=-name&columns=name").content
    assert text.decode("utf-8-sig").split() == ["Name", "Cy", "Bo", "Ana"]
