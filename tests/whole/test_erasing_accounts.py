"""Whoever signs in can take along what is kept about them, and end their account; what they did stays."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection, transaction

from callcenter_planner.whole import account
from mailroom import links
from mailroom.actions import invite as inviting
from mailroom.models import Attempt, Message, PersonalLink, State
from projects import actions, audit
from projects.models import AuditEntry, Membership, Project, Role, User
from tests.mailroom.factories import make_message
from tests.projects.factories import PASSWORD, lead_of, make_member, make_project, make_user
from tests.stakeholders.factories import make_stakeholder
from tests.vision.factories import make_element


@pytest.fixture
def project(db):
    return make_project("Lakeside")


@pytest.fixture
def sam(project):
    """A planner who has done something and was told something."""
    user = make_member(project, Role.PLANNER, name="Sam Ortiz", email="sam.ortiz@example.org")
    make_element(project, owner=user)
    audit.record(project=project, by=user, verb="wrote down", on=user, said="Sam Ortiz knows")
    return user


def test_one_ends_ones_own_account_and_what_one_did_stays_without_the_name(sam, project, client):
    Project.objects.filter(pk=project.pk).update(reply_to="sam.ortiz@example.org")
    note = make_stakeholder(project, notes="Sam Ortiz talked to her.")
    client.force_login(sam)
    acts = AuditEntry.objects.filter(project=project, by=sam).count()
    assert client.post("/you/kept/", {"name": "sam"}).status_code == 422
    assert User.objects.get(pk=sam.pk).is_active
    answer = client.post("/you/kept/", {"name": "sam.ortiz@example.org"})
    assert (answer.status_code, answer.url) == (302, "/account/login/")
    assert client.get("/projects/").status_code == 302
    gone = User.objects.get(pk=sam.pk)
    assert (str(gone), gone.email, gone.is_active) == ("(erased)", f"erased-{sam.pk}@erased.invalid", False)
    assert not gone.has_usable_password()
    assert not EmailAddress.objects.filter(user=gone).exists()
    assert not Membership.objects.filter(user=gone).exists()
    assert AuditEntry.objects.filter(project=project, by=gone, verb="wrote down").get().detail == {}
    # That they left is one act more.
    assert AuditEntry.objects.filter(project=project, by=gone).count() == acts + 1
    note.refresh_from_db()
    assert note.notes == "(erased) talked to her."
    assert Project.objects.get(pk=project.pk).reply_to == ""
    assert project.elements.get().owner == gone


def test_the_only_lead_of_a_project_cannot_leave_it_alone(project, client):
    lead = lead_of(project)
    client.force_login(lead)
    answer = client.post("/you/kept/", {"name": lead.email})
    assert answer.status_code == 422
    assert "Nobody else leads “Lakeside”" in answer.content.decode()
    assert User.objects.get(pk=lead.pk).email == lead.email


def test_the_file_tells_roles_acts_and_mails_and_no_secret(sam, project, client):
    client.force_login(sam)
    told = json.loads(client.get("/you/kept/file/").content)["kept"]
    assert told["account"][0]["e-mail address"] == "sam.ortiz@example.org"
    assert [row["role"] for row in told["roles"]] == ["planner"]
    assert "wrote down" in {row["verb"] for row in told["acts"]}
    assert {"where": "elements", "as": "owner", "how often": 1} in told["named as"]
    assert sam.password not in json.dumps(told)


def test_a_lead_is_told_of_their_own_project_alone(sam, project, client):
    other = make_project("Seaside")
    Membership.objects.create(project=other, user=sam, role=Role.VIEWER)
    audit.record(project=other, by=sam, verb="looked round")
    client.force_login(lead_of(project))
    address = f"/p/lakeside/people/{sam.memberships.get(project=project).pk}/kept/"
    told = json.loads(client.get(f"{address}file/").content)["kept"]
    assert [row["role"] for row in told["roles"]] == ["planner"]
    assert "looked round" not in {row["verb"] for row in told["acts"]}
    assert "End their account</button>" not in client.get(address).content.decode()
    assert client.post(address, {"name": "Sam Ortiz"}).status_code == 409
    assert User.objects.get(pk=sam.pk).is_active


def test_a_lead_ends_the_account_of_somebody_who_works_nowhere_else(sam, project, client):
    client.force_login(lead_of(project))
    membership = sam.memberships.get()
    assert f"/people/{membership.pk}/kept/" in client.get("/p/lakeside/people/").content.decode()
    answer = client.post(f"/p/lakeside/people/{membership.pk}/kept/", {"name": "Sam Ortiz"})
    assert answer.status_code == 302
    assert str(User.objects.get(pk=sam.pk)) == "(erased)"
    assert "Sam" not in client.get("/p/lakeside/activity/").content.decode()


def test_mails_and_invitations_name_nobody_and_open_nothing(project, client):
    lead = lead_of(project)
    asked = inviting.invite(project=project, email="kim.bo@example.org", role=Role.VIEWER, by=lead)
    kim = make_user("kim.bo@example.org", name="Kim Bo")
    told = make_message(project=project, person=kim, to_name="Kim Bo", to_email="kim.bo@example.org")
    Attempt.objects.create(message=told, number=1, says="550 kim.bo@example.org is full")
    address = f"/i/{links.token(PersonalLink.objects.get(purpose='roof:join'))}/"
    assert "kim.bo@example.org" in client.get(address).content.decode()
    account.erase(user=kim, by=kim)
    assert client.get(address).status_code == 404
    mails = Message.objects.filter(project=project).order_by("pk")
    assert list(mails.values_list("to_name", "to_email", "subject", "html", "text", "state")) == [
        (name, "", "(erased)", "(erased)", "(erased)", State.CANCELLED) for name in ("", "(erased)")
    ]
    assert Attempt.objects.get().says == "(erased)"
    assert not AuditEntry.objects.filter(object_label__contains="kim.bo").exists()
    asked.refresh_from_db()
    assert (asked.email, asked.revoked_by) == (f"erased-{asked.pk}@erased.invalid", kim)


def test_nobody_is_asked_again_to_join_by_an_invitation_to_an_erased_account(project, client):
    asked = inviting.invite(
        project=project, email="kim.bo@example.org", role=Role.VIEWER, by=lead_of(project)
    )
    kim = make_user("kim.bo@example.org", name="Kim Bo")
    account.erase(user=kim, by=kim)
    client.force_login(lead_of(project))
    assert "erased-" not in client.get("/p/lakeside/people/").content.decode()
    with pytest.raises(actions.InvitationClosed):
        inviting.invite_again(invitation=asked, by=lead_of(project))
    assert Message.objects.filter(project=project).count() == 1


def test_an_unwatched_screen_neither_takes_the_file_along_nor_ends_the_account(project, client):
    sam = make_user("sam.ortiz@example.org", password=PASSWORD)
    client.post("/account/login/", {"login": sam.email, "password": PASSWORD})
    assert client.get("/you/kept/").status_code == 200
    asked = client.get("/you/kept/file/")
    assert (asked.status_code, asked.url) == (302, "/account/reauthenticate/?next=%2Fyou%2Fkept%2Ffile%2F")
    asked = client.post("/you/kept/", {"name": sam.email})
    assert (asked.status_code, asked.url) == (302, "/account/reauthenticate/?next=%2Fyou%2Fkept%2F")
    assert User.objects.get(pk=sam.pk).is_active
    # The password once more, and what was asked for is done.
    client.post(asked.url, {"password": PASSWORD})
    assert not User.objects.get(pk=sam.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_who_end_their_accounts_at_once_one_stays():
    project = make_project("Lakeside")
    first, second = lead_of(project), make_member(project, Role.LEAD)
    decided = threading.Event()

    def end_and_dawdle():
        with transaction.atomic():
            account.erase(user=first, by=first)
            decided.set()
            time.sleep(0.5)
        connection.close()

    with ThreadPoolExecutor(1) as other:
        ends = other.submit(end_and_dawdle)
        decided.wait(10)
        with pytest.raises(account.StillTheLead, match="Nobody else leads “Lakeside”"):
            account.erase(user=second, by=second)
        ends.result()
    assert list(Membership.objects.values_list("user", "role")) == [(second.pk, Role.LEAD)]


@pytest.mark.django_db(transaction=True)
def test_a_lead_does_not_end_an_account_that_just_joined_another_project():
    project, other = make_project("Lakeside"), make_project("Seaside")
    sam = make_member(project, Role.PLANNER, name="Sam Ortiz")
    asked = inviting.invite(project=other, email=sam.email, role=Role.VIEWER, by=lead_of(other))
    joined = threading.Event()

    def join_and_dawdle():
        with transaction.atomic():
            actions.accept_invitation(invitation=asked, by=sam)
            joined.set()
            time.sleep(0.5)
        connection.close()

    with ThreadPoolExecutor(1) as threads:
        joins = threads.submit(join_and_dawdle)
        joined.wait(10)
        with pytest.raises(account.WorksElsewhere):
            account.erase(user=sam, by=lead_of(project), within=project)
        joins.result()
    assert User.objects.get(pk=sam.pk).name == "Sam Ortiz"
    asked = inviting.invite(project=project, email="sam.2@example.org", role=Role.VIEWER, by=lead_of(project))
    account.erase(user=sam, by=sam)
    with pytest.raises(actions.InvitationClosed):
        actions.accept_invitation(invitation=asked, by=sam)


def test_a_lead_finds_who_was_taken_out_of_the_project_and_ends_their_account_by_name(sam, project, client):
    note = make_stakeholder(project, notes="Sam Ortiz talked to her.")
    other = make_project("Seaside")
    elsewhere = make_member(project, Role.VIEWER, name="Kim Bo")
    Membership.objects.create(project=other, user=elsewhere, role=Role.VIEWER)
    for user in (sam, elsewhere):
        actions.remove_member(membership=user.memberships.get(project=project), by=lead_of(project))
    client.force_login(lead_of(project))
    page = client.get("/p/lakeside/people/").content.decode()
    address = f"/p/lakeside/people/left/{sam.pk}/kept/"
    assert f'href="{address}"' in page
    told = json.loads(client.get(f"{address}file/").content)
    assert "wrote down" in {row["verb"] for row in told["kept"]["acts"]}
    # Whose account is another project's, too, ends it themselves.
    theirs = f"/p/lakeside/people/left/{elsewhere.pk}/kept/"
    assert client.post(theirs, {"name": "Kim Bo"}).status_code == 409
    assert client.post(address, {"name": "Sam"}).status_code == 422
    assert client.post(address, {"name": "Sam Ortiz"}).status_code == 302
    note.refresh_from_db()
    assert note.notes == "(erased) talked to her."
    page = client.get("/p/lakeside/people/").content.decode()
    assert ("Kim Bo" in page, "Sam" in page, "(erased)" in page) == (True, False, False)
    assert client.get(address).status_code == 404


def test_nobody_is_found_by_a_project_that_they_were_never_taken_out_of(sam, project, client):
    other = make_project("Seaside")
    client.force_login(lead_of(other))
    assert client.get(f"/p/seaside/people/left/{sam.pk}/kept/").status_code == 404
    client.force_login(lead_of(project))
    assert client.get(f"/p/lakeside/people/left/{sam.pk}/kept/").status_code == 404


def test_whoever_has_a_passkey_alone_is_asked_for_it_and_whoever_signs_in_elsewhere_for_nothing(
    project, client
):
    sam, kim = (make_member(project, Role.VIEWER, name=name) for name in ("Sam Ortiz", "Kim Bo"))
    for user in (sam, kim):
        user.set_unusable_password()
        user.save(update_fields=["password"])
    Authenticator.objects.create(user=sam, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    client.force_login(sam)
    assert "your passkey" in client.get("/you/kept/").content.decode()
    for asked in (client.get("/you/kept/file/"), client.post("/you/kept/", {"name": sam.email})):
        assert asked.url.startswith("/account/2fa/webauthn/reauthenticate/?next=%2Fyou%2Fkept%2F")
    # The organisation's own sign-in has just let them in; there is nothing here to ask them for.
    client.force_login(kim)
    assert client.get("/you/kept/file/").status_code == 200
    assert client.post("/you/kept/", {"name": kim.email}).url == "/account/login/"
    assert list(User.objects.filter(pk__in=[sam.pk, kim.pk], is_active=True)) == [sam]


def test_whom_somebody_asked_to_join_is_asked_anew_when_they_are_gone(project, client):
    second = make_member(project, Role.LEAD, name="Sam Ortiz")
    asked = inviting.invite(project=project, email="kim.bo@example.org", role=Role.VIEWER, by=second)
    address = f"/i/{links.token(PersonalLink.objects.get(purpose='roof:join'))}/"
    assert client.get(address).status_code == 200
    account.erase(user=second, by=second)
    asked.refresh_from_db()
    assert (asked.is_open, asked.email) == (False, "kim.bo@example.org")
    again = inviting.invite(project=project, email=asked.email, role=Role.VIEWER, by=lead_of(project))
    assert again.is_open
