"""My work: what waits for one member, from every room, and what is mailed to them of the rest."""

import datetime

import pytest
from django.utils import timezone

from callcenter_planner import mine
from mailroom import actions as mailroom
from mailroom.models import Message, State
from projects.models import Membership, NoticeChoice, NoticeKind, Notices, Role
from tests.mailroom.factories import make_envelope
from tests.marketing_sync.factories import make_launch, make_taken_in
from tests.projects.factories import lead_of, make_member, make_project
from tests.stakeholders.factories import make_conversation, make_stakeholder
from tests.vision.factories import make_element
from vision.models import Decision, DecisionKind, Element, Place


@pytest.fixture
def project(db):
    return make_project("Lakeside", time_zone="America/Chicago")


def jobs_of(project, user) -> list[tuple[str, str]]:
    membership = Membership.objects.get(project=project, user=user)
    return [(job.kind, job.text) for job in mine.jobs(project, membership)]


def test_what_waits_comes_from_every_room_and_is_gone_when_it_is_done(project):
    lead = lead_of(project)
    make_launch(project, name="Heart letter")
    held = make_conversation(project, make_stakeholder(project), interviewer=lead)
    element = make_element(project, title="Referral desk", owner=lead, place=Place.NEXT)
    Element.objects.filter(pk=element.pk).update(revisit_on=project.today() - datetime.timedelta(days=2))
    concern = Decision.objects.create(project=project, kind=DecisionKind.CONCERN, text="Too late for us")
    assert set(jobs_of(project, lead)) == {
        ("Review", "Judge Heart letter"),
        ("Interview", held.round.title),
        ("Element", "Look at “Referral desk” again"),
        ("Concern", "Too late for us"),
    }
    Decision.objects.filter(pk=concern.pk).update(answered_at=timezone.now(), answered_by=lead)
    Element.objects.filter(pk=element.pk).update(place=Place.NOW)
    assert {kind for kind, _text in jobs_of(project, lead)} == {"Review", "Interview"}


def test_nobody_sees_the_work_of_others_or_of_other_roles(project):
    make_launch(project)
    make_conversation(project, make_stakeholder(project), interviewer=lead_of(project))
    assert jobs_of(project, make_member(project, Role.VIEWER)) == []
    assert [kind for kind, _text in jobs_of(project, make_member(project, Role.OPERATIONS))] == ["Review"]


def test_the_page_is_narrowed_by_its_address_and_leaves_as_a_list(project, client):
    client.force_login(lead_of(project))
    make_launch(project, name="Heart letter")
    page = client.get("/p/lakeside/mine/").content.decode()
    assert "1 thing waits for you" in page
    assert "Judge Heart letter" in page
    assert "Nothing of yours fits" in client.get("/p/lakeside/mine/?q=knee").content.decode()
    assert "Judge Heart letter" in client.get("/p/lakeside/mine/?kind=zzz&q=heart").content.decode()
    assert b"Judge Heart letter" in client.get("/p/lakeside/mine/?format=csv").content


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_of_the_database_whatever_waits(
    project, client, count, django_assert_max_num_queries
):
    client.force_login(lead_of(project))
    for _ in range(count):
        make_launch(project)
        make_conversation(project, make_stakeholder(project), interviewer=lead_of(project))
    client.get("/p/lakeside/mine/")
    with django_assert_max_num_queries(32) as asked:
        client.get("/p/lakeside/mine/")
    assert len(asked) == QUERIES.setdefault("mine", len(asked))


QUERIES: dict[str, int] = {}


def test_every_table_with_an_owner_is_on_the_page_or_left_out_with_a_reason():
    labels = {model._meta.label for model in mine.shape.owned()}
    assert {label for label in mine.NO_JOBS if label.split(".")[0] != "outcomes"} <= labels


# What is mailed


def notice(project, user, subject="News", kind=NoticeKind.LAUNCHES) -> Message:
    return mailroom.queue(
        make_envelope(project, person=user, to_email=user.email, subject=subject, notice=kind)
    )


def wants(project, user, how: str) -> None:
    Membership.objects.filter(project=project, user=user).update(notices=how)


def test_news_come_at_once_as_long_as_nobody_chose_otherwise(project):
    assert notice(project, lead_of(project)).state == State.QUEUED


