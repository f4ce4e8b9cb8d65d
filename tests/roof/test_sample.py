"""The sample project: whole, once, and signed in to with what the start command prints."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from callcenter_planner import sample
from projects import audit
from projects.models import AuditEntry, Membership, Project


@pytest.mark.django_db
def test_everybody_of_the_sample_signs_in_and_sees_the_project(client):
    said = StringIO()
    call_command("sample", stdout=said)
    project = Project.objects.get()
    assert said.getvalue().splitlines()[:2] == [
        "The sample project “Riverbend contact centre” is at /p/riverbend-contact-centre/.",
        "  dana.kim@example.org  riverbend-sample  (lead)",
    ]
    assert dict(Membership.objects.values_list("user__email", "role")) == {
        "dana.kim@example.org": "lead",
        "ana.ruiz@example.org": "planner",
        "marcus.webb@example.org": "marketing",
        "priya.nair@example.org": "operations",
        "lena.vogt@example.org": "viewer",
    }
    for person in sample.PEOPLE:
        client.post("/account/login/", {"login": person.email, "password": sample.PASSWORD})
        assert client.get(f"/p/{project.slug}/").status_code == 200
        client.post("/account/logout/")


@pytest.mark.django_db
def test_a_second_sample_is_made_only_when_it_is_asked_for():
    call_command("sample", stdout=StringIO())
    with pytest.raises(CommandError, match="There is a sample project already"):
        call_command("sample", stdout=StringIO())
    assert Project.objects.count() == 1
    call_command("sample", again=True, stdout=StringIO())
    assert sorted(Project.objects.values_list("slug", flat=True)) == [
        "riverbend-contact-centre",
        "riverbend-contact-centre-2",
    ]


@pytest.mark.django_db
def test_the_sample_tells_six_weeks_in_the_order_in_which_they_happened():
    call_command("sample", stdout=StringIO())
    told = list(AuditEntry.objects.filter(project__isnull=False).order_by("pk").values_list("at", "verb"))
    assert told == sorted(told, key=lambda entry: entry[0])
    assert told[0][1] == "made the project"
    assert (timezone.now() - told[0][0]).days == 43
    assert told[-1][0] < timezone.now()
    assert len({at.date() for at, _verb in told}) > 10


@pytest.mark.django_db
def test_outside_of_the_sample_entries_bear_the_time_of_the_act(frozen):
    call_command("sample", stdout=StringIO())
    entry = audit.record(project=None, by="the test", verb="looked")
    assert entry.at == timezone.now()
