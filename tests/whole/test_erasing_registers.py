"""Agents, colleagues, people to alert and on the call tree are given what is kept of them, and erased."""

import json

import pytest
from django.db import DatabaseError, transaction

from callcenter_planner.whole import about, erasing, people
from crisis import actions as crisis
from crisis.models import BroadcastRecipient, CrisisRole, RoleHolder, SupportAsked, System, TimelineEntry
from crisis.queries import readiness
from crisis.ways import Way
from mailroom import links
from mailroom.actions.invite import invite
from mailroom.models import Message, PersonalLink, State
from marketing_sync.models import Agent, AlertContact, Reading
from outcomes.models import Trained
from projects.models import AuditEntry, Role
from stakeholders.models import Stakeholder
from tests.crisis.factories import make_person, make_run, make_system
from tests.marketing_sync.factories import make_agent, make_brief, make_contact, make_launch, make_reviewed
from tests.outcomes.factories import make_colleague, make_unit
from tests.projects.factories import lead_of, make_project
from tests.stakeholders.factories import make_stakeholder

WHO = {"name": "Rosa Delgado", "email": "rosa.delgado@example.org"}


@pytest.fixture
def project(db):
    return make_project("Lakeside")


def made(project, kind):
    """One person in the register."""
    make = {
        "stakeholder": make_stakeholder,
        "agent": make_agent,
        "contact": make_contact,
        "colleague": make_colleague,
        "crisis": make_person,
    }
    return make[kind](project, **WHO)


@pytest.mark.parametrize("kind", sorted(people.REGISTERS))
def test_each_is_reached_from_their_page_given_a_file_and_erased_by_name(kind, project, client):
    person = made(project, kind)
    client.force_login(lead_of(project))
    address = f"/p/lakeside/kept/{kind}/{person.pk}/"
    page = client.get(f"/p/lakeside/{_page(kind).format(person.pk)}").content.decode()
    assert f'href="{address}"' in page
    told = json.loads(client.get(f"{address}file/").content)
    assert told["person"] == "Rosa Delgado"
    assert WHO["email"] in json.dumps(told["kept"])
    assert client.post(address, {"name": "Rosa"}).status_code == 422
    assert client.post(address, {"name": "Rosa Delgado"}).status_code == 302
    person.refresh_from_db()
    assert person.name == "(erased)"
    assert person.email in ("", f"erased-{person.pk}@erased.invalid")
    assert type(person).objects.filter(project=project).count() == 1
    listed = client.get(f"/p/lakeside/{_page(kind, listed=True)}").content.decode()
    assert "Rosa" not in listed
    assert not AuditEntry.objects.filter(project=project, object_label__icontains="Rosa").exists()
    assert "This person was erased" in client.get(address).content.decode()


def _page(kind, *, listed=False):
    pages = {
        "stakeholder": ("stakeholders/{}/", "stakeholders/"),
        "agent": ("launches/agents/{}/", "launches/agents/"),
        "contact": ("launches/alerts/people/{}/", "launches/alerts/"),
        "colleague": ("outcomes/colleagues/{}/training/", "outcomes/training/"),
        "crisis": ("crisis/people/{}/", "crisis/people/"),
    }
    return pages[kind][listed]


def test_one_address_is_one_person_in_every_register(project, client):
    rows = [made(project, kind) for kind in people.REGISTERS]
    namesake = make_agent(project, name="Rosa Delgado", email="other.rosa@example.org")
    client.force_login(lead_of(project))
    page = client.get(f"/p/lakeside/kept/agent/{rows[1].pk}/").content.decode()
    assert [words for words in ("Call tree", "Training", "Who is alerted") if words not in page] == []
    erasing.erase(person=rows[1], by=lead_of(project))
    for row in rows:
        row.refresh_from_db()
    assert {row.name for row in rows} == {"(erased)"}
    namesake.refresh_from_db()
    assert (namesake.name, namesake.email) == ("Rosa Delgado", "other.rosa@example.org")


def test_two_who_were_erased_stand_beside_each_other(project):
    for number in (1, 2):
        for make in (make_agent, make_contact, make_person, make_colleague):
            person = make(project, name=f"Kim Ba{'r' * number}", email=f"kim{number}@example.org")
            erasing.erase(person=person, by=lead_of(project))
    for table in (Agent, AlertContact):
        assert list(table.objects.filter(project=project).values_list("name", flat=True)) == ["(erased)"] * 2


def test_an_agents_readings_and_trainings_stay_and_no_brief_goes_to_them(project):
    agent = make_agent(project, **WHO)
    make_agent(project)
    make_brief(make_reviewed(make_launch(project)))
    unit = make_unit(project)
    colleague = make_colleague(project, **WHO)
    Trained.objects.create(unit=unit, colleague=colleague, on=project.today(), kept_by=lead_of(project))
    assert Reading.objects.filter(agent=agent).count() == 1
    erasing.erase(person=agent, by=lead_of(project))
    assert Reading.objects.filter(agent=agent).count() == 1
    assert Trained.objects.filter(colleague=colleague).count() == 1
    mails = Message.objects.filter(person=f"marketing_sync.agent:{agent.pk}")
    assert list(mails.values_list("to_name", "to_email", "subject", "state")) == [
        ("(erased)", "", "(erased)", State.CANCELLED)
    ]
    make_brief(make_reviewed(make_launch(project)))
    assert mails.count() == 1


