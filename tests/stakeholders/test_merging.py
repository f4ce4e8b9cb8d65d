"""Two rows that are one person: found, looked at, merged with everything they said, and taken apart again."""

import datetime
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mailroom import links
from mailroom.models import Message, Suppression
from projects.models import Project
from stakeholders import actions, importing, mail, queries
from stakeholders.models import Answer, Ask, Interview, Merge, Stakeholder, State
from tests.projects.factories import lead_of, make_project
from tests.stakeholders import factories as make
from tests.stakeholders.test_interviews import events
from tests.stakeholders.test_register import url


def told(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def found(project: Project) -> list[tuple[str, str, str]]:
    return [(pair.one.name, pair.other.name, pair.why) for pair in queries.duplicates(project)]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (("Dr Ngozi Okafor", "n@a.org"), ("Okafor, Ngozi", ""), "The same name"),
        (("José Pérez", "j@a.org"), ("Jose Perez, MD", ""), "The same name"),
        (("Ana B. Ruiz", "a@a.org"), ("Ana Ruiz", ""), "The same name"),
        (("Иван Петров", "i@a.org"), ("Петров, Иван", ""), "The same name"),
        (
            ("Ana Ruiz", "ana.ruiz@a.org"),
            ("Ana Gomez", "anaruiz+work@a.org"),
            "The same address but for dots or what follows a plus",
        ),
        (
            ("Ana Ruiz", "ana.ruiz@a.org"),
            ("Ana Ruiz Gomez", "ana.ruiz@b.org"),
            "The same name in front of the @",
        ),
        (("Catherine Hall", "c@a.org"), ("Katherine Hall", ""), "Names one letter apart"),
        (("Catherine Hall", "c@a.org"), ("Cathreine Hall", ""), "Names one letter apart"),
        (("John Smith", "j@a.org"), ("Smith, Jonh", ""), "Names one letter apart"),
        (("Catherine Hall", "c@a.org"), ("Catherine Halls", ""), "Names one letter apart"),
        (("Ngozi Okafor", "n@a.org"), ("N. Okafor", ""), "The same family name and initial"),
    ],
)
def test_rows_that_may_be_one_person_are_found_with_the_reason(
    project: Project, one: tuple[str, str], other: tuple[str, str], why: str
):
    for name, email in (one, other, ("Somebody Else", "else@a.org")):
        make.make_stakeholder(project, name=name, email=email)
    assert found(project) == [(one[0], other[0], why)]


def test_who_only_looks_alike_is_not_offered_again(lead: Client, project: Project):
    one = make.make_stakeholder(project, name="Ana Ruiz")
    other = make.make_stakeholder(project, name="Ana Ruiz")
    make.make_stakeholder(project, name="Nora Olsen")
    make.make_stakeholder(make_project("Elsewhere"), name="Ana Ruiz")
    assert "Ana Ruiz" in lead.get(url("duplicates", project)).content.decode()
    answer = lead.post(url("two_people", project), {"one": other.pk, "other": one.pk})
    assert told(answer) == ["Ana Ruiz and Ana Ruiz are two people."]
    assert found(project) == []
    page = lead.get(url("duplicates", project)).content.decode()
    assert "Nobody looks like somebody else" in page


def test_finding_takes_as_many_queries_for_many_as_for_two(
    project: Project, django_assert_num_queries: DjangoAssertNumQueries
):
    for many in (2, 6, 50):
        for _number in range(many):
            make.make_stakeholder(project, name=f"Ana Ruiz{'abcdefghijklmnopqrstuvwxy'[_number % 25]}")
        with django_assert_num_queries(5):
            queries.duplicates(project)


