"""Members, roles and invitations."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.test import Client

from mailroom.models import Message
from projects import actions
from projects.models import AuditEntry, Invitation, Membership, Role, User
from tests.projects.factories import PASSWORD, lead_of, make_member, make_project, make_user
from tests.projects.mails import mailed_path


@pytest.fixture
def project(client, db):
    """A project whose lead is signed in."""
    lead = make_user("dana@example.org", name="Dana Kim")
    client.force_login(lead)
    return make_project("Lakeside", lead=lead, organisation="Lakeside Clinics")


def membership_of(user: User) -> Membership:
    """The user's one role."""
    return Membership.objects.get(user=user)


def invite(client, project, email="ana@example.org", role=Role.PLANNER):
    """Sends the form of the people page."""
    return client.post(f"/p/{project.slug}/people/invite/", {"email": email, "role": role})


def test_a_lead_changes_a_role_and_the_trail_says_from_what_to_what(client, project):
    ana = make_member(project, Role.VIEWER, name="Ana Ruiz")
    client.post(f"/p/{project.slug}/people/{membership_of(ana).pk}/role/", {"role": "planner"})
    assert membership_of(ana).role == Role.PLANNER
    entry = AuditEntry.objects.latest("pk")
    assert str(entry) == "Dana Kim changed the role of Ana Ruiz"
    assert entry.detail == {"was": "viewer", "now": "planner"}


@pytest.mark.parametrize("role", ["owner", "", "LEAD", "lead\x00", "x" * 10_000])
def test_a_role_that_does_not_exist_changes_nothing(client, project, role):
    ana = make_member(project, Role.VIEWER)
    response = client.post(
        f"/p/{project.slug}/people/{membership_of(ana).pk}/role/", {"role": role}, follow=True
    )
    assert "There is no such role." in response.content.decode()
    assert membership_of(ana).role == Role.VIEWER


def test_a_removed_member_is_refused_at_the_next_request(client, project):
    ana = make_member(project, Role.PLANNER)
    browser = Client()
    browser.force_login(ana)
    assert browser.get(f"/p/{project.slug}/people/").status_code == 200
    client.post(f"/p/{project.slug}/people/{membership_of(ana).pk}/remove/")
    assert browser.get(f"/p/{project.slug}/people/").status_code == 404


def test_a_lowered_role_is_refused_at_the_next_request(client, project):
    ana = make_member(project, Role.LEAD)
    browser = Client()
    browser.force_login(ana)
    assert browser.get(f"/p/{project.slug}/settings/").status_code == 200
    client.post(f"/p/{project.slug}/people/{membership_of(ana).pk}/role/", {"role": "viewer"})
    assert browser.get(f"/p/{project.slug}/settings/").status_code == 403


def test_a_disabled_user_is_refused_at_the_next_request(client, project):
    User.objects.update(is_active=False)
    assert client.get(f"/p/{project.slug}/people/").headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("act", ["role", "remove"])
def test_the_last_lead_stays(client, project, act):
    lead = lead_of(project)
    response = client.post(
        f"/p/{project.slug}/people/{membership_of(lead).pk}/{act}/", {"role": "viewer"}, follow=True
    )
    assert "A project needs a lead." in response.content.decode()
    assert membership_of(lead).role == Role.LEAD


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_remove_each_other_at_once_leave_one():
    first = make_user()
    project = make_project(lead=first)
    second = make_member(project, Role.LEAD)
    theirs, ours = membership_of(second), membership_of(first)
    decided = threading.Event()

    def remove_and_dawdle() -> None:
        with transaction.atomic():
            actions.remove_member(membership=theirs, by=first)
            decided.set()
            time.sleep(0.5)
        connection.close()

    with ThreadPoolExecutor(1) as other:
        ends = other.submit(remove_and_dawdle)
        decided.wait(10)
        with pytest.raises(actions.LastLead):
            actions.remove_member(membership=ours, by=second)
        ends.result()
    assert list(Membership.objects.values_list("user", "role")) == [(first.pk, Role.LEAD)]


def test_an_invitation_is_mailed_and_opening_it_joins_nobody(client, project):
    invite(client, project)
    message = Message.objects.get()
    assert (message.to_email, message.subject) == ("ana@example.org", "Dana Kim invites you to Lakeside")
    path = mailed_path("ana@example.org")
    for _ in range(2):
        for method in ("get", "head"):
            assert getattr(Client(), method)(path).status_code == 200
    assert User.objects.count() == 1
    assert Invitation.objects.get().is_open


def test_a_newcomer_gets_an_account_with_the_invited_address_and_is_in(client, project):
    invite(client, project)
    browser, path = Client(), mailed_path("ana@example.org")
    response = browser.post(path, {"name": "Ana Ruiz", "password": PASSWORD, "email": "other@example.org"})
    ana = User.objects.get(email="ana@example.org")
    assert response.headers["Location"] == "/p/lakeside/"
    assert browser.get("/p/lakeside/people/").status_code == 200
    assert (ana.name, membership_of(ana).role, ana.is_staff) == ("Ana Ruiz", Role.PLANNER, False)
    assert EmailAddress.objects.get(user=ana).verified
    assert not User.objects.filter(email="other@example.org").exists()
    assert str(AuditEntry.objects.first()) == "Ana Ruiz joined Lakeside"


