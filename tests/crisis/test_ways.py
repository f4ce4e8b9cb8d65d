"""Several ways to reach each person, in their order: typed, moved, shown where somebody is to be called."""

import importlib
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from callcenter_planner.whole import former
from crisis import actions, chapter, mail_people
from crisis.models import ContactWay, CrisisPerson, CrisisRole
from crisis.ways import Way, dialled, differences
from projects.models import AuditEntry, Project
from tests.crisis.factories import make_person, make_run
from tests.projects.factories import lead_of, make_project

MOBILE = Way("mobile", "+1 312 555 0141")
HOME = Way("home", "+1 312 555 0142", "nights")
PAGER = Way("pager", "4471")


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend")
    client.force_login(lead_of(project))
    return project


def posted(*ways: Way, **more: Any) -> dict[str, Any]:
    """Ways as the rows of a form post them."""
    return {
        "way_kind": [way.kind for way in ways],
        "way_value": [way.value for way in ways],
        "way_when": [way.when for way in ways],
        **more,
    }


def ways_of(person: CrisisPerson) -> list[Way]:
    return [one.way for one in ContactWay.objects.filter(person=person)]


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_ways_are_written_down_in_the_order_in_which_they_are_tried(client: Client, project: Project):
    there = reverse("crisis:new_person", args=[project.slug])
    sam = posted(PAGER, MOBILE, Way("mobile", " "), HOME, name="Sam", email="sam@example.org", position=9)
    assert client.post(there, sam).status_code == 302
    person = CrisisPerson.objects.get()
    assert ways_of(person) == [PAGER, MOBILE, HOME]
    assert [str(way) for way in person.call_order] == [
        "Pager 4471",
        "Mobile +1 312 555 0141",
        "Home phone +1 312 555 0142 (nights)",
        "E-mail sam@example.org",
    ]


def test_ones_own_address_among_the_ways_keeps_its_place(project: Project):
    own = Way("email", "SAM@example.org")
    person = make_person(project, email="sam@example.org", ways=[own, MOBILE])
    assert [way.way for way in person.call_order] == [own, MOBILE]


def test_the_trail_tells_what_was_done_and_no_whole_number(client: Client, project: Project):
    person = make_person(project, name="Sam", ways=[MOBILE, HOME])
    there = reverse("crisis:person", args=[project.slug, person.pk])
    changed = Way("home", "+1 312 555 0150")
    given = posted(changed, MOBILE, PAGER, name="Sam", email=person.email, version=1)
    assert client.post(there, given).status_code == 302
    assert ways_of(person) == [changed, MOBILE, PAGER]
    told = AuditEntry.objects.get(verb="changed on the call tree")
    assert told.detail == {"fields": [], "ways": ["changed home …142 to …150", "added pager …471"]}
    # What is saved as it stood is no change, and makes no other version.
    client.post(there, posted(*ways_of(person), name="Sam", email=person.email, version=2))
    person.refresh_from_db()
    assert (person.version, AuditEntry.objects.filter(verb="changed on the call tree").count()) == (2, 1)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ([MOBILE, HOME], []),
        ([HOME, MOBILE], ["put them in another order"]),
        ([HOME], ["took out mobile …141"]),
        ([MOBILE, HOME._replace(when="")], ["changed when home …142 is tried"]),
        ([MOBILE, PAGER, HOME], ["added pager …471"]),
    ],
)
def test_what_differs_between_two_orders(after: list[Way], said: list[str]):
    assert differences([MOBILE, HOME], after) == said


def test_the_buttons_of_a_row_work_without_a_script_and_keep_nothing(client: Client, project: Project):
    person = make_person(project, ways=[MOBILE])
    there = reverse("crisis:person", args=[project.slug, person.pk])

    def after(act: str) -> list[str]:
        page = client.post(there, posted(MOBILE, HOME, PAGER, act=act, name="", email="no address"))
        assert page.status_code == 200
        assert 'value="no address"' in text_of(page)
        return [row["value"].value()[-3:] for row in page.context["ways"].rows]

    assert after("up:3") == ["141", "471", "142"]
    assert after("down:1") == ["142", "141", "471"]
    assert after("remove:2") == ["141", "471"]
    assert after("add:1") == ["141", "", "142", "471"]
    assert after("remove:99") == ["141", "142", "471"]
    assert ways_of(person) == [MOBILE]


@pytest.mark.parametrize(
    ("way", "says"),
    [
        (Way("mobile", "ask Rosa"), "Write the number, or choose “Other way”."),
        (Way("email", "rosa at home"), "Enter a valid email address."),
        (Way("smoke", "signals"), "Select a valid choice."),
        (Way("chat", "", "nights"), "This field is required."),
        (Way("chat", "x" * 501), "at most 500 characters"),
    ],
)
def test_a_way_that_leads_nowhere_is_named_and_what_was_typed_stays(
    client: Client, project: Project, way: Way, says: str
):
    person = make_person(project)
    there = reverse("crisis:person", args=[project.slug, person.pk])
    page = client.post(there, posted(PAGER, way, name="Sam", email=person.email, version=1))
    assert page.status_code == 422
    assert says in text_of(page)
    assert 'value="4471"' in text_of(page)
    assert f'value="{way.value or way.when}"' in text_of(page)
    assert ways_of(person) == []