@pytest.fixture
def twins(project: Project) -> tuple[Stakeholder, Stakeholder]:
    """Two rows; under each something was said, in rounds of their own and in one that both were in."""
    into = make.make_stakeholder(project, name="Ana Ruiz", email="ana@a.org", title="Manager", tags=["north"])
    gone = make.make_stakeholder(
        project,
        name="A. Ruiz",
        email="ruiz@b.org",
        title="Head",
        power=4,
        tags=["heart"],
        notes="Met in May.",
    )
    both = make.make_round(project, into, gone, title="Asked of both")
    for person in (into, gone):
        interview = both.interviews.get(stakeholder=person)
        make.say(interview, f"{person.name} wants one number.")
        actions.submit(interview=interview)
    own = make.make_round(project, gone, title="Asked of one").interviews.get()
    answer = make.say(own, "Call me back the same day.")
    actions.submit(interview=own)
    make.make_ask(project, "A call back", answer=answer)
    return into, gone


def counts() -> tuple[int, int, int]:
    return Interview.objects.count(), Answer.objects.count(), Ask.objects.count()


def test_everything_said_under_either_stands_under_one_and_nothing_is_lost(
    lead: Client, project: Project, twins: tuple[Stakeholder, Stakeholder]
):
    into, gone = twins
    before = counts()
    page = lead.get(url("merge", project, into.pk, gone.pk)).content.decode()
    for words in ("Asked of both", "Head", "Manager", "differs", "north, heart", "Met in May."):
        assert words in page
    seen = f"{into.version}-{gone.version}"
    answer = lead.post(url("merge", project, into.pk, gone.pk), {"seen": seen})
    assert told(answer) == ["A. Ruiz is part of Ana Ruiz now."]
    assert counts() == before
    into.refresh_from_db()
    assert (into.email, into.title, into.power, into.tags, into.notes) == (
        "ana@a.org",
        "Manager",
        4,
        ["north", "heart"],
        "Met in May.",
    )
    texts = Answer.objects.filter(interview__stakeholder=into).order_by("pk").values_list("text", flat=True)
    assert list(texts) == [
        "Ana Ruiz wants one number.",
        "A. Ruiz wants one number.",
        "Call me back the same day.",
    ]
    assert [ask.text for ask in into.asks.all()] == ["A call back"]
    page = lead.get(url("person", project, into.pk)).content.decode()
    for words in (*texts, "A call back", "Merged into this person", "ruiz@b.org"):
        assert words in page
    assert lead.get(url("person", project, gone.pk))["Location"] == url("person", project, into.pk)
    assert [one.name for one in queries.register(project, queries.Filters())] == ["Ana Ruiz"]
    assert not queries.register(project, queries.Filters(archived=True)).exists()


def test_a_merge_is_undone_to_the_letter_with_what_was_lifted_out_since(
    lead: Client, project: Project, twins: tuple[Stakeholder, Stakeholder]
):
    into, gone = twins
    owners = list(Interview.objects.order_by("pk").values_list("pk", "stakeholder", "second"))
    done = actions.merge(into=into, gone=gone, by=lead_of(project))
    moved = Answer.objects.get(text="A. Ruiz wants one number.")
    assert moved.interview.stakeholder == into
    late = make.make_ask(project, "One number", answer=moved)
    own = make.make_ask(
        project, "Hers", answer=Answer.objects.get(text="Ana Ruiz wants one number."), quote="one number"
    )
    actions.change(
        stakeholder=into, version=Stakeholder.objects.get(pk=into.pk).version, by=lead_of(project), power=5
    )
    for _twice in range(2):
        lead.post(url("merge_undo", project, done.pk))
    into.refresh_from_db()
    gone.refresh_from_db()
    # What was written since stays; what was filled in by the merge goes.
    assert (into.power, into.tags, into.notes) == (5, ["north"], "")
    assert (gone.merged_into, gone.archived_at, gone.email) == (None, None, "ruiz@b.org")
    assert list(Interview.objects.order_by("pk").values_list("pk", "stakeholder", "second")) == owners
    late.refresh_from_db()
    own.refresh_from_db()
    assert (late.stakeholder, own.stakeholder) == (gone, into)
    assert sorted(ask.text for ask in gone.asks.all()) == ["A call back", "One number"]