def test_a_role_in_a_crisis_is_free_and_told_as_missing(project):
    person = make_person(project, CrisisRole.TECHNOLOGY_LEAD, ways=[Way("home", "+1 555 0134 778")], **WHO)
    system = make_system(project, owner=person, stops="Nothing without Rosa Delgado.")
    run = make_run(project)
    note = TimelineEntry.objects.create(
        activation=run, by_label="Dana", text="Rosa Delgado is called on +1 555 0134 778; Joan waits."
    )
    told = BroadcastRecipient.objects.filter(person=person).count()
    erasing.erase(person=person, by=lead_of(project))
    assert not RoleHolder.objects.filter(person=person).exists()
    system = System.objects.get(pk=system.pk)
    assert (system.owner, system.stops) == (None, "Nothing without (erased).")
    note.refresh_from_db()
    assert note.text == "(erased) is called on (erased); Joan waits."
    assert person.ways.get().way == Way("home", "(erased)")
    assert BroadcastRecipient.objects.filter(person=person).count() == told
    assert readiness(project) is not None


def test_whoever_is_called_at_the_same_desk_is_called_there_still(project):
    desk, home = Way("desk", "+1 555 0134 778"), Way("home", "+1 555 0100 200")
    rosa = make_person(project, ways=[desk, home], **WHO)
    beside = [Way("other", "Rosa Delgado's desk, +1 555 0100 200"), Way("email", WHO["email"])]
    joan = make_person(project, ways=[Way("phone", "+1 555-0134-778"), Way("desk", desk.value), *beside])
    pool = make_person(project, ways=[Way("desk", "+1 (555) 0134 778 ext. 2")])
    system = make_system(project, stops="Nobody answers at +1 555 0134 778; Rosa has +1 555 0100 200.")
    erasing.erase(person=rosa, by=lead_of(project))
    assert [way.value for way in joan.ways.all()] == [
        "+1 555-0134-778",
        "+1 555 0134 778",
        "(erased)'s desk, +1 555 0100 200",
        "rosa.delgado@example.org",
    ]
    assert pool.ways.get().value == "+1 (555) 0134 778 ext. 2"
    assert {way.value for way in rosa.ways.all()} == {"(erased)"}
    system.refresh_from_db()
    assert system.stops == "Nobody answers at +1 555 0134 778; Rosa has +1 555 0100 200."


@transaction.atomic
def write_while_erasing(entry, text):
    with erasing.Erasing(["Rosa Delgado"]):
        TimelineEntry.objects.filter(pk=entry.pk).update(text=text)


def test_a_timeline_takes_no_other_words_while_a_name_is_taken_out(project):
    entry = TimelineEntry.objects.create(
        activation=make_run(project), by_label="Dana", text="Rosa Delgado pulled the plug."
    )
    for attempt in ("(erased) did nothing.", "(erased) pulled the plug. Dana watched.", "Rosa (erased)"):
        with pytest.raises(DatabaseError, match="append-only"):
            write_while_erasing(entry, attempt)
    write_while_erasing(entry, "(erased) pulled the plug.")
    entry.refresh_from_db()
    assert entry.text == "(erased) pulled the plug."


def test_a_first_name_alone_is_left_where_others_are_called_so(project):
    agent = make_agent(project, name="Rosa", email="rosa@example.org")
    other = make_stakeholder(project, name="Rosa Parks", notes="Rosa will know; write to rosa@example.org.")
    erasing.erase(person=agent, by=lead_of(project))
    kept = Stakeholder.objects.get(pk=other.pk)
    assert (kept.name, kept.notes) == ("Rosa Parks", "Rosa will know; write to (erased).")


def test_the_file_does_not_tell_who_answered_the_private_question(project):
    person = make_person(project, **WHO)
    crisis.offer_support(activation=make_run(project), text="We are there.", by=lead_of(project))
    before = about.everything_about([person])
    crisis.take_pulse(asked=SupportAsked.objects.get(person=person), feeling="strained")
    assert about.everything_about([person]) == before


def test_an_invitation_to_their_address_is_withdrawn_and_says_nothing(project, client):
    lead = lead_of(project)
    person = make_stakeholder(project, **WHO)
    asked = invite(project=project, email="Rosa.Delgado@example.org", role=Role.VIEWER, by=lead)
    other = invite(project=project, email="kim.bo@example.org", role=Role.VIEWER, by=lead)
    links_of = {
        one: f"/i/{links.token(PersonalLink.objects.get(person=links.naming(one)))}/"
        for one in (asked, other)
    }
    assert [client.get(address).status_code for address in links_of.values()] == [200, 200]
    erasing.erase(person=person, by=lead)
    assert [client.get(address).status_code for address in links_of.values()] == [404, 200]
    mails = Message.objects.filter(person__in=[links.naming(asked), links.naming(other)]).order_by("pk")
    assert list(mails.values_list("to_email", "state")) == [
        ("", State.CANCELLED),
        ("kim.bo@example.org", State.QUEUED),
    ]
    client.force_login(lead)
    page = client.get("/p/lakeside/people/").content.decode()
    assert ("erased-" in page, "kim.bo@example.org" in page) == (False, True)
    asked.refresh_from_db()
    assert (asked.email, asked.revoked_by) == (f"erased-{asked.pk}@erased.invalid", lead)