def test_who_wants_no_news_still_gets_duties(project):
    lead = lead_of(project)
    wants(project, lead, Notices.OFF)
    assert notice(project, lead).state == State.CANCELLED
    duty = mailroom.queue(make_envelope(project, person=lead, to_email=lead.email))
    assert duty.state == State.QUEUED


def test_the_digest_tells_once_a_day_what_came_since(project, time_machine):
    lead = lead_of(project)
    wants(project, lead, Notices.DIGEST)
    time_machine.move_to(datetime.datetime(2026, 9, 15, 11, 0, tzinfo=datetime.UTC), tick=False)
    assert [notice(project, lead, subject).state for subject in ("One", "Two")] == [State.CANCELLED] * 2
    assert mailroom.send_digests() == 0, "it is six in the morning in Chicago"
    time_machine.move_to(datetime.datetime(2026, 9, 15, 12, 5, tzinfo=datetime.UTC), tick=False)
    assert mailroom.send_digests() == 1
    assert mailroom.send_digests() == 0
    digest = Message.objects.get(kind="mailroom.digest")
    assert (digest.subject, digest.to_email) == ("Lakeside: 2 things since yesterday", lead.email)
    assert "* One\n* Two" in digest.text
    notice(project, lead, "Three")
    assert mailroom.send_digests() == 0, "the day's digest is out"
    time_machine.move_to(datetime.datetime(2026, 9, 16, 12, 5, tzinfo=datetime.UTC), tick=False)
    assert mailroom.send_digests() == 1
    assert "Three" in Message.objects.filter(kind="mailroom.digest").latest("pk").text


def test_a_member_chooses_for_themselves_alone(project, client):
    viewer = make_member(project)
    client.force_login(viewer)
    client.post("/p/lakeside/notices/", {"notices": "digest", "role": "lead", "user": "1"})
    assert Membership.objects.get(project=project, user=viewer).notices == Notices.DIGEST
    assert Membership.objects.get(project=project, user=viewer).role == Role.VIEWER
    assert Membership.objects.get(project=project, user=lead_of(project)).notices == Notices.AT_ONCE
    assert client.post("/p/lakeside/notices/", {"notices": "never"}).status_code == 422


def test_of_each_kind_one_chooses_otherwise_than_of_the_rest(project, client):
    lead = lead_of(project)
    client.force_login(lead)
    chosen = {"notices": "digest", "of_launches": "at_once", "of_vision": "off", "of_playbooks": ""}
    assert client.post("/p/lakeside/notices/", chosen).status_code == 302
    states = {kind: notice(project, lead, kind=kind) for kind in NoticeKind}
    assert {kind: (mail.state, mail.in_digest) for kind, mail in states.items()} == {
        NoticeKind.LAUNCHES: (State.QUEUED, False),
        NoticeKind.MEETINGS: (State.CANCELLED, True),
        NoticeKind.VISION: (State.CANCELLED, False),
        NoticeKind.PLAYBOOKS: (State.CANCELLED, True),
    }
    page = client.get("/p/lakeside/notices/").content.decode()
    assert '<option value="at_once" selected>' in page
    client.post("/p/lakeside/notices/", {"notices": "at_once"})
    assert not NoticeChoice.objects.exists()
    assert notice(project, lead, kind=NoticeKind.VISION).state == State.QUEUED


def test_a_member_is_asked_only_about_news_that_can_reach_them(project, client):
    client.force_login(make_member(project))
    page = client.get("/p/lakeside/notices/").content.decode()
    assert "What you promised at the standing meeting comes due" in page
    assert "A playbook is to be read again" not in page


def test_each_mail_of_news_names_its_kind(project):
    """A playbook's review date and a launch by the intake link go the way that their reader chose."""
    lead = lead_of(project)
    membership = Membership.objects.get(project=project, user=lead)
    NoticeChoice.objects.create(membership=membership, kind=NoticeKind.LAUNCHES, notices=Notices.DIGEST)
    make_taken_in(project, name="Heart letter")
    mail = Message.objects.get(person=f"projects.user:{lead.pk}", subject="New launch to judge: Heart letter")
    assert (mail.state, mail.in_digest) == (State.CANCELLED, True)