def test_where_one_said_nothing_the_other_interview_counts_and_is_undone(project: Project):
    into, gone = make.make_stakeholder(project), make.make_stakeholder(project)
    round = make.make_round(project, into, gone)
    silent, spoke = round.interviews.get(stakeholder=into), round.interviews.get(stakeholder=gone)
    make.say(spoke, "One number.")
    actions.submit(interview=spoke)
    done = actions.merge(into=into, gone=gone, by=lead_of(project))
    assert [(one.pk, one.second) for one in into.interviews.all()] == [(spoke.pk, False)]
    assert [(one.pk, one.second) for one in gone.interviews.all()] == [(silent.pk, False)]
    assert list(round.interviews.remindable()) == []
    actions.undo_merge(merge=done, by=lead_of(project))
    assert [(one.pk, one.second) for one in into.interviews.all()] == [(silent.pk, False)]
    assert [(one.pk, one.second) for one in gone.interviews.all()] == [(spoke.pk, False)]


def test_nobody_is_reminded_of_what_they_answered_under_another_name(project: Project):
    into, gone = make.make_stakeholder(project), make.make_stakeholder(project)
    round = make.make_round(project, into, gone, reminder_days=[1])
    for person, hand_in in ((into, False), (gone, True)):
        interview = round.interviews.get(stakeholder=person)
        make.say(interview, "One number.")
        if hand_in:
            actions.submit(interview=interview)
    actions.merge(into=into, gone=gone, by=lead_of(project))
    states = {one.state: one.second for one in into.interviews.all()}
    assert states == {State.STARTED: True, State.SUBMITTED: False}
    assert actions.remindable(round) == []


def test_an_old_link_opens_the_page_of_the_two(client: Client, project: Project):
    into = make.make_stakeholder(project, name="Ana Ruiz")
    interview = make.make_interview(project)
    gone = interview.stakeholder
    address = reverse("stakeholders:personal", args=[make.token_of(gone)])
    done = actions.merge(into=into, gone=gone, by=lead_of(project))
    wording = interview.round.items.first().wording_id
    saved = client.post(
        reverse("stakeholders:personal_save", args=[make.token_of(gone), wording]),
        {"r": interview.pk, f"v{wording}": 0, f"a{wording}": "Typed by the old link."},
    )
    assert saved.status_code == 200
    assert "Typed by the old link." in client.get(address).content.decode()
    assert client.get(reverse("vision:heard", args=[make.token_of(gone)])).status_code == 200
    assert [link.person for link, _name in mail.links_for(gone.email)] == [links.naming(gone)]
    actions.undo_merge(merge=done, by=lead_of(project))
    assert Answer.objects.get().interview.stakeholder == gone
    assert "Typed by the old link." in client.get(address).content.decode()


def test_who_unsubscribed_under_one_address_gets_no_reminders_under_the_other(project: Project):
    into, gone = make.make_stakeholder(project), make.make_stakeholder(project)
    Suppression.objects.create(project=project, email=gone.email, reason="asked for it")
    done = actions.merge(into=into, gone=gone, by=lead_of(project))
    assert set(Suppression.objects.values_list("email", flat=True)) == {into.email, gone.email}
    actions.undo_merge(merge=done, by=lead_of(project))
    assert list(Suppression.objects.values_list("email", flat=True)) == [gone.email]


def test_a_merge_of_what_somebody_changed_meanwhile_is_refused(
    lead: Client, project: Project, twins: tuple[Stakeholder, Stakeholder]
):
    into, gone = twins
    seen = f"{into.version}-{gone.version}"
    actions.change(stakeholder=gone, version=gone.version, by=lead_of(project), title="Director")
    answer = lead.post(url("merge", project, into.pk, gone.pk), {"seen": seen})
    assert told(answer) == ["Somebody changed one of the two meanwhile. Please look again."]
    assert not Merge.objects.exists()


def test_a_second_click_merges_once(lead: Client, project: Project, twins: tuple[Stakeholder, Stakeholder]):
    into, gone = twins
    seen = {"seen": f"{into.version}-{gone.version}"}
    for _click in range(2):
        answer = lead.post(url("merge", project, into.pk, gone.pk), seen)
        assert answer["Location"] == url("person", project, into.pk)
    assert Merge.objects.count() == 1


