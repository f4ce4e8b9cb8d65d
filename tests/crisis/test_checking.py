"""Every quarter people say how they are reached: asked by mail, answered by a button, overdue shown."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crisis import actions, schedule
from crisis.mail import links_for
from crisis.models import CheckStanding, CrisisPerson
from crisis.ways import Way
from mailroom.models import Message
from projects.models import AuditEntry, Project
from tests.crisis.factories import contact_token, make_person
from tests.projects.factories import lead_of, make_project

MOBILE = Way("mobile", "555 0100")
HOME = Way("home", "555 0142", "nights")
AS_THEY_ARE = {
    "way_kind": ["mobile", "home"],
    "way_value": ["555 0100", "555 0142"],
    "way_when": ["", "nights"],
}


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend", time_zone="UTC")
    client.force_login(lead_of(project))
    return project


def ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def page_of(person: CrisisPerson) -> str:
    return reverse("crisis:contact", args=[contact_token(person)])


def asked(project: Project) -> list[str]:
    return sorted(
        Message.objects.filter(project=project, kind="crisis.contact").values_list("to_email", flat=True)
    )


@pytest.mark.parametrize(
    ("verified", "sent", "standing"),
    [
        (None, None, CheckStanding.NEVER),
        (None, 3, CheckStanding.ASKED),
        (None, 20, CheckStanding.OVERDUE),
        (80, 80, CheckStanding.CHECKED),
        (100, 100, CheckStanding.OVERDUE),
        (100, 2, CheckStanding.ASKED),
    ],
)
def test_where_the_question_stands(verified: int | None, sent: int | None, standing: CheckStanding):
    person = CrisisPerson(
        verified_at=None if verified is None else ago(verified), asked_at=None if sent is None else ago(sent)
    )
    assert person.check_standing is standing


def test_opening_the_page_says_nothing_and_the_button_says_it(client: Client, project: Project):
    person = make_person(project, ways=[MOBILE])
    client.logout()
    for _time in range(2):
        page = client.get(page_of(person))
        assert page.status_code == 200
        client.head(page_of(person))
    person.refresh_from_db()
    assert person.verified_at is None
    given = {
        "way_kind": ["pager", "mobile"],
        "way_value": ["4471", "555 0199"],
        "way_when": ["", "not at night"],
        "version": 1,
        "email": "x@example.org",
        "active": "",
    }
    assert client.post(page_of(person), given).status_code == 302
    person.refresh_from_db()
    assert [way.way for way in person.ways.all()] == [
        Way("pager", "4471"),
        Way("mobile", "555 0199", "not at night"),
    ]
    assert person.check_standing is CheckStanding.CHECKED
    assert person.email != "x@example.org"
    assert person.active
    told = AuditEntry.objects.get(verb="checked how they are reached")
    said = ["changed mobile …100 to …199", "added pager …471"]
    assert (told.by_label, told.detail) == (person.name, {"ways": said})


def test_all_right_is_one_press_and_changes_nothing(client: Client, project: Project):
    person = make_person(project, ways=[MOBILE, HOME])
    page = client.get(page_of(person)).content.decode()
    assert page.index("555 0100") < page.index("555 0142") < page.index(person.email)
    assert client.post(page_of(person), {**AS_THEY_ARE, "version": 1}).status_code == 302
    person.refresh_from_db()
    assert (person.version, person.check_standing) == (1, CheckStanding.CHECKED)
    assert AuditEntry.objects.get(verb="checked how they are reached").detail == {"ways": []}


def test_moving_a_way_on_the_page_says_nothing_until_the_button_is_pressed(client: Client, project: Project):
    person = make_person(project, ways=[MOBILE, HOME])
    page = client.post(page_of(person), {**AS_THEY_ARE, "version": 1, "act": "up:2"})
    assert page.status_code == 200
    assert page.content.decode().index("555 0142") < page.content.decode().index("555 0100")
    person.refresh_from_db()
    assert (person.verified_at, person.ways.get(position=1).way) == (None, MOBILE)


def test_a_way_that_leads_nowhere_is_told_to_the_person(client: Client, project: Project):
    person = make_person(project, language="es")
    given = {"way_kind": ["mobile"], "way_value": ["en casa"], "way_when": [""], "version": 1}
    page = client.post(page_of(person), given)
    assert page.status_code == 422
    assert "Escriba el número" in page.content.decode()
    assert 'value="en casa"' in page.content.decode()
    person.refresh_from_db()
    assert person.verified_at is None


def test_what_the_lead_changed_meanwhile_is_not_overwritten(client: Client, project: Project):
    person = make_person(project, ways=[MOBILE])
    theirs = Way("mobile", "555 0111")
    actions.change_person(person=person, by=lead_of(project), version=1, ways=[theirs])
    mine = {"way_kind": ["mobile"], "way_value": ["555 0199"], "way_when": [""], "version": 1}
    response = client.post(page_of(person), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "555 0111" in page
    assert 'value="555 0199"' in page
    person.refresh_from_db()
    assert (person.ways.get().way, person.verified_at) == (theirs, None)
    assert client.post(page_of(person), {**mine, "version": 2}).status_code == 302
    assert person.ways.get().value == "555 0199"


def test_two_members_who_change_a_person_see_both_texts(client: Client, project: Project):
    person = make_person(project)
    actions.change_person(person=person, by=lead_of(project), version=1, name="Theirs")
    there = reverse("crisis:person", args=[project.slug, person.pk])
    response = client.post(there, {"name": "Mine", "email": person.email, "version": 1})
    assert response.status_code == 409
    assert "Saved meanwhile: “Theirs”." in response.content.decode()
    assert 'value="Mine"' in response.content.decode()


def test_the_page_of_somebody_taken_off_tells_nothing(client: Client, project: Project):
    person = make_person(project)
    actions.remove_person(person=person, by=lead_of(project))
    assert client.get(page_of(person)).status_code == 404
    assert links_for(person.email) == []


def test_everybody_is_asked_once_a_quarter_and_at_most_three_times(project: Project):
    checked = make_person(project, email="checked@example.org")
    CrisisPerson.objects.filter(pk=checked.pk).update(verified_at=ago(90), asked_at=ago(95))
    gone = make_person(project, email="gone@example.org")
    actions.remove_person(person=gone, by=lead_of(project))
    quiet = make_person(project, email="quiet@example.org")
    CrisisPerson.objects.filter(pk=quiet.pk).update(asked_at=ago(15), asks=3)
    make_person(project, email="new@example.org")
    with_hour(project, 10)
    with_hour(project, 11)
    assert asked(project) == ["new@example.org"]
    CrisisPerson.objects.filter(pk=checked.pk).update(verified_at=ago(92))
    with_hour(project, 12)
    assert asked(project) == ["checked@example.org", "new@example.org"]
    assert links_for("NEW@example.org")


def test_nobody_is_asked_at_night(project: Project):
    make_person(project)
    with_hour(project, 3)
    assert asked(project) == []


def with_hour(project: Project, hour: int) -> None:
    """The clock comes round while it is that hour where the project is."""
    # Zones count against the clock: Etc/GMT-5 is five hours ahead.
    behind = timezone.now().hour - hour
    behind += 24 if behind < -14 else -24 if behind > 12 else 0
    zone = f"Etc/GMT{behind:+d}"
    Project.objects.filter(pk=project.pk).update(time_zone=zone)
    schedule.ask_people(project.pk)
    Project.objects.filter(pk=project.pk).update(time_zone="UTC")


def test_a_person_is_asked_in_their_language_and_reads_the_page_in_it(client: Client, project: Project):
    person = make_person(project, language="es", name="Rosa")
    actions.ask_to_check(project=project, people=[person], by=lead_of(project))
    mail = Message.objects.get(kind="crisis.contact")
    assert mail.subject == "¿Sigue siendo así como se le localiza?"
    page = client.get(page_of(person)).content.decode()
    assert '<html lang="es">' in page
    assert "Todo bien: se me localiza así" in page
    assert "All right: I am reached like this" in client.get(page_of(person) + "?lang=en").content.decode()


def test_who_has_not_answered_is_shown_and_filtered(client: Client, project: Project):
    late = make_person(project, name="Sam Patel")
    CrisisPerson.objects.filter(pk=late.pk).update(asked_at=ago(20), asks=1)
    fine = make_person(project, name="Dana Kim")
    CrisisPerson.objects.filter(pk=fine.pk).update(verified_at=ago(1))
    there = reverse("crisis:people", args=[project.slug])
    page = client.get(there).content.decode()
    assert "1 has not checked their ways." in page
    assert "overdue" in page
    assert "Ask 1 to check" in page
    only = client.get(there + "?state=unchecked").context["listing"].rows
    assert only == [late]


@pytest.mark.parametrize("text", ["x" * 10_000, "\x00", "<script>", "';--", "\U0001f600\u202e", "\ud800"])
def test_the_page_takes_any_text_or_tells(client: Client, project: Project, text: str):
    value: Any = text.encode("utf-8", "surrogatepass")
    person = make_person(project)
    for field in ("way_kind", "way_value", "way_when", "version", "lang"):
        given = {"way_kind": "chat", "way_value": "1", "way_when": "", "version": 1, field: value}
        assert client.post(page_of(person), given).status_code in (302, 409, 422)
