"""Publishing: one consistent instant, frozen, and exactly the right people told."""

import re

import pytest
from django.db import Error, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse

from mailroom.models import Message
from projects.models import Project
from tests.projects.factories import lead_of, make_project
from tests.vision.factories import make_ask, make_element, make_person, make_version
from vision import actions, queries
from vision.models import (
    Element,
    OutcomeMessage,
    OutcomeState,
    Place,
    Talk,
    Version,
    VersionAsk,
    VersionElement,
)


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Harbour line")


def moved(element: Element, place: Place) -> None:
    element.refresh_from_db()
    project = element.project
    column = project.functions.first().pk if place.is_sorted else None
    actions.move(
        project=project,
        pk=element.pk,
        placed=element.placed,
        spot=actions.Spot(place, column),
        by=lead_of(project),
    )


def told(version: Version) -> dict[str, list[tuple[str, str, str]]]:
    """Who is told what by a version: state, and each ask's place and where it was before."""
    return {
        one.stakeholder.name: [(one.state, line.place, line.before) for line in one.lines.all()]
        for one in version.outcomes.all()
    }


def test_everybody_who_asked_is_told_once_what_became_of_it(project: Project):
    ana, ben = make_person(project, name="Ana"), make_person(project, name="Ben")
    make_person(project, name="Asked nothing")
    make_element(project, Place.NOW, asks=[make_ask(project, by=ana)], title="In")
    make_element(project, Place.NEXT, asks=[make_ask(project, by=ben)], title="Later")
    version = make_version(project)
    assert (version.number, version.element_count, version.ask_count) == (1, 2, 2)
    assert told(version) == {"Ana": [("sent", "now", "")], "Ben": [("sent", "next", "")]}
    mails = Message.objects.filter(kind="vision.outcome").values_list("to_name", "subject")
    assert sorted(mails) == [
        ("Ana", "What became of what you asked: Harbour line"),
        ("Ben", "What became of what you asked: Harbour line"),
    ]


def test_a_mail_never_carries_the_private_quote(project: Project):
    ask = make_ask(project, text="Shorter menus", quote="My sister hung up on you.")
    make_element(project, Place.NOW, asks=[ask])
    make_version(project)
    mail = Message.objects.get(kind="vision.outcome")
    assert "Shorter menus" in mail.text
    assert "hung up" not in mail.text + mail.html


def test_a_later_version_tells_only_what_changed_for_that_person(project: Project):
    ana, ben = make_person(project, name="Ana"), make_person(project, name="Ben")
    first = make_element(project, Place.NEXT, asks=[make_ask(project, by=ana)])
    make_element(project, Place.NOW, asks=[make_ask(project, by=ana), make_ask(project, by=ben)])
    make_version(project)
    moved(first, Place.NOW)
    assert told(make_version(project)) == {"Ana": [("sent", "now", "next")]}
    assert told(make_version(project)) == {}
    assert Message.objects.filter(kind="vision.outcome").count() == 3


def test_nobody_is_told_of_asks_that_are_not_decided_yet(project: Project):
    make_element(project, Place.NOW)
    make_ask(project)
    make_element(project, Place.TRAY, asks=[make_ask(project)])
    assert told(make_version(project)) == {}


def test_a_powerful_person_whose_ask_fell_is_talked_to_before_anybody_is_mailed_about_it(project: Project):
    chief = make_person(project, name="Chief", power=4)
    other = make_person(project, name="Other", power=1)
    make_element(project, Place.NEXT, asks=[make_ask(project, by=chief), make_ask(project, by=other)])
    make_element(project, Place.NOW, asks=[make_ask(project, by=make_person(project, name="Third", power=5))])
    version = make_version(project)
    assert told(version) == {
        "Chief": [("held", "next", "")],
        "Other": [("held", "next", "")],
        "Third": [("sent", "now", "")],
    }
    talk = Talk.objects.get()
    assert (talk.stakeholder, talk.is_open) == (chief, True)
    assert actions.log_talk(talk=talk, by=lead_of(project), notes="We spoke.") == 2
    assert {one.state for one in version.outcomes.all()} == {OutcomeState.SENT}
    with pytest.raises(actions.NotChanged, match="already"):
        actions.log_talk(talk=talk, by=lead_of(project), notes="Again.")
    assert Message.objects.filter(kind="vision.outcome").count() == 3


def test_a_mail_that_waits_for_two_talks_goes_after_the_second(project: Project):
    one, two = make_person(project, power=5), make_person(project, power=5)
    third = make_person(project, name="Third")
    make_element(project, Place.NEXT, asks=[make_ask(project, by=one), make_ask(project, by=third)])
    make_element(project, Place.DECLINED, asks=[make_ask(project, by=two), make_ask(project, by=third)])
    version = make_version(project)
    first, second = Talk.objects.all()
    assert actions.log_talk(talk=first, by=lead_of(project), notes="Heard.") == 1
    assert version.outcomes.get(stakeholder=third).state == OutcomeState.HELD
    assert actions.pass_over_talk(talk=second, by=lead_of(project), reason="On leave.") == 2


def test_the_lead_may_send_without_a_talk_and_the_reason_is_kept(project: Project):
    chief = make_person(project, power=5)
    make_element(project, Place.NEXT, asks=[make_ask(project, by=chief)])
    actions.write_note(
        project=project, stakeholder=chief, by=lead_of(project), override_reason="She asked for mail."
    )
    version = make_version(project)
    assert version.outcomes.get().state == OutcomeState.SENT
    talk = Talk.objects.get()
    assert (talk.is_open, talk.override_reason) == (False, "She asked for mail.")