def test_merges_of_merges_are_undone_from_the_last(lead: Client, project: Project):
    first, second, third = (make.make_stakeholder(project) for _one in range(3))
    one = actions.merge(into=second, gone=first, by=lead_of(project))
    other = actions.merge(into=third, gone=second, by=lead_of(project))
    first.refresh_from_db()
    assert first.merged_into == third
    answer = lead.post(url("merge_undo", project, one.pk))
    assert told(answer) == [f"{second.name} has been merged further. Take that back first."]
    actions.undo_merge(merge=other, by=lead_of(project))
    first.refresh_from_db()
    assert first.merged_into == second
    actions.undo_merge(merge=one, by=lead_of(project))
    assert project.stakeholders.live().count() == 3


def test_whoever_became_part_of_another_comes_back_by_undo_alone(lead: Client, project: Project):
    done = make.make_merge(project)
    assert lead.post(url("restore", project, done.gone_id)).status_code == 404
    lead.post(url("bulk", project), {"do": "restore", "people": f"{done.gone_id}-{done.gone.version + 1}"})
    assert Stakeholder.objects.get(pk=done.gone_id).merged_into == done.into


def test_people_of_another_project_are_not_merged(lead: Client, project: Project):
    own, foreign = make.make_stakeholder(project), make.make_stakeholder(make_project("Elsewhere"))
    for pk, other in ((own.pk, foreign.pk), (foreign.pk, own.pk)):
        assert lead.post(url("merge", project, pk, other), {"seen": "1-1"}).status_code == 404
    assert lead.post(url("two_people", project), {"one": own.pk, "other": foreign.pk}).status_code == 404
    with pytest.raises(actions.CannotMerge):
        actions.merge(into=own, gone=foreign, by=lead_of(project))


def test_a_list_that_names_either_address_updates_the_one_person(project: Project):
    into = make.make_stakeholder(project, name="Ana Ruiz", email="ana@a.org")
    gone = make.make_stakeholder(project, name="A. Ruiz", email="ruiz@b.org")
    actions.merge(into=into, gone=gone, by=lead_of(project))
    content = b"Name,E-mail,Title\nAna Ruiz,ruiz@b.org,Head\n"
    done = actions.confirm_import(upload=make.make_import(project, content), by=lead_of(project))
    assert (done.added, done.updated, done.bad) == (0, 1, 0)
    into.refresh_from_db()
    assert (into.email, into.title) == ("ana@a.org", "Head")


def test_names_in_other_scripts_are_not_taken_for_one_another(project: Project):
    make.make_stakeholder(project, name="Иван Петров", email="")
    kept = make.make_import(project, "Name\nАнна Смирнова\nИван Петров\n".encode())
    judgement = actions.judged(kept)
    assert [row.change for row in judgement.good] == [importing.Change.ADD, importing.Change.SAME]


def test_an_address_that_went_to_somebody_else_meanwhile_stays_with_them(lead: Client, project: Project):
    done = make.make_merge(project)
    address = done.gone.email
    other = make.make_stakeholder(project, email=address)
    lead.post(url("merge_undo", project, done.pk))
    assert Stakeholder.objects.get(pk=done.gone_id).email == ""
    assert Stakeholder.objects.get(pk=other.pk).email == address


# --- planned talks ---


