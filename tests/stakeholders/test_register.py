"""The register: what may be typed, who is shown, what a conflict keeps."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import Project, Role
from stakeholders import actions, queries
from stakeholders.models import Stakeholder
from tests.projects.factories import lead_of, make_member, make_project
from tests.stakeholders import factories as make


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"stakeholders:{name}", args=[project.slug, *args])


def fields(**given: Any) -> dict[str, Any]:
    return {"name": "Ana Ruiz", "email": "ana@example.org", "language": "en", "version": 1, **given}


def names(client: Client, project: Project, query: str) -> list[str]:
    page = client.get(f"{url('list', project)}?{query}")
    return [one.name for one in page.context["listing"].rows]


def test_a_person_is_added_with_every_field(lead: Client, project: Project):
    owner = make_member(project, Role.PLANNER)
    sent = fields(
        email="Ana.Ruiz@Example.org",
        title="Chief nurse",
        department="Nursing",
        level="executive",
        power="5",
        interest="4",
        stance="champion",
        why_needed="She knows the wards.",
        owner=owner.pk,
        preferred_way="in_person",
        tags="north, heart, north",
        notes="Met in May",
    )
    answer = lead.post(url("add", project), sent)
    one = Stakeholder.objects.get()
    assert answer["Location"] == one.get_absolute_url()
    assert (one.email, one.power, one.tags, one.owner, one.created_by) == (
        "ana.ruiz@example.org",
        5,
        ["north", "heart"],
        owner,
        lead_of(project),
    )
    assert project.audit_entries.get(verb="added a stakeholder").object_id == one.pk


def test_an_address_belongs_to_one_person_of_a_project_whatever_its_case(lead: Client, project: Project):
    make.make_stakeholder(project, name="Ana", email="ana@example.org")
    answer = lead.post(url("add", project), fields(email="ANA@example.org"))
    assert answer.status_code == 422
    assert "Ana, in the register, has this address already." in answer.content.decode()
    with pytest.raises(IntegrityError, match="stakeholder_one_per_address"), transaction.atomic():
        Stakeholder.objects.create(project=project, name="Other", email="Ana@Example.org")
    make.make_stakeholder(make_project("Other"), email="ana@example.org")
    make.make_stakeholder(project, email="")
    make.make_stakeholder(project, email="")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 10_000),
        ("name", "Ana\x00"),
        ("email", "no address"),
        ("power", "6"),
        ("power", "-1"),
        ("level", "boss"),
        ("owner", "999999999999999999999"),
        ("tags", "x" * 41),
        ("language", "de"),
        ("why_needed", "x" * 4001),
    ],
)
def test_a_value_that_does_not_fit_gives_a_field_error_and_stays_typed(
    lead: Client, project: Project, name: str, value: str
):
    answer = lead.post(url("add", project), fields(**{name: value, "title": "Kept title"}))
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert "Kept title" in answer.content.decode()
    assert Stakeholder.objects.count() == 0


@pytest.mark.parametrize(
    "text", ["🙂" * 20, "שלום", "<script>alert(1)</script>", "'; DROP TABLE x; --", "\ud83d"]
)
def test_strange_texts_are_stored_and_shown_as_text(lead: Client, project: Project, text: str):
    sent = text.encode("utf-8", "replace").decode()
    page = lead.post(url("add", project), fields(name=sent, email=""), follow=True)
    assert page.status_code == 200
    assert Stakeholder.objects.get().name == sent
    assert "<script>alert" not in page.content.decode()


def test_fields_beside_the_forms_own_change_nothing(lead: Client, project: Project):
    other = make_project("Other")
    sent = fields(project=other.pk, archived_at="2020-01-01", created_by=1, pk=99, id=99)
    lead.post(url("add", project), sent)
    one = Stakeholder.objects.get()
    assert (one.project, one.archived_at, one.created_by, one.version) == (project, None, lead_of(project), 1)


def test_an_owner_of_another_project_is_refused(lead: Client, project: Project):
    stranger = lead_of(make_project("Other"))
    answer = lead.post(url("add", project), fields(owner=stranger.pk))
    assert "owner" in answer.context["form"].errors
    assert Stakeholder.objects.count() == 0


def test_two_edits_of_one_person_show_both_texts_and_lose_neither(lead: Client, project: Project):
    one = make.make_stakeholder(project, name="Ana", email="ana@example.org", notes="first")
    lead.post(url("edit", project, one.pk), fields(name="Ana", notes="second"))
    answer = lead.post(url("edit", project, one.pk), fields(name="Ana", notes="third", version=1))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Meanwhile saved by somebody else: “second”" in page
    assert answer.context["form"]["notes"].value() == "third"
    assert "third</textarea>" in page
    one.refresh_from_db()
    assert (one.notes, one.version) == ("second", 2)

    lead.post(url("edit", project, one.pk), fields(name="Ana", notes="third", version=2))
    one.refresh_from_db()
    assert (one.notes, one.version) == ("third", 3)


def test_archiving_can_be_undone_and_loses_nothing_that_was_said(lead: Client, project: Project):
    answer = make.make_answer(project)
    person = answer.interview.stakeholder
    page = lead.post(url("archive", project, person.pk), follow=True)
    assert url("restore", project, person.pk) in page.content.decode()
    assert names(lead, project, "") == []
    assert names(lead, project, "archived=1") == [person.name]
    assert "One number for all clinics." in lead.get(url("desk", project)).content.decode()
    lead.post(url("restore", project, person.pk))
    assert names(lead, project, "") == [person.name]
    assert [entry.verb for entry in project.audit_entries.filter(object_id=person.pk)[:2]] == [
        "brought back a stakeholder",
        "archived a stakeholder",
    ]


def test_filters_search_and_sorting_stand_in_the_url(lead: Client, project: Project):
    make.make_stakeholder(
        project, name="Ana", level="physician", department="Cardiology", power=2, tags=["north"]
    )
    make.make_stakeholder(
        project, name="Bo", level="manager", stance="sceptic", power=5, email="bo@example.org"
    )
    heard = make.make_answer(project).interview.stakeholder
    Stakeholder.objects.filter(pk=heard.pk).update(name="Cy", power=None)

    assert names(lead, project, "") == ["Ana", "Bo", "Cy"]
    assert names(lead, project, "q=card+ana") == ["Ana"]
    assert names(lead, project, "q=bo%40example") == ["Bo"]
    assert names(lead, project, "level=manager") == ["Bo"]
    assert names(lead, project, "level=nonsense") == ["Ana", "Bo", "Cy"]
    assert names(lead, project, "department=Cardiology") == ["Ana"]
    assert names(lead, project, "stance=sceptic") == ["Bo"]
    assert names(lead, project, "tag=north") == ["Ana"]
    assert names(lead, project, "heard=yes") == ["Cy"]
    assert names(lead, project, "heard=no&sort=-name") == ["Bo", "Ana"]
    assert names(lead, project, "sort=-power") == ["Bo", "Ana", "Cy"]
    assert names(lead, project, "sort=zzz&page=-3") == ["Ana", "Bo", "Cy"]


def test_a_search_takes_each_word_as_it_is_typed_in_any_case(lead: Client, project: Project):
    make.make_stakeholder(project, name="Ana 50%_off", email="Ana@Example.org", tags=["North", "Heart ward"])
    make.make_stakeholder(project, name="Émile", title="Chief")
    assert names(lead, project, "q=HEART+ana") == ["Ana 50%_off"]
    assert names(lead, project, "q=50%25_") == ["Ana 50%_off"]
    assert names(lead, project, "q=%25") == ["Ana 50%_off"]
    assert names(lead, project, "q=%C3%89MILE") == ["Émile"]
    assert names(lead, project, "q=ana+chief") == []


def test_what_can_be_narrowed_by_follows_the_register_at_once(lead: Client, project: Project):
    one = make.make_stakeholder(project, name="Ana", email="", department="Cardiology", tags=["north"])

    def offered() -> tuple[list[str], list[str], list[str]]:
        facets = lead.get(url("list", project)).context["facets"]
        return facets.departments, facets.tags, [name for _key, name in facets.owners]

    assert offered() == (["Cardiology"], ["north"], [])
    owner = make_member(project, Role.PLANNER)
    lead.post(
        url("edit", project, one.pk), fields(name="Ana", email="", department="Neurology", owner=owner.pk)
    )
    assert offered() == (["Neurology"], [], [str(owner)])
    lead.post(url("archive", project, one.pk))
    assert offered() == ([], [], [])


def test_a_row_shows_what_people_typed_as_text(lead: Client, project: Project):
    make.make_stakeholder(
        project, name="<b>Ana", title='"><i>', department="A & B", tags=["<u>x"], level="manager", power=4
    )
    page = lead.get(url("list", project)).content.decode()
    assert "&lt;b&gt;Ana</a>" in page
    assert '<div class="note">&quot;&gt;&lt;i&gt;</div></td><td>A &amp; B</td><td>Manager</td>' in page
    assert '<td class="num">4</td><td class="num"></td>' in page
    assert '<span class="pill pill-outline">&lt;u&gt;x</span>' in page


def test_heard_means_that_the_team_can_read_an_answer(project: Project):
    person = make.make_stakeholder(project, power=4)
    make.make_stakeholder(project, power=1)
    interview = make.make_interview(project, person)
    make.say(interview, "Still typing")
    assert queries.heard(project) == queries.Heard(heard=0, people=2, power_heard=0, power=5)
    actions.close(round=interview.round, by=lead_of(project))
    assert queries.heard(project) == queries.Heard(heard=1, people=2, power_heard=4, power=5)
    assert queries.heard(project).share_of_power == 80


def test_coverage_counts_people_by_topic_and_level_and_names_the_unheard(lead: Client, project: Project):
    executive = make.make_stakeholder(project, name="Ana", level="executive")
    make.make_stakeholder(project, name="Bo", level="executive", power=5)
    interview = make.make_interview(project, executive)
    make.say(interview, "One number", place=0)
    actions.submit(interview=interview)
    table = queries.coverage(project)
    rows = {row.topic.key: [(cell.heard, cell.people) for cell in row.cells] for row in table.rows}
    assert rows["outcomes"] == [(1, 2)]
    assert rows["past"] == [(0, 2)]
    assert [one.name for one in table.unheard] == ["Bo"]
    assert "1 of 2 heard" in lead.get(url("coverage", project)).content.decode()


def test_a_viewer_sees_who_but_not_what_they_said(project: Project):
    answer = make.make_answer(project, "Very private words")
    make.make_ask(project, "A private wish", answer=answer)
    client = Client()
    client.force_login(make_member(project, Role.VIEWER))
    page = client.get(answer.interview.stakeholder.get_absolute_url()).content.decode()
    assert answer.interview.stakeholder.name in page
    assert "Very private words" not in page
    assert "A private wish" not in page
    assert queries.search(project, "private", quotes=False) == []


def test_search_finds_people_asks_and_words(project: Project):
    answer = make.make_answer(project, "The faxes wait until Monday.")
    make.make_ask(project, "No fax over the weekend", answer=answer)
    Stakeholder.objects.filter(pk=answer.interview.stakeholder_id).update(name="Dr Fax")
    assert [(one.kind, one.title) for one in queries.search(project, "fax")] == [
        ("Stakeholder", "Dr Fax"),
        ("Ask", "No fax over the weekend"),
        ("Answer", "Dr Fax on “What do you want us to create?”"),
    ]
    assert queries.search(project, "\x00") == []


def counted(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as counted_queries:
        assert client.get(address).status_code == 200
    return len(counted_queries)


def test_no_page_asks_more_of_the_database_when_it_has_more_rows(lead: Client, project: Project):
    pages = ["list", "export", "rounds", "desk", "asks", "bank", "coverage"]
    counts: dict[str, list[int]] = {name: [] for name in pages}
    for size in (1, 3, 50):
        while project.asks.count() < size:
            make.make_ask(project)
        for name in pages:
            lead.get(url(name, project))
            counts[name].append(counted(lead, url(name, project)))
    assert counts == {name: [first[0]] * 3 for name, first in counts.items()}
    assert max(first[0] for first in counts.values()) <= 15, counts


@pytest.mark.parametrize("name", ["round", "round_people", "round_preview", "round_remind"])
def test_no_page_of_a_round_asks_more_when_it_has_more_people(lead: Client, project: Project, name: str):
    counts = {}
    for size in (1, 3, 50):
        for _one in range(size - project.stakeholders.count()):
            make.make_stakeholder(project)
        asked = make.make_round(project, *project.stakeholders.all())
        draft = make.make_draft(project)
        actions.choose(round=draft, add=project.stakeholders.all(), by=lead_of(project))
        row = draft if name == "round_preview" else asked
        lead.get(url(name, project, row.pk))
        counts[size] = counted(lead, url(name, project, row.pk))
    assert len(set(counts.values())) == 1, counts


def test_a_persons_page_asks_the_same_whatever_they_said(lead: Client, project: Project):
    person = make.make_stakeholder(project)
    counts = []
    for _size in (1, 2, 3):
        interview = make.make_interview(project, person)
        for place in range(3):
            make.make_ask(project, answer=make.say(interview, f"Text {place}", place=place))
        actions.submit(interview=interview)
        counts.append(counted(lead, person.get_absolute_url()))
    assert len(set(counts)) == 1, counts


def test_the_register_is_quick_at_five_thousand_people(lead: Client, project: Project):
    Stakeholder.objects.bulk_create(
        Stakeholder(
            project=project,
            name=f"Person {number:05}",
            email=f"person{number}@example.org",
            department=f"Department {number % 30}",
            level="manager",
            tags=[f"tag {number % 9}"],
        )
        for number in range(5000)
    )
    lead.get(url("list", project))
    assert counted(lead, f"{url('list', project)}?q=person&heard=no&sort=-power&page=3") <= 12