def test_more_than_twenty_ways_are_told_and_none_is_dropped(client: Client, project: Project):
    person = make_person(project)
    many = [Way("pager", str(number)) for number in range(21)]
    there = reverse("crisis:person", args=[project.slug, person.pk])
    page = client.post(there, posted(*many, name="Sam", email=person.email, version=1))
    assert page.status_code == 422
    assert "At most 20 ways to reach one person." in text_of(page)
    assert 'value="20"' in text_of(page)


def test_two_who_change_the_ways_see_both_and_lose_none(client: Client, project: Project):
    person = make_person(project, name="Sam", ways=[MOBILE])
    actions.change_person(person=person, by=lead_of(project), version=1, ways=[PAGER])
    there = reverse("crisis:person", args=[project.slug, person.pk])
    page = client.post(there, posted(HOME, name="Sam", email=person.email, version=1))
    assert page.status_code == 409
    assert "Saved meanwhile: Pager 4471" in " ".join(text_of(page).split())
    assert f'value="{HOME.value}"' in text_of(page)
    assert ways_of(person) == [PAGER]
    assert 'name="version" value="2"' in text_of(page)


@pytest.mark.parametrize("text", ["   ", "x" * 10_000, "\x00", "<script>", "\U0001f600\u202e", "\ud800"])
@pytest.mark.parametrize("field", ["way_kind", "way_value", "way_when", "act"])
def test_a_row_takes_any_text_or_tells(client: Client, project: Project, field: str, text: str):
    person = make_person(project)
    there = reverse("crisis:person", args=[project.slug, person.pk])
    value: Any = text.encode("utf-8", "surrogatepass")
    given = posted(Way("chat", "a", "b"), name="Sam", email=person.email, version=1)
    given[field] = value if field == "act" else [value]
    assert client.post(there, given).status_code in (200, 302, 422)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("+1 (312) 555-0141 ext. 22", "+13125550141"),
        ("0171/23 45", "01712345"),
        ("ask Rosa, 4471", ""),
        ("", ""),
    ],
)
def test_what_a_telephone_dials(value: str, number: str):
    assert dialled(value) == number


def test_everywhere_somebody_is_to_be_called_their_ways_stand_in_order(client: Client, project: Project):
    make_person(project, CrisisRole.TECHNOLOGY_LEAD, name="Sam Patel", ways=[PAGER, MOBILE])
    run = make_run(project)
    sent = actions.broadcast(activation=run, by=lead_of(project), subject="Phones", text="Use the mobiles.")
    for page in (
        reverse("crisis:people", args=[project.slug]),
        reverse("crisis:call_tree", args=[project.slug]),
        run.get_absolute_url(),
        sent.get_absolute_url(),
    ):
        shown = text_of(client.get(page))
        pager, dials = shown.index("4471"), shown.index('<a href="tel:+13125550141">+1 312 555 0141</a>')
        assert pager < dials, page
    printed = chapter.pack_document(project).html
    assert "1. Pager 4471<br>2. Mobile +1 312 555 0141<br>3. E-mail" in printed
    (warned, *_others) = mail_people.unanswered_envelopes(sent, list(project.crisis_people.all()))
    assert "Sam Patel: Pager 4471; Mobile +1 312 555 0141; E-mail" in str(warned.blocks)


def test_who_has_not_checked_is_told_on_paper_too(client: Client, project: Project):
    make_person(project, name="Sam Patel")
    assert "never asked" in text_of(client.get(reverse("crisis:call_tree", args=[project.slug])))
    assert "<strong>never asked</strong>" in chapter.pack_document(project).html


def test_the_ways_leave_with_the_call_tree(client: Client, project: Project):
    make_person(project, name="Sam Patel", email="sam@example.org", ways=[PAGER, HOME])
    lines = (
        client.get(reverse("crisis:export_people", args=[project.slug]))
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert lines[0] == "Name,E-mail,Reached by,Roles,Checked,State"
    assert lines[1].startswith("Sam Patel,sam@example.org,Pager 4471; Home phone +1 312 555 0142 (nights),")


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("+1 312 555 0141", "phone", "+1 312 555 0141"),
        ("Pager 4471", "pager", "4471"),
        ("Home: 555 0142", "home", "555 0142"),
        ("Home with the neighbours", "other", "Home with the neighbours"),
        ("555 0141 or 0142", "other", "555 0141 or 0142"),
        ("ana@example.org", "email", "ana@example.org"),
        ("Front desk of the north clinic", "other", "Front desk of the north clinic"),
    ],
)
def test_no_word_of_the_texts_that_were_there_before_is_lost(line: str, kind: str, value: str):
    migration = importlib.import_module("crisis.migrations.0009_ways_to_reach_people")
    assert migration.read(line) == former.read(line)[:2] == (kind, value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("+1 312 555-0141 ext. 22", "phone"),
        ("(312) 555 0141 x7", "phone"),
        ("555 0141 or 0142", "phone"),
        ("Pager 4471", "pager"),
        ("ask the front desk", "other"),
    ],
)
def test_what_stood_in_the_column_of_the_telephone_is_dialled_with_its_extension(text: str, kind: str):
    migration = importlib.import_module("crisis.migrations.0009_ways_to_reach_people")
    for read in (migration.read, former.read):
        found, value = read(text, is_telephone=True)[:2]
        assert (found, value) == (kind, text if kind != "pager" else "4471")
