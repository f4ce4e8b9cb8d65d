"""No page asks the database once for each row of what it shows (case 33), on a project full of rows."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from projects.models import Project, User

# A statement of one shape may come a few times, for a few different lists; not once for each row.
MOST = 6
# Whatever a page names as an address, for a click or for its script.
LINK = re.compile(r'="([/?][^"]*|[\w-]+/[^"]*)"')
LITERAL = re.compile(r"'(?:[^']|'')*'(?:::\w+(?:\[\])?)?|\b\d+\b")


def pages(client: Client, start: str) -> Iterator[tuple[str, list[str]]]:
    """One page of each address that is linked from `start` on: its name and the statements it took."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop(0)
        try:
            name = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if name in seen or name == "account_logout":
            continue
        seen.add(name)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        yield name, [query["sql"] for query in asked.captured_queries]
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
            links = map(html.unescape, LINK.findall(answer.content.decode()))
            waiting += [urljoin(path, link) for link in links if not urlsplit(link).netloc]


def shape(statement: str) -> str:
    """A statement without its values, and a list of values as long as any other."""
    return re.sub(r"\(\?(?:, \?)*\)", "(?)", LITERAL.sub("?", statement))


def test_no_page_asks_once_for_each_row(db: None, client: Client):
    call_command("sample", verbosity=0)
    client.force_login(User.objects.get(email="dana.kim@example.org"))
    project = Project.objects.get(is_sample=True)
    repeated = [
        f"{name}: {times} × {statement[:300]}"
        for name, statements in pages(client, f"/p/{project.slug}/")
        for statement, times in Counter(map(shape, statements)).items()
        if times > MOST and not statement.startswith(("SAVEPOINT", "RELEASE"))
    ]
    assert not repeated, "\n".join(repeated)
