"""Addresses of the ground floor."""

from projects.access import Perm
from projects.models import Membership, Project, Role
from tests.access.table import ANYONE, SIGNED_IN, Row, World

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cf500f0003860180ed1d0ab20000000049454e44ae426082"
)


def with_logo(world: World) -> dict[str, object]:
    """A project that has a logo; its address needs no more."""
    Project.objects.filter(pk=world.project.pk).update(logo=PNG, logo_type="image/png")
    return {}


def viewer(world: World) -> dict[str, object]:
    """The membership of the viewer."""
    return {"pk": Membership.objects.get(project=world.project, role=Role.VIEWER).pk}


def new_project(world: World) -> dict[str, object]:
    """A form that makes a project."""
    return {
        "name": "Lakeside lines",
        "organisation": "Lakeside",
        "time_zone": "America/Chicago",
        "currency": "USD",
    }


def settings(world: World) -> dict[str, object]:
    """The settings' form as it stands, with another name."""
    return new_project(world) | {"version": 1, "accent": "#0b6e69"}


ROWS = {
    "projects:start": Row(SIGNED_IN, get=302),
    "projects:all": Row(SIGNED_IN),
    "projects:new": Row(SIGNED_IN, post=302, data=new_project),
    "projects:you": Row(SIGNED_IN, post=302, data=lambda world: {"name": "Ana"}),
    "projects:accent": Row(ANYONE, args=lambda world: {"colour": "0b6e69"}),
    "projects:settings": Row(Perm.PROJECT_EDIT, post=302, data=settings),
    "projects:logo": Row(Perm.PROJECT_VIEW, args=with_logo),
    "projects:activity": Row(Perm.AUDIT_VIEW),
    "projects:role": Row(
        Perm.PROJECT_EDIT, get=None, post=302, args=viewer, data=lambda world: {"role": Role.PLANNER}
    ),
    "projects:remove": Row(Perm.PROJECT_EDIT, get=None, post=302, args=viewer),
}
