"""What people without an account read is there in Spanish, all of it, and compiled."""

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = {"_": None, "gettext_noop": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}
FOLDER = Path(settings.LOCALE_PATHS[0]) / "es" / "LC_MESSAGES"
# The templates and the code whose words reach people without an account.
READ_BY_THEM = [
    "templates/personal.html",
    "templates/stakeholders/personal.html",
    "templates/stakeholders/_question.html",
    "templates/stakeholders/_ways.html",
    "templates/stakeholders/_thanks.html",
    "templates/stakeholders/_thanks_unnamed.html",
    "templates/stakeholders/_your_words.html",
    "crisis/mail_drills.py",
    "crisis/mail_people.py",
    "templates/crisis/contact.html",
    "templates/crisis/_way_row.html",
    "templates/crisis/_ways.html",
    "templates/crisis/_ways_editor.html",
    "crisis/forms/ways.py",
    "crisis/models/ways.py",
    "templates/mailroom/confirm.html",
    "templates/mailroom/mail.html",
    "templates/mailroom/mail.txt",
    "templates/mailroom/neutral.html",
    "templates/mailroom/new_link.html",
    "templates/mailroom/new_link_asked.html",
    "templates/mailroom/too_often.html",
    "templates/mailroom/unsubscribe.html",
    "templates/reports/shared.html",
    "templates/vision/changes.html",
    "templates/vision/document.html",
    "templates/vision/heard.html",
    "templates/vision/outcome.html",
    "templates/crisis/pulse.html",
    "templates/vision/pair.html",
    "templates/vision/pairs_personal.html",
    "templates/vision/rate_personal.html",
    "templates/vision/rate_rows.html",
    "templates/vision/shared_version.html",
    "templates/vision/version_table.html",
    "templates/marketing_sync/intake.html",
    "templates/marketing_sync/intake_sent.html",
    "templates/marketing_sync/intake_state.html",
    "templates/marketing_sync/brief_reading.html",
    "templates/marketing_sync/calendar_launch.html",
    "templates/marketing_sync/calendar_months.html",
    "templates/marketing_sync/floor.html",
    "templates/marketing_sync/floor_brief.html",
    "templates/marketing_sync/floor_calendar.html",
    "templates/marketing_sync/floor_launch.html",
    "templates/marketing_sync/floor_lists.html",
    "marketing_sync/queries/calendar.py",
    "marketing_sync/forms/intake.py",
    "marketing_sync/mail_briefs.py",
    "mailroom/actions/new_link.py",
    "outcomes/forms/floor.py",
    "outcomes/mail.py",
    "templates/outcomes/say.html",
    "templates/outcomes/said.html",
    "projects/templatetags/planner.py",
    "stakeholders/forms/personal.py",
    "stakeholders/mail.py",
    "stakeholders/mail_interviews.py",
    "stakeholders/models/condition.py",
    "stakeholders/queries/personal.py",
    "stakeholders/starter/topics.py",
    "stakeholders/views/personal.py",
    "vision/mail.py",
    "vision/views/outcomes.py",
    "vision/views/pairs.py",
    "vision/views/people.py",
]


def catalog() -> Catalog:
    with (FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale="es")


def texts_of(name: str) -> set[str]:
    source = (settings.BASE_DIR / name).read_text(encoding="utf-8")
    if not name.endswith(".py"):
        source = templatize(source, origin=name)
    found = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)
    return {
        message if isinstance(message, str) else message[0] for _line, message, _comments, _context in found
    }


def test_every_text_that_they_read_is_translated():
    spanish = {
        (one.id if isinstance(one.id, str) else one.id[0])
        for one in catalog()
        if one.id and one.string and all([one.string] if isinstance(one.string, str) else one.string)
    }
    missing = {(name, text) for name in READ_BY_THEM for text in texts_of(name) if text not in spanish}
    assert missing == set()


def test_a_personal_page_made_tomorrow_is_looked_through_too():
    folder = Path(settings.BASE_DIR) / "templates"
    found, waiting = (
        set(),
        {path for path in folder.rglob("*.html") if '{% extends "personal.html" %}' in path.read_text()},
    )
    while waiting:
        path = waiting.pop()
        found.add(f"templates/{path.relative_to(folder)}")
        parts = re.findall(r'{% (?:include|extends) "([^"#]+)', path.read_text())
        waiting |= {folder / part for part in parts if f"templates/{part}" not in found}
    assert len(found) > 20
    assert sorted(found - set(READ_BY_THEM)) == []


def test_the_translations_keep_every_placeholder():
    spanish = catalog()
    assert [(one.id, errors) for one in spanish if (errors := list(one.check(spanish)))] == []


def test_the_compiled_catalog_is_of_the_written_one():
    compiled = io.BytesIO()
    write_mo(compiled, catalog())
    assert (FOLDER / "django.mo").read_bytes() == compiled.getvalue()
