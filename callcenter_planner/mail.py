"""Mails about people's own accounts. They belong to no project, so no member ever reads them."""

import datetime
import hashlib
import uuid

from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailroom import actions, content, links
from mailroom.models import Message
from projects.models import User

NEW_PASSWORD = "roof:new_password"  # noqa: S105 - the name of an address
CONFIRM_ADDRESS = "roof:confirm_address"
# Somebody waits for this mail at the sign-in, so it goes before what is usual.
AT_THE_DOOR = 3
A_DAY = datetime.timedelta(days=1)
A_WEEK = datetime.timedelta(days=7)

# What allauth tells of, by its template's name: subject and sentence.
NOTICES = {
    "account/email/account_already_exists": (
        gettext_lazy("You already have an account"),
        gettext_lazy("Somebody, probably you, asked for an account with this address. You already have one."),
    ),
    "account/email/email_changed": (
        gettext_lazy("Your e-mail address was changed"),
        gettext_lazy("The address that you sign in with was changed."),
    ),
    "account/email/email_confirm": (
        gettext_lazy("Your e-mail address was confirmed"),
        gettext_lazy("A new e-mail address was confirmed for your account."),
    ),
    "account/email/email_deleted": (
        gettext_lazy("An e-mail address was removed"),
        gettext_lazy("This address no longer belongs to your account."),
    ),
    "account/email/password_changed": (
        gettext_lazy("Your password was changed"),
        gettext_lazy("Your password was changed, and you were signed out everywhere."),
    ),
    "account/email/password_reset": (
        gettext_lazy("Your password was changed"),
        gettext_lazy("You have a new password, and you were signed out everywhere."),
    ),
    "account/email/password_set": (
        gettext_lazy("Your account has a password"),
        gettext_lazy("A password was set for your account."),
    ),
    "mfa/email/totp_activated": (
        gettext_lazy("Authenticator app turned on"),
        gettext_lazy("Signing in now asks for a code from your authenticator app."),
    ),
    "mfa/email/totp_deactivated": (
        gettext_lazy("Authenticator app turned off"),
        gettext_lazy("Signing in no longer asks for a code from your authenticator app."),
    ),
    "mfa/email/recovery_codes_generated": (
        gettext_lazy("You have new recovery codes"),
        gettext_lazy("A new set of recovery codes was made; the old ones no longer work."),
    ),
    "mfa/email/webauthn_added": (
        gettext_lazy("A security key was added"),
        gettext_lazy("A passkey or security key was added to your account."),
    ),
    "mfa/email/webauthn_removed": (
        gettext_lazy("A security key was removed"),
        gettext_lazy("A passkey or security key was removed from your account."),
    ),
    "socialaccount/email/account_connected": (
        gettext_lazy("Your organisation's sign-in was connected"),
        gettext_lazy("You can now sign in to your account through your organisation."),
    ),
    "socialaccount/email/account_disconnected": (
        gettext_lazy("Your organisation's sign-in was disconnected"),
        gettext_lazy("You can no longer sign in to your account through your organisation."),
    ),
}


def fingerprint(*parts: str) -> str:
    """Ties a link to what it was made for: a new password or another address ends it."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]


def of_password(user: User) -> str:
    """Changes whenever the password or the address does, so a link to change it works once."""
    return fingerprint(str(user.pk), user.password, user.email)


def new_password(user: User, *, first: bool = False, lasts: datetime.timedelta = A_DAY) -> Message:
    """The way to choose a password; `first` for an account that was just made."""
    link = links.issue(
        project=None,
        purpose=NEW_PASSWORD,
        person=user,
        about=of_password(user),
        expires_at=timezone.now() + lasts,
    )
    if first:
        subject = _("Your account for Callcenter Planner")
        opening = _("An account was made for you. Choose a password, and you can sign in.")
        closing = _("The button works once, for seven days.")
    else:
        subject = _("Choose a new password")
        opening = _("You, or somebody who typed your address, asked for a new password.")
        closing = _(
            "The button works once, for one day. If you did not ask for it, do nothing: your password stays."
        )
    return _to(
        user.email,
        user,
        "account.new_password",
        subject,
        [
            content.Paragraph(opening),
            content.Button(_("Choose a password"), link),
            content.Small(closing),
        ],
    )


def confirm_address(address: EmailAddress) -> Message:
    """Asks the owner of an address to confirm that it is theirs."""
    link = links.issue(
        project=None,
        purpose=CONFIRM_ADDRESS,
        person=address,
        about=fingerprint(address.email),
        expires_at=timezone.now() + A_DAY,
    )
    return _to(
        address.email,
        address.user,
        "account.confirm_address",
        _("Is this your e-mail address?"),
        [
            content.Paragraph(
                _("Please confirm that this is the address you want to use for Callcenter Planner.")
            ),
            content.Button(_("Confirm this address"), link),
            content.Small(
                _("The button works for one day. If you did not ask for this, do nothing: nothing changes.")
            ),
        ],
    )


def notice(
    template_prefix: str, *, email: str, user: User | None, when: datetime.datetime | None = None
) -> Message:
    """Tells somebody that their account was changed."""
    subject, sentence = NOTICES[template_prefix]
    blocks: list[content.Block] = [content.Paragraph(str(sentence))]
    if when is not None:
        blocks.append(content.Facts(((_("When"), f"{when:%Y-%m-%d %H:%M} UTC"),)))
    blocks.append(
        content.Small(
            _("If this was not you, choose a new password at once:"),
            settings.BASE_URL + reverse("account_reset_password"),
        )
    )
    return _to(email, user, template_prefix.replace("/email/", "."), str(subject), blocks)


def _to(email: str, user: User | None, kind: str, subject: str, blocks: list[content.Block]) -> Message:
    """Each asking is a mail of its own: who asks twice has lost the first."""
    return actions.queue(
        actions.Envelope(
            project=None,
            kind=kind,
            dedupe_key=f"{kind}:{uuid.uuid4()}",
            to_email=email,
            to_name=user.name if user else "",
            subject=subject,
            blocks=blocks,
            person=user,
            priority=AT_THE_DOOR,
        )
    )
