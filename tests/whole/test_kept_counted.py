"""The pages that tell what is kept count it in the database: they read none of the rows that they count."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mailroom.models import Message
from projects import audit
from projects.models import Role
from tests.mailroom.factories import make_message
from tests.projects.factories import lead_of, make_member, make_project
from tests.stakeholders.factories import make_ask


def counted(page):
    """The numbers of the page by their words."""
    return {
        words.casefold(): int(number)
        for words, number in re.findall(r"<dt>([^<]+)</dt><dd[^>]*>(\d+)</dd>", page)
    }


def opened(client, address):
    """The page and what was asked of the database for it."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address).content.decode()
    return page, [one["sql"] for one in asked]


@pytest.fixture
def project(db):
    return make_project("Lakeside")


def test_a_page_counts_what_the_file_tells_with_as_many_statements_for_one_row_as_for_many(project, client):
    client.force_login(lead_of(project))
    person = make_ask(project).stakeholder
    address = f"/p/lakeside/kept/stakeholder/{person.pk}/"
    _page, few = opened(client, address)
    for _ in range(3):
        make_message(project=project, person=person)
    page, many = opened(client, address)
    told = json.loads(client.get(f"{address}file/").content)["kept"]
    assert counted(page) == {words.casefold(): len(rows) for words, rows in told.items()}
    # One mail asked for the answer.
    assert (counted(page)["messages"], counted(page)["asks"]) == (4, 1)
    assert len(many) == len(few) < 20
    assert not [sql for sql in many if f'"{Message._meta.db_table}"."html"' in sql]


@pytest.mark.parametrize("is_own", [True, False])
def test_so_does_the_page_of_an_account(project, client, is_own):
    sam = make_member(project, Role.PLANNER, name="Sam Ortiz")
    client.force_login(sam if is_own else lead_of(project))
    address = "/you/kept/" if is_own else f"/p/lakeside/people/{sam.memberships.get().pk}/kept/"
    _page, few = opened(client, address)
    before = len(json.loads(client.get(f"{address}file/").content)["kept"].get("acts", []))
    for _ in range(3):
        audit.record(project=project, by=sam, verb="looked round")
        make_message(project=project, person=sam)
    page, many = opened(client, address)
    numbers = counted(page)
    assert (numbers["name and address"], numbers["roles"], numbers["mails"]) == (1, 1, 3)
    assert numbers["acts, in the activity"] == before + 3 + (not is_own)
    assert len(many) == len(few) == (6 if is_own else 10)
