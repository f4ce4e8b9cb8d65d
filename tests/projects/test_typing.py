"""Whatever is typed into the small forms is a field error or stored as it is, never a fault."""

import pytest

from mailroom import links
from mailroom.actions import invite as inviting
from projects.models import Project, Role, User
from tests.projects.factories import PASSWORD, make_project, make_user
from tests.projects.test_making import FORM
from tests.projects.test_settings import NASTY

TYPED = pytest.mark.parametrize("typed", NASTY.values(), ids=NASTY.keys())


@TYPED
@pytest.mark.parametrize("field", list(FORM))
def test_a_new_project(client, db, field, typed):
    client.force_login(make_user())
    response = client.post("/projects/new/", FORM | {field: typed})
    assert response.status_code in {302, 422}
    assert "<script>alert" not in response.content.decode()
    assert Project.objects.count() == (response.status_code == 302)


@TYPED
def test_ones_own_name(client, db, typed):
    client.force_login(make_user(name="Before"))
    response = client.post("/you/", {"name": typed, "email": "other@example.org", "is_staff": "1"})
    user = User.objects.get()
    assert user.name == ("Before" if response.status_code == 422 else typed.strip())
    assert (user.email == "other@example.org", user.is_staff) == (False, False)


@TYPED
@pytest.mark.parametrize("field", ["name", "password"])
def test_joining(client, db, field, typed):
    project = make_project()
    by = User.objects.get()
    invitation = inviting.invite(project=project, email="ana@example.org", role=Role.VIEWER, by=by)
    path = links.url(links.issue(project=project, purpose=inviting.JOIN, person=invitation)).removeprefix(
        "http://testserver"
    )
    response = client.post(path, {"name": "Ana", "password": PASSWORD} | {field: typed})
    assert response.status_code in {302, 422}
    assert "<script>alert" not in response.content.decode()
    assert User.objects.filter(email="ana@example.org").exists() == (response.status_code == 302)
