"""A deleted project closes at once, can come back for thirty days, then goes whole, its trail included."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from callcenter_planner import sample
from callcenter_planner.whole import leaving, shape
from mailroom import links
from mailroom.models import Message, State
from projects.models import AuditEntry, Membership, Project
from stakeholders.mail import personal_link
from tests.mailroom.factories import make_message
from tests.projects.factories import lead_of, make_member, make_project
from tests.stakeholders.factories import make_round, make_stakeholder

DAY = datetime.timedelta(days=1)


@pytest.fixture
def project(db):
    return make_project("Lakeside")


def deleted(project: Project, *, days: int) -> Project:
    """The project, deleted so many days ago."""
    leaving.delete(project=project, by=lead_of(project))
    Project.objects.filter(pk=project.pk).update(deleted_at=timezone.now() - days * DAY)
    project.refresh_from_db()
    return project


def test_only_who_types_the_name_deletes(project, client):
    client.force_login(lead_of(project))
    assert client.post("/p/lakeside/whole/delete/", {"name": "Seaside"}).status_code == 422
    assert Project.objects.get().deleted_at is None
    assert client.post("/p/lakeside/whole/delete/", {"name": "Lakeside"}).status_code == 302
    assert Project.objects.get().deleted_at is not None


def test_a_deleted_project_is_closed_to_everybody_and_its_lead_finds_the_way_back(project, client):
    member = make_member(project)
    deleted(project, days=1)
    client.force_login(member)
    assert client.get("/p/lakeside/").status_code == 404
    assert client.get("/p/lakeside/whole/").status_code == 403
    client.force_login(lead_of(project))
    assert client.get("/p/lakeside/").headers["Location"] == "/p/lakeside/whole/"
    assert "It can still come back" in client.get("/p/lakeside/whole/").content.decode()
    client.post("/p/lakeside/whole/take-back/")
    assert client.get("/p/lakeside/").status_code == 200
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))[-2:] == [
        "deleted the project",
        "took back the deletion of",
    ]


def test_links_of_a_deleted_project_open_nothing_and_no_mail_leaves_it(project, client):
    person = make_stakeholder(project)
    make_round(project, person)
    token = links.token(personal_link(person))
    assert client.get(f"/a/{token}/").status_code == 200
    assert Message.objects.waiting().count() == 1
    deleted(project, days=1)
    assert client.get(f"/a/{token}/").status_code == 404
    assert Message.objects.waiting().count() == 0
    assert make_message(project).state == State.CANCELLED


def test_before_its_time_nothing_is_removed(project):
    deleted(project, days=29)
    assert leaving.remove_due() == []
    assert Project.objects.count() == 1


def test_when_its_time_has_come_everything_goes_and_one_line_tells_how_much(db):
    project, other = sample.load(), make_project("Seaside")
    before = {model._meta.label: model._base_manager.count() for model in shape.owned()}
    here = {model._meta.label: shape.rows(model, project).count() for model in shape.owned()}
    deleted(project, days=31)
    assert leaving.remove_due() == [project.pk]
    assert leaving.remove_due() == []
    told = AuditEntry.objects.get(project=None, verb="removed a deleted project")
    assert (told.who, told.object_label) == ("the planner itself", "")
    assert told.detail["rows"] == sum(here.values()) + 1
    after = {model._meta.label: model._base_manager.count() for model in shape.owned()}
    expected = {label: before[label] - here[label] for label in before}
    expected["projects.AuditEntry"] += 1
    assert after == expected
    assert list(Project.objects.all()) == [other]
    assert not Membership.objects.exclude(project=other).exists()


@transaction.atomic
def claim_and_delete(claimed: int, project: Project) -> None:
    """Tries to take a trail away while the session says that another project goes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('planner.removed_project', %s, true)", [str(claimed)])
    AuditEntry.objects.filter(project=project)._raw_delete("default")


@pytest.mark.django_db(transaction=True)
def test_the_trail_of_a_project_that_is_not_due_stays_whatever_the_session_claims():
    project, other = make_project("Lakeside"), make_project("Seaside")
    deleted(other, days=31)
    for claimed in (project.pk, other.pk):
        with pytest.raises(DatabaseError, match="append-only"):
            claim_and_delete(claimed, project)
    assert AuditEntry.objects.filter(project=project).exists()