def test_fields_that_are_not_in_the_form_give_no_power(client, project):
    invite(client, project, role=Role.VIEWER)
    sent = {"name": "Ana", "password": PASSWORD, "role": "lead", "is_staff": "1", "is_superuser": "1"}
    Client().post(mailed_path("ana@example.org"), sent)
    ana = User.objects.get(email="ana@example.org")
    assert (membership_of(ana).role, ana.is_staff, ana.is_superuser) == (Role.VIEWER, False, False)


def test_a_newcomer_with_a_weak_password_keeps_what_was_typed(client, project):
    invite(client, project)
    response = Client().post(mailed_path("ana@example.org"), {"name": "Ana Ruiz", "password": "12345"})
    assert response.status_code == 422
    assert 'value="Ana Ruiz"' in response.content.decode()
    assert User.objects.count() == 1


def test_who_has_an_account_joins_with_it(client, project):
    ana = make_user("ana@example.org")
    invite(client, project, email="ANA@example.org")
    browser = Client()
    browser.force_login(ana)
    assert browser.post(mailed_path("ana@example.org")).headers["Location"] == "/p/lakeside/"
    assert membership_of(ana).role == Role.PLANNER


def test_an_invitation_is_nothing_to_who_is_signed_in_as_somebody_else(client, project):
    make_user("ana@example.org")
    invite(client, project)
    marcus, browser = make_user("marcus@example.org"), Client()
    browser.force_login(marcus)
    response = browser.post(mailed_path("ana@example.org"))
    assert "You are signed in as marcus@example.org" in response.content.decode()
    assert Membership.objects.filter(project=project).count() == 1


def test_an_invitation_used_again_changes_nothing(client, project):
    invite(client, project)
    path = mailed_path("ana@example.org")
    Client().post(path, {"name": "Ana", "password": PASSWORD})
    response = Client().post(path, {"name": "Mallory", "password": PASSWORD})
    assert response.headers["Location"] == "/p/lakeside/"
    assert list(User.objects.order_by("pk").values_list("name", flat=True)) == ["Dana Kim", "Ana"]


def test_a_withdrawn_invitation_opens_nothing(client, project):
    invite(client, project)
    path, pk = mailed_path("ana@example.org"), Invitation.objects.get().pk
    client.post(f"/p/lakeside/people/invitations/{pk}/withdraw/")
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"name": "Ana", "password": PASSWORD}).status_code == 404
    assert User.objects.count() == 1


def test_who_is_in_or_asked_already_is_not_asked_again(client, project):
    make_member(project, email="marcus@example.org")
    invite(client, project)
    assert "was already invited" in invite(client, project).content.decode()
    assert "already has a role" in invite(client, project, email="MARCUS@example.org").content.decode()
    assert Message.objects.count() == 1


def test_a_member_who_was_asked_once_more_keeps_their_role(client, project):
    invite(client, project, role=Role.VIEWER)
    ana = make_member(project, Role.LEAD, email="ana@example.org")
    Client().post(mailed_path("ana@example.org"))
    assert membership_of(ana).role == Role.LEAD


def test_one_form_sent_twice_asks_once(client, project):
    sent = {"email": "ana@example.org", "role": "viewer", "form_key": "1b4e28ba-2fa1-11d2-883f-0016d3cca427"}
    for _ in range(2):
        assert client.post("/p/lakeside/people/invite/", sent).headers["Location"] == "/p/lakeside/people/"
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "x" * 10_000,
        "☎️@example.org",
        "\u202ea@example.org",
        "a\x00@example.org",
        "<script>@x",
        "a'--",
    ],
)
def test_whatever_is_typed_as_an_address_is_a_field_error(client, project, typed):
    response = invite(client, project, email=typed)
    assert response.status_code == 422
    assert not Invitation.objects.exists()


def test_a_name_of_two_lines_puts_nothing_into_a_mail_header(client, project):
    User.objects.update(name="Dana\r\nBcc: everybody@example.org")
    invite(client, project)
    assert Message.objects.get().subject == "Dana Bcc: everybody@example.org invites you to Lakeside"


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_page_asks_the_same_of_the_database_whatever_its_length(
    client, project, count, django_assert_num_queries
):
    for _ in range(count):
        make_member(project)
        gone = make_member(project)
        actions.remove_member(membership=membership_of(gone), by=lead_of(project))
        invitation = Invitation(project=project, email=f"{make_user().pk}@example.org", role=Role.VIEWER)
        invitation.invited_by = lead_of(project)
        invitation.save()
    client.get("/p/lakeside/people/")
    with django_assert_num_queries(8):
        page = client.get("/p/lakeside/people/").content.decode()
    assert page.count('class="list-main"') == count * 3 + 1


def test_only_a_lead_sees_how_to_change_people(client, project):
    browser = Client()
    browser.force_login(make_member(project, Role.PLANNER))
    page = browser.get("/p/lakeside/people/").content.decode()
    assert "Dana Kim" in page
    assert "Send the invitation" not in page
    assert "<select" not in page
