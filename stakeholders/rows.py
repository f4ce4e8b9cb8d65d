"""How the rows of the register are drawn: fifty at once, without a template for each.

A template takes several times as long for the same markup (see docs/performance.md). Everything that people
typed passes through `escape`.
"""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from projects.models import Project
from stakeholders.models import Level, Stance

# What a row shows, as `QuerySet.values_list` names it.
SHOWN = (
    "pk",
    "version",
    "name",
    "title",
    "department",
    "level",
    "power",
    "interest",
    "stance",
    "heard",
    "owner__name",
    "owner__email",
    "tags",
)


def drawn(project: Project, people: Iterable[Any], *, ticks: bool = False) -> SafeString:
    """The body of the register's table; `people` have the columns of `SHOWN`.

    With `ticks` each row can be ticked for the form `bulk`, which takes key and version.
    """
    address = reverse("stakeholders:person", args=[project.slug, 0])
    before, _zero, after = address.rpartition("0")
    # As texts: a label is translated anew each time it is put into one.
    levels = {"": ""} | {value: escape(str(label)) for value, label in Level.choices}
    stances = {"": ""} | {value: escape(str(label)) for value, label in Stance.choices}
    heard = {
        True: f'<span class="pill pill-good">{escape(_("heard"))}</span>',
        False: f'<span class="pill pill-outline">{escape(_("not yet"))}</span>',
    }
    says = escape(_("Tick"))
    html = [
        f'<tr>{_tick(one, says) if ticks else ""}<td class="col-name">'
        f'<a href="{before}{one.pk}{after}">{escape(one.name)}</a>'
        f"{_note(one.title)}</td><td>{escape(one.department)}</td><td>{levels[one.level]}</td>"
        f'<td class="num">{one.power or ""}</td><td class="num">{one.interest or ""}</td>'
        f"<td>{stances[one.stance]}</td><td>{heard[one.heard]}</td>"
        f"<td>{escape(one.owner__name or one.owner__email or '')}</td><td>{_tags(one.tags)}</td></tr>\n"
        for one in people
    ]
    return mark_safe("".join(html))


def _tick(one: Any, says: str) -> str:
    return (
        '<td class="col-tick"><label class="tick">'
        '<input class="form-check-input" type="checkbox" name="person" '
        f'value="{one.pk}-{one.version}" form="bulk"><span class="visually-hidden">{says} {escape(one.name)}'
        "</span></label></td>"
    )


def _note(title: str) -> str:
    return f'<div class="note">{escape(title)}</div>' if title else ""


def _tags(tags: list[str]) -> str:
    return " ".join(f'<span class="pill pill-outline">{escape(tag)}</span>' for tag in tags)
