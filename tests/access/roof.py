"""Addresses of the pages that no single app owns."""

from allauth.account.models import EmailAddress

from callcenter_planner import mail
from mailroom import links
from mailroom.actions import invite as inviting
from projects.access import Perm
from projects.actions import remove_member
from projects.models import Invitation, Role
from tests.access.table import LINK, SIGNED_IN, Row, World
from tests.projects.factories import make_member, make_user
from tests.stakeholders.factories import make_stakeholder


def invited(world: World) -> Invitation:
    """Somebody who was asked to join."""
    return inviting.invite(project=world.project, email="new@example.org", role=Role.PLANNER, by=world.lead)


def invitation(world: World) -> dict[str, object]:
    """The key of an open invitation."""
    return {"pk": invited(world).pk}


def somebody(world: World) -> dict[str, object]:
    """The key of a stakeholder."""
    return {"kind": "stakeholder", "pk": make_stakeholder(world.project, name="Dr Okafor").pk}


def a_member(world: World) -> dict[str, object]:
    """The key of the viewer's membership."""
    return {"pk": world.project.memberships.get(role=Role.VIEWER).pk}


def a_former_member(world: World) -> dict[str, object]:
    """The account of somebody who was taken out of the project."""
    gone = make_member(world.project)
    remove_member(membership=gone.memberships.get(), by=world.lead)
    return {"pk": gone.pk}


def joining(world: World) -> dict[str, object]:
    """The token that an invitation's mail carries."""
    link = links.issue(project=world.project, purpose=inviting.JOIN, person=invited(world))
    return {"token": links.token(link)}


def choosing_password(world: World) -> dict[str, object]:
    """The token of a mail that was asked for by who forgot the password."""
    user = make_user()
    link = links.issue(project=None, purpose=mail.NEW_PASSWORD, person=user, about=mail.of_password(user))
    return {"token": links.token(link)}


def confirming(world: World) -> dict[str, object]:
    """The token of a mail that asks whether an address is right."""
    address = EmailAddress.objects.get(user=make_user())
    about = mail.fingerprint(address.email)
    link = links.issue(project=None, purpose=mail.CONFIRM_ADDRESS, person=address, about=about)
    return {"token": links.token(link)}


ROWS = {
    "roof:home": Row(Perm.PROJECT_VIEW),
    "roof:mine": Row(Perm.PROJECT_VIEW),
    "roof:notices": Row(Perm.PROJECT_VIEW, post=302, data=lambda world: {"notices": "digest"}),
    "roof:search": Row(Perm.PROJECT_VIEW),
    "roof:activity_export": Row(Perm.AUDIT_VIEW),
    "roof:mail_export": Row(Perm.MAIL_VIEW),
    "roof:suppressions_export": Row(Perm.MAIL_VIEW),
    "roof:book": Row(Perm.REPORT_EDIT, get=None, post=302),
    "roof:whole": Row(Perm.PROJECT_EDIT),
    "roof:take_out": Row(Perm.PROJECT_EDIT, get=None, post=302),
    "roof:quiet": Row(Perm.PROJECT_EDIT, get=None, post=302, data=lambda world: {"quiet": "yes"}),
    "roof:delete": Row(
        Perm.PROJECT_EDIT, get=None, post=302, data=lambda world: {"name": world.project.name}
    ),
    "roof:take_back": Row(Perm.PROJECT_EDIT, get=None, post=302),
    "roof:keep": Row(Perm.PROJECT_EDIT, get=None, post=302, data=lambda world: {"months": "12"}),
    "roof:kept": Row(Perm.PROJECT_EDIT, post=302, args=somebody, data=lambda world: {"name": "Dr Okafor"}),
    "roof:kept_file": Row(Perm.PROJECT_EDIT, args=somebody),
    # Whoever does not type the name gets the form again.
    "roof:kept_member": Row(Perm.PROJECT_EDIT, post=422, args=a_member),
    "roof:kept_member_file": Row(Perm.PROJECT_EDIT, args=a_member),
    "roof:kept_former": Row(Perm.PROJECT_EDIT, post=422, args=a_former_member),
    "roof:kept_former_file": Row(Perm.PROJECT_EDIT, args=a_former_member),
    "roof:kept_mine": Row(SIGNED_IN, post=422),
    "roof:kept_mine_file": Row(SIGNED_IN),
    "roof:portfolio": Row(SIGNED_IN),
    # Nobody is lead of what the form names, so it comes back with an error.
    "roof:like": Row(SIGNED_IN, post=422, data=lambda world: {"of": "0", "name": "New", "organisation": "X"}),
    "roof:templates": Row(SIGNED_IN),
    # Found by who kept it alone (tests/roof/test_templates.py); here there is none.
    "roof:forget_template": Row(SIGNED_IN, get=None, post=404, args=lambda world: {"pk": 1}, foreign=False),
    "roof:keep_template": Row(
        Perm.PROJECT_EDIT, get=None, post=302, data=lambda world: {"name": "Usual", "parts": ["board"]}
    ),
    # Without a file the form comes back; with one it is tried in tests/whole/.
    "roof:bring": Row(SIGNED_IN, post=422),
    # Found by who gave the file alone (tests/whole/test_refused.py); here there is none.
    "roof:arrival": Row(SIGNED_IN, get=404, args=lambda world: {"pk": 1}, foreign=False),
    "roof:people": Row(Perm.PROJECT_VIEW),
    "roof:invite": Row(
        Perm.PROJECT_EDIT,
        get=None,
        post=302,
        data=lambda world: {"email": "ana@example.org", "role": Role.VIEWER},
    ),
    "roof:invite_again": Row(Perm.PROJECT_EDIT, get=None, post=302, args=invitation),
    "roof:withdraw": Row(Perm.PROJECT_EDIT, get=None, post=302, args=invitation),
    # A newcomer who has typed nothing yet is asked for a name and a password.
    "roof:join": Row(LINK, post={"logged out": 422, "signed in": 200}, args=joining),
    "roof:new_password": Row(
        LINK, post=302, args=choosing_password, data=lambda world: {"password": "nine-lanterns-river"}
    ),
    "roof:confirm_address": Row(LINK, post=302, args=confirming),
}
