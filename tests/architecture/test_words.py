"""Every word on a page is marked for translation: another language is added without touching a page."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html"))

# The same in every language: names of formats, of keys, of what things are called everywhere.
SAME = {
    "CSV",
    "XLSX",
    "PDF",
    "ZIP",
    "JSON",
    "ICS",
    "XmR",
    "Callcenter",
    "Planner",
    "Jira",
    "Microsoft",
    "Project",
    "UTC",
    "Esc",
    "Ctrl",
    "Enter",
    "Tab",
    "Erlang",
    "ASA",
    "SOP",
    "DRILL",
    "English",
    "Español",
    "px",
    "nbsp",
    "amp",
    "lt",
    "gt",
    "middot",
    "ndash",
    "mdash",
    "times",
    "rarr",
    "larr",
    "hellip",
    "quot",
    "shy",
    "sigma",
}
_SPOKEN = re.compile(r"""\s(?:placeholder|aria-label|title|alt|data-confirm)=("[^"]*"|'[^']*')""")
_QUIET = (
    re.compile(r"{%\s*block page_class\s*%}.*?{%\s*endblock", re.S),
    re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}", re.S),
    re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.S),
    re.compile(r"{#.*?#}", re.S),
    re.compile(r"{%.*?%}", re.S),
    re.compile(r"{{.*?}}", re.S),
)
_UNREAD = re.compile(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>", re.S | re.I)
_TAG = re.compile(r"<[^>]*>", re.S)
_WORD = re.compile(r"[^\W\d_]{2,}")


def unmarked(source: str) -> set[str]:
    """The words of a template that stand in it as they are."""
    for quiet in _QUIET:
        source = quiet.sub(" ", source)
    source = _UNREAD.sub(" ", source)
    spoken = " ".join(value.strip("\"'") for value in _SPOKEN.findall(source))
    return set(_WORD.findall(f"{_TAG.sub(' ', source)} {spoken}")) - SAME


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(TEMPLATES)) for page in PAGES])
def test_every_word_of_the_page_is_marked(page):
    assert unmarked(page.read_text(encoding="utf-8")) == set()


def test_a_word_that_is_not_marked_is_found():
    page = '<p title="Hello">{% translate "Marked" %} {{ value }} <b>Naked</b></p>{# note #}'
    assert unmarked(page) == {"Hello", "Naked"}