def test_the_leads_own_words_go_out_and_are_not_kept_for_the_next_version(project: Project):
    ask = make_ask(project)
    element = make_element(project, Place.NOW, asks=[ask])
    actions.write_note(
        project=project,
        stakeholder=ask.stakeholder,
        by=lead_of(project),
        subject="For you",
        words="Dear you.",
    )
    make_version(project)
    mail = Message.objects.get(kind="vision.outcome")
    assert (mail.subject, "Dear you." in mail.text) == ("For you", True)
    moved(element, Place.NEXT)
    assert make_version(project).outcomes.get().subject == "What became of what you asked: Harbour line"


def test_a_later_version_tells_what_an_earlier_one_still_held(project: Project):
    chief = make_person(project, name="Chief", power=5)
    element = make_element(project, Place.NEXT, asks=[make_ask(project, by=chief)])
    first = make_version(project)
    moved(element, Place.NOW)
    second = make_version(project)
    assert first.outcomes.get().state == OutcomeState.SUPERSEDED
    assert told(second) == {"Chief": [("sent", "now", "")]}
    assert not Talk.objects.open().exists()


def test_somebody_without_an_address_is_told_in_person(project: Project):
    person = make_person(project, name="Away", email="")
    make_element(project, Place.NOW, asks=[make_ask(project, by=person)])
    outcome = make_version(project).outcomes.get()
    assert outcome.state == OutcomeState.NO_ADDRESS
    actions.told_in_person(outcome=outcome, by=lead_of(project))
    assert told(make_version(project)) == {}


def test_what_changed_since_the_preview_is_not_published_unseen(project: Project):
    element = make_element(project, Place.NOW, asks=[make_ask(project)])
    actions.write_draft(project=project, by=lead_of(project), version=1, statement="One number.")
    seal = queries.plan(project).seal
    moved(element, Place.NEXT)
    with pytest.raises(actions.NotPublished, match="Something changed since you looked"):
        actions.publish(project=project, by=lead_of(project), seal=seal)
    assert not Version.objects.exists()
    assert not OutcomeMessage.objects.exists()


def test_a_version_without_a_statement_or_without_elements_is_not_published(project: Project):
    lead = lead_of(project)
    with pytest.raises(actions.NotPublished, match="statement"):
        actions.publish(project=project, by=lead, seal=queries.plan(project).seal)
    actions.write_draft(project=project, by=lead, version=1, statement="One number.")
    with pytest.raises(actions.NotPublished, match="nothing above or below"):
        actions.publish(project=project, by=lead, seal=queries.plan(project).seal)


def test_two_who_write_the_statement_lose_neither_text(project: Project):
    lead = lead_of(project)
    actions.write_draft(project=project, by=lead, version=1, statement="Mine.")
    with pytest.raises(actions.DraftConflict) as conflict:
        actions.write_draft(project=project, by=lead, version=1, statement="Yours.")
    assert conflict.value.current.statement == "Mine."


def refused(act) -> bool:
    """Whether the database refuses it."""
    try:
        with transaction.atomic():
            act()
    except Error:
        return True
    return False


def test_a_published_version_cannot_be_changed_deleted_or_added_to(project: Project):
    """Case 29 for versions: the triggers refuse whoever asks, through the ORM too."""
    ask = make_ask(project)
    element = make_element(project, Place.NOW, asks=[ask])
    version = make_version(project)
    frozen = version.elements.get()
    assert refused(lambda: Version.objects.update(statement="Other"))
    assert refused(lambda: VersionElement.objects.update(place="next"))
    assert refused(lambda: VersionAsk.objects.update(text="Other"))
    assert refused(lambda: VersionAsk.objects.all().delete())
    assert refused(frozen.delete)
    assert refused(version.delete)
    later = make_element(project, Place.NOW)
    assert refused(
        lambda: VersionElement.objects.create(
            version=version, element=later, position=2, title="Late", place="now"
        )
    )
    assert refused(
        lambda: VersionAsk.objects.create(
            version=version, ask=make_ask(project), stakeholder=ask.stakeholder, text="Late"
        )
    )
    Element.objects.filter(pk=element.pk).update(title="Renamed", version=F("version") + 1)
    frozen.refresh_from_db()
    assert frozen.title != "Renamed"


def test_publishing_takes_as_many_statements_for_thirty_people_as_for_three(
    project: Project, django_assert_max_num_queries
):
    def made(number: int) -> int:
        for _time in range(number):
            make_element(project, Place.NOW, asks=[make_ask(project)])
        actions.write_draft(
            project=project,
            by=lead_of(project),
            version=queries.draft_of(project).version,
            statement="One number.",
        )
        seal = queries.plan(project).seal
        lead = lead_of(project)
        with django_assert_max_num_queries(60) as counted:
            actions.publish(project=project, by=lead, seal=seal)
        return len(counted)

    assert made(3) == made(30)


def test_open_talks_stand_above_closed_ones(project: Project):
    chiefs = [make_person(project, name=name, power=5) for name in ("First", "Second", "Third")]
    for chief in chiefs:
        make_element(project, Place.NEXT, asks=[make_ask(project, by=chief)])
    version = make_version(project)
    lead = lead_of(project)
    actions.log_talk(talk=version.talks.get(stakeholder=chiefs[1]), by=lead, notes="Agreed.")
    client = Client()
    client.force_login(lead)
    page = client.get(reverse("vision:talks", args=[project.slug])).content.decode()
    assert re.findall(r">(First|Second|Third)</a>", page)[-1] == "Second"
    assert page.index(">Third</a>") < page.index(">Second</a>")
