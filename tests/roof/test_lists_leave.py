"""Every list of a project can be taken along as CSV and XLSX, by whoever may read its page."""

import csv
import io
import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from callcenter_planner import sample
from mailroom.models import Message, Suppression
from projects.models import Role
from tests.access.table import addresses, rows
from tests.projects.factories import lead_of, make_member, make_project

# Pages with a list, and the address at which it leaves; None: the page's own.
LISTS = {
    "projects:activity": "roof:activity_export",
    "roof:mine": None,
    "roof:people": None,
    "mailroom:list": "roof:mail_export",
    "mailroom:suppressions": "roof:suppressions_export",
    "reports:list": "reports:export",
    "stakeholders:list": "stakeholders:export",
    "stakeholders:coverage": "stakeholders:coverage_export",
    "stakeholders:bank": "stakeholders:questions_export",
    "stakeholders:rounds": None,
    "stakeholders:interviews": "stakeholders:interviews_export",
    "stakeholders:protocol": None,
    "stakeholders:desk": "stakeholders:answers_export",
    "stakeholders:asks": "stakeholders:asks_export",
    "vision:list": "vision:export",
    "vision:dreams": None,
    "vision:priorities": None,
    "vision:versions": None,
    "vision:talks": None,
    "vision:decisions": "vision:decisions_export",
    "marketing_sync:list": "marketing_sync:export",
    "marketing_sync:agents": "marketing_sync:export_agents",
    "marketing_sync:alerting": "marketing_sync:export_contacts",
    "marketing_sync:meetings": None,
    "marketing_sync:score": None,
    "marketing_sync:calls": "marketing_sync:export_calls",
    "marketing_sync:staff": "marketing_sync:export_staff",
    "crisis:playbooks": "crisis:export",
    "crisis:runs": "crisis:export_runs",
    "crisis:duty": "crisis:export_duty",
    "crisis:people": "crisis:export_people",
    "crisis:systems": "crisis:export_systems",
    "crisis:risks": "crisis:export_risks",
    "crisis:improvements": "crisis:export_improvements",
    "outcomes:list": "outcomes:export",
    "outcomes:funnels": None,
    "outcomes:constraints": "outcomes:export_constraints",
    "outcomes:frictions": "outcomes:export_frictions",
    "outcomes:lessons": "outcomes:export_lessons",
    "outcomes:buildout": "outcomes:export_buildout",
    "outcomes:sops": "outcomes:export_sops",
    "outcomes:scorecards": None,
    "outcomes:training": "outcomes:export_training",
}
# Pages without a list of their own, and where what they show leaves.
NO_LIST = {
    "roof:home": "its parts link to their lists",
    "roof:search": "hits of all lists",
    "roof:notices": "a form",
    "roof:whole": "the project leaves as a file",
    "projects:settings": "a form",
    "projects:logo": "a picture",
    "mailroom:webhooks": "a few settings, whose secrets stay here",
    "stakeholders:map": "the register as a picture",
    "stakeholders:duplicates": "reckoned anew each time from the register",
    "vision:board": "the list of elements as a board",
    "vision:history": "moves of the board that can be undone",
    "vision:columns": "names of functions; they stand in the list of elements",
    "vision:pairs": "two at a time; the order stands in the priorities",
    "vision:rate": "a form",
    "vision:sort": "asks and dreams, which leave from their lists",
    "vision:what_if": "a piece of the board",
    "vision:strip": "a piece of the board",
    "vision:changes": "a piece of the board",
    "vision:cell": "a piece of the board",
    "vision:bulk": "a form",
    "vision:handoff": "is a file",
    "vision:compare": "two versions beside each other; each leaves whole",
    "vision:capacity": "a form",
    "marketing_sync:calendar": "the list of launches by day, also as a calendar to subscribe to",
    "marketing_sync:shared_links": "a few links",
    "marketing_sync:intake_link": "one link",
    "marketing_sync:centre": "settings",
    "crisis:readiness": "a score with its reasons",
    "crisis:risk_map": "the risks as a picture",
    "crisis:call_tree": "the people as a page to print",
    "crisis:declare": "a form",
    "outcomes:friction_link": "one link",
}
# Pages on which something is made, chosen or brought in.
FORM = re.compile(r"/(new|add|import|adopt|write|publish.*|take|plan|people|change|agreement|ladder|check)/$")

ADDRESSES = {one.name: one for one in addresses()}
TABLE = rows()