def test_calendars_of_a_planned_talk_follow_the_person_to_the_other_address_and_back(project: Project):
    into = make.make_stakeholder(project, name="Ana Ruiz", email="ana@a.org")
    gone = make.make_stakeholder(project, name="A. Ruiz", email="ruiz@b.org", language="es")
    beside = make.make_stakeholder(project, name="Bo Lee", email="bo@a.org")
    talk = make.make_conversation(project, gone, beside)
    other = make.make_conversation(project, beside)
    leads = lead_of(project).email
    Message.objects.all().delete()
    done = actions.merge(into=into, gone=gone, by=lead_of(project))
    assert events() == [
        ("ruiz@b.org", "CANCEL", 1),
        (leads, "REQUEST", 1),
        ("ana@a.org", "REQUEST", 1),
        ("bo@a.org", "REQUEST", 1),
    ]
    subjects = {mail.to_email: mail.subject.partition(":")[0] for mail in Message.objects.all()}
    assert subjects == {
        leads: "Changed",
        "ana@a.org": "Invitation",
        "bo@a.org": "Changed",
        "ruiz@b.org": "Ahora en su otra dirección",
    }
    assert "llega ahora a ana@a.org" in Message.objects.get(to_email="ruiz@b.org").text
    asked = Message.objects.get(to_email="bo@a.org").calendar.replace("\r\n ", "")
    assert "mailto:ana@a.org" in asked
    assert "mailto:ruiz@b.org" not in asked
    assert [one.name for one in actions.people_of(talk)] == ["Ana Ruiz", "Bo Lee"]

    Message.objects.all().delete()
    actions.undo_merge(merge=done, by=lead_of(project))
    assert events() == [
        ("ana@a.org", "CANCEL", 2),
        (leads, "REQUEST", 2),
        ("ruiz@b.org", "REQUEST", 2),
        ("bo@a.org", "REQUEST", 2),
    ]
    assert "You need not come." in Message.objects.get(to_email="ana@a.org").text
    other.refresh_from_db()
    assert other.sequence == 0


def test_the_preview_of_a_merge_says_how_many_talks_are_told_of(lead: Client, project: Project):
    into, gone = make.make_stakeholder(project), make.make_stakeholder(project)
    address = url("merge", project, into.pk, gone.pk)
    make.make_conversation(project, into)
    assert "Nobody is written to." in lead.get(address).content.decode()
    make.make_conversation(project, gone)
    make.make_conversation(project, gone, into)
    make.make_conversation(project, gone, starts_at=timezone.now() - datetime.timedelta(days=1))
    page = lead.get(address).content.decode()
    assert "The people of 2 planned talks get a mail, so that their calendars are right." in page
    assert "Nobody is written to." not in page


def test_who_was_invited_twice_to_one_talk_comes_once(project: Project):
    into = make.make_stakeholder(project, name="Ana Ruiz", email="ana@a.org")
    gone = make.make_stakeholder(project, name="A. Ruiz", email="ruiz@b.org")
    talk = make.make_conversation(project, into, gone)
    Message.objects.all().delete()
    actions.merge(into=into, gone=gone, by=lead_of(project))
    assert events() == [
        ("ruiz@b.org", "CANCEL", 1),
        (lead_of(project).email, "REQUEST", 1),
        ("ana@a.org", "REQUEST", 1),
    ]
    assert [one.name for one in actions.people_of(talk)] == ["Ana Ruiz"]


def test_an_address_that_moves_with_the_person_is_not_called_off(project: Project):
    into = make.make_stakeholder(project, name="Ana Ruiz", email="")
    gone = make.make_stakeholder(project, name="A. Ruiz", email="ruiz@b.org")
    make.make_conversation(project, gone)
    Message.objects.all().delete()
    done = actions.merge(into=into, gone=gone, by=lead_of(project))
    assert events() == [(lead_of(project).email, "REQUEST", 1), ("ruiz@b.org", "REQUEST", 1)]
    assert Message.objects.get(to_email="ruiz@b.org").subject.startswith("Changed: ")
    Message.objects.all().delete()
    actions.undo_merge(merge=done, by=lead_of(project))
    assert events() == [(lead_of(project).email, "REQUEST", 2), ("ruiz@b.org", "REQUEST", 2)]
    assert list(project.stakeholders.order_by("pk").values_list("email", flat=True)) == ["", "ruiz@b.org"]


def test_talks_that_are_over_or_told_to_nobody_are_told_to_nobody(project: Project):
    into, gone = make.make_stakeholder(project), make.make_stakeholder(project)
    past = timezone.now() - datetime.timedelta(days=1)
    make.make_conversation(project, gone, starts_at=past)
    actions.schedule(project=project, plan=make.make_plan(project, gone), invites=False, by=lead_of(project))
    actions.merge(into=into, gone=gone, by=lead_of(project))
    assert Message.objects.count() == 0
