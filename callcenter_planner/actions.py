"""The verbs of the roof: accounts, where allauth's tables and ours meet."""

from allauth.account.models import EmailAddress
from django.db import transaction

from callcenter_planner import mail
from projects import actions
from projects.models import Invitation, Membership, User


@transaction.atomic
def make_account(*, email: str, name: str, password: str | None, verified: bool) -> User:
    """A user with their one address; without a password they cannot sign in yet."""
    user = User.objects.create_user(email, password, name=name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    return user


@transaction.atomic
def join_as_newcomer(*, invitation: Invitation, name: str, password: str) -> Membership:
    """An account for the invited address, which the mailed link proves, and its role in the project.

    Of two sendings of one form the second finds the invitation closed.
    """
    stored = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not stored.is_open:
        raise actions.InvitationClosed
    user = make_account(email=stored.email, name=name, password=password, verified=True)
    return actions.accept_invitation(invitation=stored, by=user)


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    """A new password by the mailed link, which proves the address. All sessions end with the old one."""
    user.set_password(password)
    user.save(update_fields=["password"])
    address, _made = EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"primary": True}
    )
    if not address.verified:
        address.verified = True
        address.save(update_fields=["verified"])
    mail.notice("account/email/password_reset", email=user.email, user=user)


@transaction.atomic
def make_lead(*, email: str, name: str) -> User:
    """An account that can make projects; its owner chooses the password by a mailed link."""
    user = make_account(email=email, name=name, password=None, verified=False)
    mail.new_password(user, first=True, lasts=mail.A_WEEK)
    return user
