"""A project's first page, and the search over all of it."""

import datetime

import pytest
from django.test import Client

from callcenter_planner import queries
from crisis import actions as crisis
from crisis.models import CrisisRole
from outcomes import actions as outcomes
from projects.models import Role
from projects.queries import Due
from tests.crisis.factories import make_person, make_playbook, make_risk, make_system
from tests.marketing_sync.factories import make_launch
from tests.outcomes.factories import make_constraint, make_lesson
from tests.projects.factories import lead_of, make_member, make_project, make_user
from tests.stakeholders.factories import make_answer, make_round, make_stakeholder, say
from tests.vision.factories import make_dream, make_element


@pytest.fixture
def project(client, db):
    """A project whose lead is signed in."""
    lead = make_user("dana@example.org", name="Dana Kim")
    client.force_login(lead)
    return make_project("Lakeside", lead=lead, organisation="Lakeside Clinics")


def test_a_project_that_holds_nothing_says_where_to_begin(client, project):
    page = client.get("/p/lakeside/").content.decode()
    assert "Where to begin" in page
    assert 'href="/p/lakeside/stakeholders/import/"' in page
    assert 'href="/p/lakeside/people/"' in page


def test_who_only_reads_is_not_told_to_do_what_they_may_not(db, project):
    browser = Client()
    browser.force_login(make_member(project, Role.VIEWER))
    page = browser.get("/p/lakeside/").content.decode()
    assert "Where to begin" in page
    assert 'href="/p/lakeside/stakeholders/import/"' not in page.split("</section>")[0]
    assert 'href="/p/lakeside/people/"' not in page.split("</section>")[0]


def test_the_path_has_its_five_steps_in_order_each_with_a_number_and_a_next_action(client, project):
    page = client.get("/p/lakeside/").content.decode()
    names = [part.split("</h2>")[0] for part in page.split('<h2 class="path-name">')[1:]]
    assert names == ["Dream", "Listen", "Vision", "Prepare", "Run"]
    assert page.count('class="path-number"') == page.count('class="path-next"') == 5


def test_what_is_due_stands_under_overdue_or_this_week_or_not_at_all():
    today = datetime.date(2026, 3, 3)
    due = [Due(today + datetime.timedelta(days=days), f"day {days}", "/") for days in (8, 7, 0, -1, -30)]
    overdue, this_week = queries.parted(due, today)
    assert [one.text for one in overdue] == ["day -30", "day -1"]
    assert [one.text for one in this_week] == ["day 0", "day 7"]


def test_a_search_finds_nothing_for_nothing(client, project):
    assert "Search everything said and planned" in client.get("/p/lakeside/search/").content.decode()
    page = client.get("/p/lakeside/search/", {"q": "zzzzzz"}).content.decode()
    assert "Nothing holds these words" in page
    assert "0 places hold “zzzzzz”." in page


def test_what_was_searched_is_shown_as_text(client, project):
    page = client.get("/p/lakeside/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page


def test_a_playbook_is_found_by_every_role(project):
    for role in Role.values:
        browser = Client()
        browser.force_login(make_member(project, role))
        page = browser.get("/p/lakeside/search/", {"q": "outage"}).content.decode()
        assert "/p/lakeside/crisis/playbooks/" in page


def test_lessons_and_constraints_are_found_with_where_they_stand(client, project):
    lesson = make_lesson(project, title="Rehearse the outage", carries="Drill it before the first winter.")
    make_lesson(project, title="Rehearse it badly", carries="Put aside.")
    outcomes.archive_lesson(lesson=project.lessons.get(title="Rehearse it badly"), by=lead_of(project))
    limit = make_constraint(project, statement="No rehearsal on Mondays")
    page = client.get("/p/lakeside/search/", {"q": "rehearse"}).content.decode()
    assert f'href="/p/lakeside/outcomes/lessons/{lesson.pk}/"' in page
    assert "Drill it before the first winter." in page
    assert "Rehearse it badly" not in page
    page = client.get("/p/lakeside/search/", {"q": "mondays"}).content.decode()
    assert f'href="/p/lakeside/outcomes/constraints/{limit.pk}/"' in page
    assert "No rehearsal on Mondays" in page


def test_what_was_said_in_interviews_is_found_by_those_alone_who_may_read_it(project):
    make_answer(project, "Nobody owned the fax tray after five.")
    found = {}
    for role in Role.values:
        browser = Client()
        browser.force_login(make_member(project, role))
        page = browser.get("/p/lakeside/search/", {"q": "fax tray"}).content.decode()
        found[role] = "Nobody owned the fax tray" in page
    assert found == {"lead": True, "planner": True, "marketing": False, "operations": False, "viewer": False}


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_home_page_asks_the_same_of_the_database_whatever_the_project_holds(
    client, project, count, django_assert_num_queries
):
    make_playbook(project)
    for _ in range(count):
        make_stakeholder(project)
        make_launch(project)
        make_element(project)
        make_dream(project)
        phones = make_system(project, needs=[make_system(project)])
        crisis.keep_test(system=phones, by=lead_of(project), tested_on=project.today(), recovered_minutes=20)
        make_person(project, CrisisRole.TECHNOLOGY_LEAD)
        make_risk(project)
    client.get("/p/lakeside/")
    with django_assert_num_queries(26):
        client.get("/p/lakeside/")


def test_a_search_finds_words_by_their_stems_in_every_room(client, project):
    make_element(project, title="Scheduling of appointments")
    make_launch(project, name="Letter", offer="Appointments within two days")
    page = client.get("/p/lakeside/search/", {"q": "appointment"}).content.decode()
    assert "Scheduling of appointments" in page
    assert "Appointments within two days" in page
    assert [part.split("</h2>")[0] for part in page.split('<h2 class="card-title mb-3">')[1:]] == [
        "Element",
        "Launch",
    ]


@pytest.mark.parametrize("text", ["'", "a & | b", "((", ":*", "\\", "%", "\x00", "the", "🙂", "x" * 5000])
def test_nothing_that_is_searched_breaks_the_page(client, project, text):
    make_element(project)
    assert client.get("/p/lakeside/search/", {"q": text}).status_code == 200


def test_what_an_anonymous_round_holds_back_is_not_found(client, project):
    asked = make_round(project, make_stakeholder(project), anonymous=True)
    say(asked.interviews.get(), "Nobody owned the fax tray after five.")
    page = client.get("/p/lakeside/search/", {"q": "fax tray"}).content.decode()
    assert "Nobody owned the fax tray" not in page
