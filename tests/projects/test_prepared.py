"""Reads that are worded once: the same rows as Django's own, whatever fills the blanks, in one statement."""

import datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db.models import Count, OuterRef, Q, QuerySet, SlugField, Subquery
from django.test import Client
from django.utils import timezone

from projects.models import Invitation, Membership, Role, User
from projects.prepared import Blank, Prepared
from tests.projects.factories import lead_of, make_member, make_project


def invitations(slug: Any) -> QuerySet[Invitation]:
    """Rows with others beside them, one of which may be missing, and with two more columns."""
    latest = User.objects.filter(memberships__project=OuterRef("project")).order_by("-pk")
    return (
        Invitation.objects.filter(Q(role__in=[Role.VIEWER, Role.PLANNER]), project__slug=slug)
        .select_related("project", "accepted_by")
        .defer("project__logo")
        .annotate(
            members=Count("project__memberships"),
            newest=Subquery(latest.values("email")[:1]),
        )
        .order_by("pk")
    )


prepared: Prepared[Invitation] = Prepared(lambda: invitations(Blank("slug", SlugField())))


def told(rows: Any) -> list[tuple[Any, ...]]:
    """Everything that was read with each row."""
    return [
        (
            row.pk,
            row.email,
            row.created_at,
            row.project.name,
            row.project.created_by_id,
            row.accepted_by and row.accepted_by.email,
            row.members,
            row.newest,
            row.project.get_deferred_fields(),
        )
        for row in rows
    ]


def test_the_rows_are_those_of_the_query_set(db: None, django_assert_num_queries: Any):
    here, there = make_project("Here"), make_project("There")
    for project in (here, there):
        for role in (Role.VIEWER, Role.PLANNER, Role.MARKETING):
            Invitation.objects.create(
                project=project, email=f"{role}@example.org", role=role, invited_by=lead_of(project)
            )
    make_member(there)
    accepted = Invitation.objects.filter(project=here, role=Role.VIEWER)
    accepted.update(accepted_by=lead_of(here), accepted_at=timezone.now())
    for project, emails in ((here, [lead_of(here).email, None]), (there, [None, None])):
        with django_assert_num_queries(1):
            found = told(prepared(slug=project.slug))
        assert found == told(invitations(project.slug))
        assert [row[5] for row in found] == emails
    assert prepared(slug="nowhere") == []


def test_what_is_read_can_be_changed_and_saved(db: None):
    make_project("Here")
    rows: Prepared[Membership] = Prepared(
        lambda: Membership.objects.filter(project__slug=Blank("slug", SlugField()))
    )
    found = rows(slug="here")[0]
    found.role = Role.PLANNER
    found.save(update_fields=["role"])
    assert Membership.objects.get().role == Role.PLANNER


def test_a_blank_is_never_part_of_the_sql(db: None):
    make_project("Here")
    assert prepared(slug="here' OR 'a' = 'a") == []


@pytest.mark.parametrize("gone", ["ended", "expired"])
def test_a_session_that_is_over_lets_nobody_in(client: Client, db: None, gone: str):
    project = make_project("Here")
    client.force_login(lead_of(project))
    assert client.get("/p/here/settings/").status_code == 200
    if gone == "ended":
        Session.objects.all().delete()
    else:
        Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    assert client.get("/p/here/settings/").status_code == 302


def test_a_role_that_was_changed_or_taken_away_counts_at_once(client: Client, db: None):
    project = make_project("Here")
    member = make_member(project, Role.LEAD)
    client.force_login(member)
    assert client.get("/p/here/settings/").status_code == 200
    Membership.objects.filter(user=member).update(role=Role.VIEWER)
    assert client.get("/p/here/settings/").status_code == 403
    Membership.objects.filter(user=member).delete()
    assert client.get("/p/here/settings/").status_code == 404
