"""Whatever is typed into a form of listening is stored or refused beside its field, never lost (case 23)."""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access import stakeholders
from tests.access.table import LINK, make_world

FORMS = {
    name: row
    for name, row in stakeholders.ROWS.items()
    if row.needs is not LINK and row.get is not None and row.post is not None
}
TYPED = {
    "spaces": "   ",
    "long": "x" * 10_000,
    "strange": "☎️ \u202eעברית\u202c <script>alert(1)</script> '; DROP TABLE x; -- {{ 7|add:7 }}",
    "lines": "a\r\nBcc: everybody@example.org",
    "null": "a\x00b",
}


class _Fields(HTMLParser):
    """The names of the fields of a page's forms into which one types."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if tag == "form":
            self.inside = (of.get("method") or "").lower() == "post"
        typed = tag == "textarea" or (tag == "input" and of.get("type", "text") in ("text", "email", "url"))
        if self.inside and typed and of.get("name"):
            self.names.append(str(of["name"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


@pytest.mark.parametrize("name", sorted(FORMS))
def test_nothing_typed_into_a_form_is_a_fault_or_lost(name: str, db: None) -> None:
    row, here, lead = FORMS[name], make_world("Here"), Client()
    lead.force_login(here.lead)
    address = reverse(name, kwargs={"slug": here.project.slug, **row.args(here)})
    fields = _Fields(lead.get(address).content.decode()).names
    troubles = []
    for field in fields:
        for kind, typed in TYPED.items():
            with _undone():
                answer = lead.post(address, {**row.data(here), field: typed})
                if answer.status_code not in (200, 302, 409, 422) or not _kept(answer, typed):
                    troubles.append((field, kind, answer.status_code))
    assert troubles == []


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _kept(answer: Any, typed: str) -> bool:
    """Whether what was typed still stands in the page that refuses it, and as text."""
    if answer.status_code == 302:
        return True
    page = answer.content.decode()
    still = typed.replace("\r\n", "\n").strip() in html.unescape(page).replace("\r\n", "\n")
    return "<script>alert" not in page and (still or "\x00" in typed)