def files() -> set[str]:
    """Addresses that are themselves a file of a list."""
    return {name for name in ADDRESSES if "export" in name}


def pages() -> set[str]:
    """The pages of a project that are asked for by nothing but its name."""
    return {
        name
        for name, one in ADDRESSES.items()
        if one.route.startswith("p/<slug:slug>/")
        and "<" not in one.route.removeprefix("p/<slug:slug>/")
        and TABLE[name].get is not None
        and (name in LISTS or not FORM.search(one.route))
    }


def test_of_every_page_it_is_known_where_its_list_leaves():
    assert sorted(pages() - files() - set(LISTS) - set(NO_LIST)) == []
    assert sorted({*LISTS, *NO_LIST} - set(ADDRESSES)) == []


@pytest.mark.parametrize(("name", "export"), sorted((name, one) for name, one in LISTS.items() if one))
def test_a_file_is_for_whoever_may_read_the_page(name, export):
    assert TABLE[export].needs == TABLE[name].needs


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker):
    """The sample project, made once; each test works in a savepoint below it."""
    with django_db_blocker.unblock(), transaction.atomic():
        project = sample.load()
        Suppression.objects.create(project=project, email="quiet@example.org", reason="by link")
        browser = Client()
        browser.force_login(lead_of(project))
        yield project, browser
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_the_page_links_to_its_list_as_csv_and_xlsx(name, loaded, db):
    project, browser = loaded
    page = reverse(name, args=[project.slug])
    export = reverse(LISTS[name], args=[project.slug]) if LISTS[name] else ""
    html = browser.get(page).content.decode().replace("&amp;", "&")
    links = {
        kind: re.findall(rf'href="{re.escape(export)}(\?[^"]*format={kind}[^"]*)"', html)[:1]
        for kind in ("csv", "xlsx")
    }
    assert [kind for kind, link in links.items() if not link] == []
    answers = {kind: browser.get((export or page) + link[0]) for kind, link in links.items()}
    assert "attachment" in answers["csv"].headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(answers["csv"].content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(answers["xlsx"].content), read_only=True).worksheets[0]
    cells = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert len(lines) == len(cells) > 1
    assert lines[0] == cells[0]


def test_mails_leave_as_they_are_narrowed_without_their_texts_and_without_formulas(db, client):
    project = make_project("Lakeside")
    for number, (subject, state) in enumerate(
        [("=HYPERLINK(1)", "sent"), ("Two", "failed"), ("Three", "sent")], start=1
    ):
        Message.objects.create(
            project=project,
            kind="vision.outcome",
            dedupe_key=f"mail:{number}",
            to_email="kim@example.org",
            to_name="Kim",
            from_name="Lakeside",
            subject=subject,
            html="<p>secret</p>",
            text="secret",
            marker="0" * 24,
            state=state,
            sent_at=project.created_at if state == "sent" else None,
            message_id=f"<{number}@example.org>",
        )
    client.force_login(lead_of(project))
    answer = client.get(
        "/p/lakeside/mail/export/?format=csv&state=sent&sort=subject&columns=subject,kind,state"
    )
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "Subject,Kind,State",
        "'=HYPERLINK(1),Outcome,Sent",
        "Three,Outcome,Sent",
    ]
    client.force_login(make_member(project, Role.MARKETING))
    assert client.get("/p/lakeside/mail/export/?format=csv").status_code == 403


def test_who_gets_no_reminders_leaves_in_the_order_of_the_page(db, client):
    project = make_project("Lakeside")
    for address in ("ana@example.org", "bo@example.org", "kim@example.com"):
        Suppression.objects.create(project=project, email=address, reason="by link")
    client.force_login(lead_of(project))
    answer = client.get(
        "/p/lakeside/mail/no-reminders/export/?format=csv&q=example.org&sort=-email&columns=email"
    )
    assert answer.content.decode("utf-8-sig").splitlines()[1:] == ["bo@example.org", "ana@example.org"]


def test_members_and_who_was_invited_leave_together(db, client):
    project = make_project("Lakeside")
    make_member(project, Role.VIEWER, name="Sam Ortiz", email="sam@example.org")
    client.force_login(lead_of(project))
    client.post("/p/lakeside/people/invite/", {"email": "kim@example.org", "role": "planner"})
    told = client.get("/p/lakeside/people/?format=csv&columns=email,role,standing").content.decode(
        "utf-8-sig"
    )
    assert "sam@example.org,Viewer,member" in told.splitlines()
    assert told.splitlines()[-1] == "kim@example.org,Planner,invited"
