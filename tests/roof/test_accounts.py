"""Signing in and out, passwords, second factors, and what their mails give away."""

import datetime
import re
import time
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from callcenter_planner import mail
from mailroom.models import Message, PersonalLink
from projects.models import User
from tests.projects.factories import PASSWORD, make_project, make_user
from tests.projects.mails import mailed_path, newest

NEW = "seven-paper-boats-afloat"


@pytest.fixture
def dana(db):
    """Somebody with a password."""
    return make_user("dana@example.org", password=PASSWORD, name="Dana Kim")


def sign_in(browser: Client, password: str = PASSWORD, **more: str):
    """Sends the sign-in form."""
    return browser.post("/account/login/", {"login": "dana@example.org", "password": password, **more})


def is_in(browser: Client) -> bool:
    """Whether the browser is signed in."""
    return browser.get("/projects/").status_code == 200


def code_of(secret: str) -> str:
    """What the authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_signing_in_by_address_in_any_case(client, dana):
    response = client.post("/account/login/", {"login": "DANA@example.org", "password": PASSWORD})
    assert response.headers["Location"] == "/"
    assert is_in(client)


def test_a_wrong_password_says_the_same_for_everybody(client, dana):
    wrong = sign_in(client, "not the password")
    unknown = client.post("/account/login/", {"login": "nobody@example.org", "password": "not the password"})
    said = "The email address and/or password you specified are not correct."
    assert said in wrong.content.decode()
    assert said in unknown.content.decode()


def test_too_many_wrong_passwords_for_one_account_have_to_wait(client, dana):
    for _ in range(10):
        sign_in(client, "not the password")
    assert "Too many failed login attempts" in sign_in(client).content.decode()
    assert not is_in(client)


def test_a_whole_hospital_signs_in_from_one_address(db):
    for _ in range(40):
        user = make_user(password=PASSWORD)
        browser = Client()
        browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
        assert is_in(browser)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https:///evil.example",
        "http://testserver@evil.example/",
        "\t//evil.example",
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in_or_out(client, dana, target):
    assert sign_in(client, next=target).headers["Location"] == "/"
    already = client.get("/account/login/", {"next": target})
    assert already.headers["Location"] == "/"
    assert client.post("/account/logout/", {"next": target}).headers["Location"] == "/account/login/"


def test_after_signing_in_one_is_where_one_wanted_to_be(client, dana):
    make_project("Lakeside", lead=dana)
    asked = client.get("/p/lakeside/settings/").headers["Location"]
    assert asked == "/account/login/?next=/p/lakeside/settings/"
    assert sign_in(client, next="/p/lakeside/settings/").headers["Location"] == "/p/lakeside/settings/"


def test_a_session_from_before_signing_in_is_not_the_one_after(client, dana):
    client.get("/account/login/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = client.cookies["sessionid"].value
    sign_in(client)
    assert client.cookies["sessionid"].value != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert not is_in(thief)


def test_signing_out_needs_a_post_and_ends_the_session(client, dana):
    sign_in(client)
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    client.get("/account/logout/")
    assert is_in(client)
    client.post("/account/logout/")
    assert not is_in(client)
    assert not is_in(stolen)


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client, dana):
    sign_in(client)
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_another_host_is_refused(client, db):
    assert client.get("/account/login/", headers={"Host": "evil.example"}).status_code == 400


def test_the_reset_mail_leads_to_us_whatever_the_request_says(client, dana):
    client.post(
        "/account/password/reset/", {"email": dana.email}, headers={"X-Forwarded-Host": "evil.example"}
    )
    message = newest(dana.email)
    assert "evil.example" not in message.html + message.text
    assert mailed_path(dana.email).startswith("/k/")


def test_changing_the_password_signs_out_everywhere(client, dana):
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert not is_in(elsewhere)
    assert not is_in(client)
    assert newest(dana.email).subject == "Your password was changed"


def test_a_forgotten_password_is_replaced_by_mail_and_the_link_ends_with_it(client, dana):
    elsewhere = Client()
    sign_in(elsewhere)
    client.post("/account/password/reset/", {"email": "dana@example.org"})
    path = mailed_path(dana.email)
    for _ in range(2):
        assert client.get(path).status_code == client.head(path).status_code == 200
    assert is_in(elsewhere)
    assert client.post(path, {"password": NEW}).headers["Location"] == "/account/login/"
    assert not is_in(elsewhere)
    assert client.get(path).status_code == 404
    assert client.post(path, {"password": PASSWORD}).status_code == 404
    sign_in(client, NEW)
    assert is_in(client)


def test_a_weak_password_is_refused_by_the_link_with_a_reason(client, dana):
    client.post("/account/password/reset/", {"email": dana.email})
    response = client.post(mailed_path(dana.email), {"password": "dana@example.org"})
    assert response.status_code == 422
    assert "too similar to the" in response.content.decode()


def test_a_reset_link_ends_after_a_day_or_with_another_address(client, dana, time_machine):
    client.post("/account/password/reset/", {"email": dana.email})
    path = mailed_path(dana.email)
    User.objects.update(email="dana.kim@example.org")
    assert client.get(path).status_code == 404
    User.objects.update(email="dana@example.org")
    assert client.get(path).status_code == 200
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=25))
    assert client.get(path).status_code == 404


def test_an_unknown_address_gets_the_same_page_and_no_mail(client, dana):
    known = client.post("/account/password/reset/", {"email": "dana@example.org"})
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.org"})
    assert known.headers["Location"] == unknown.headers["Location"] == "/account/password/reset/done/"
    assert [message.to_email for message in Message.objects.all()] == ["dana@example.org"]


def test_nobody_is_flooded_with_reset_mails(client, dana):
    for _ in range(6):
        client.post("/account/password/reset/", {"email": "dana@example.org"})
    assert Message.objects.count() == 3


def test_a_dump_of_the_database_opens_no_account(client, dana):
    """Neither the stored mails nor the links' rows hold a token or a key of allauth's."""
    client.post("/account/password/reset/", {"email": dana.email})
    token = mailed_path(dana.email).split("/")[2]
    message, link = Message.objects.get(), PersonalLink.objects.get()
    stored = " ".join(str(value) for row in (message, link) for value in vars(row).values())
    assert token.split(".")[1] not in stored
    assert not re.search(r"/account/password/reset/key/|/confirm-email/", stored)


def test_account_mails_belong_to_no_project(client, dana):
    make_project(lead=dana)
    client.post("/account/password/reset/", {"email": dana.email})
    assert Message.objects.get().project is None


def test_nobody_signs_up_without_an_invitation(client, db):
    assert "invite" in client.get("/account/signup/").content.decode()
    client.post("/account/signup/", {"email": "new@example.org", "password1": PASSWORD})
    assert not User.objects.exists()


def ask_for_another_address(browser: Client) -> None:
    """Signs in, says the password once more, and asks for kim@example.org."""
    sign_in(browser)
    sent = {"action_add": "", "email": "kim@example.org"}
    assert browser.post("/account/email/", sent).headers["Location"].startswith("/account/reauthenticate/")
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    browser.post("/account/email/", sent)


def test_a_new_address_counts_when_its_owner_confirms_it_by_button(client, dana):
    ask_for_another_address(client)
    path = mailed_path("kim@example.org")
    assert Client().get(path).status_code == 200
    assert User.objects.get().email == "dana@example.org"
    Client().post(path)
    assert User.objects.get().email == "kim@example.org"
    assert [(row.email, row.verified) for row in EmailAddress.objects.all()] == [("kim@example.org", True)]
    assert newest("dana@example.org").subject == "Your e-mail address was changed"


def test_the_link_to_confirm_one_address_confirms_no_other(client, dana):
    ask_for_another_address(client)
    path = mailed_path("kim@example.org")
    EmailAddress.objects.filter(email="kim@example.org").update(email="victim@example.org")
    assert Client().post(path).status_code == 404
    assert not EmailAddress.objects.get(email="victim@example.org").verified


def test_signing_in_asks_for_the_second_factor_and_its_secret_is_not_in_the_database(client, dana):
    secret = "JBSWY3DPEHPK3PXP"
    authenticator = TOTP.activate(dana, secret).instance
    assert secret not in str(authenticator.data)
    assert sign_in(client).headers["Location"] == "/account/2fa/authenticate/"
    assert not is_in(client)
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert is_in(client)


def test_a_second_factor_outlives_a_change_of_the_secret_key(dana, settings):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(dana, secret)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key for tests only, which nobody outside of them may use"
    assert TOTP(Authenticator.objects.get()).validate_code(code_of(secret))


def test_every_notice_of_the_library_has_our_words(dana):
    for prefix, (subject, _sentence) in mail.NOTICES.items():
        mail.notice(prefix, email=dana.email, user=dana)
        assert newest(dana.email).subject == str(subject)


def test_the_first_lead_gets_an_account_by_command_and_a_password_by_mail(client, db):
    said = StringIO()
    call_command("lead", "Lee@Example.org", name="Lee Osei", stdout=said)
    assert said.getvalue() == "A link to choose a password is on its way to lee@example.org.\n"
    assert newest("lee@example.org").subject == "Your account for Callcenter Planner"
    client.post(mailed_path("lee@example.org"), {"password": NEW})
    assert EmailAddress.objects.get().verified
    assert (
        client.post("/account/login/", {"login": "lee@example.org", "password": NEW}).headers["Location"]
        == "/"
    )


def test_the_command_refuses_what_is_no_address(db):
    with pytest.raises(CommandError, match="“lee” is not an e-mail address"):
        call_command("lead", "lee")
    assert not User.objects.exists()


def test_where_one_is_signed_in_can_be_ended_from_elsewhere(client, dana):
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    client.post("/account/sessions/")
    assert is_in(client)
    assert not is_in(elsewhere)
