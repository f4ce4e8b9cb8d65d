"""What was said, asked and covered, as files; each as the URL narrows it."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from projects import listing
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import tables
from stakeholders import queries
from stakeholders.models.answer import AnswerQuerySet


@project_view(Perm.INTERVIEW_VIEW)
def answers(request: ProjectRequest, project: Project) -> HttpResponse:
    """Everything said that the filters of the desk let through."""
    filters = queries.DeskFilters.of(request.GET)
    return tables.download(
        request,
        name=_("Answers"),
        columns=[
            (_("Round"), "round"),
            (_("Topic"), "topic"),
            (_("Question"), "question"),
            (_("Who"), "who"),
            (_("Department"), "department"),
            (_("Level"), "level"),
            (_("Answer"), "answer"),
            (_("Written beside it or late"), "beside"),
            (_("Asks lifted out of it"), "asks"),
            (_("Read for asks"), "read"),
        ],
        rows=_answer_rows(queries.on_desk(project, filters)),
    )


def _answer_rows(found: AnswerQuerySet) -> Iterator[tuple[Any, ...]]:
    """Without times: they would say of an anonymous round who was when, and of the others nothing needed."""
    for one in found:
        person = one.interview.stakeholder
        yield (
            one.interview.round.title,
            one.wording.question.topic.name,
            one.wording.text,
            person.name,
            person.department,
            person.get_level_display(),
            one.text,
            "\n".join(kept.text for kept in one.standing_texts),  # type: ignore[attr-defined]
            "\n".join(ask.text for ask in one.asks.all()),
            not one.is_unread,
        )


@project_view(Perm.INTERVIEW_VIEW)
def questions(request: ProjectRequest, project: Project) -> HttpResponse:
    """The question bank in its order, as the URL narrows it."""
    return tables.download(
        request,
        name=_("Questions"),
        columns=[
            (_("Topic"), "topic"),
            (_("Question"), "question"),
            (_("Help below the question"), "help"),
            (_("Kind of answer"), "kind"),
            (_("What can be chosen"), "options"),
            (_("Must be answered"), "required"),
            (_("Hint for the interviewer"), "hint"),
            (_("Question in Spanish"), "spanish"),
        ],
        rows=(
            (
                one.topic.name,
                one.latest.text,
                one.latest.help,
                one.latest.get_kind_display(),
                "\n".join(one.latest.options),
                one.latest.required,
                one.hint,
                one.latest.translations.get("es", {}).get("text", ""),
            )
            for one in queries.questions_in_order(project, text=listing.search_text(request))
            if one.latest
        ),
    )


@project_view(Perm.STAKEHOLDER_VIEW)
def coverage(request: ProjectRequest, project: Project) -> HttpResponse:
    """Topics by level or by department: how many of how many have been heard."""
    by = "department" if request.GET.get("by") == "department" else "level"
    found = queries.coverage(project, by=by)
    columns = [(_("Topic"), "topic")]
    for place, group in enumerate(found.groups):
        columns += [
            (_("%(group)s: heard") % {"group": group.label}, f"heard-{place}"),
            (_("%(group)s: people") % {"group": group.label}, f"people-{place}"),
        ]
    return tables.download(
        request,
        name=_("Coverage"),
        columns=[*columns, (_("Answers without a name"), "unnamed")],
        rows=(
            (
                row.topic.name,
                *(number for cell in row.cells for number in (cell.heard, cell.people)),
                row.without_names,
            )
            for row in found.rows
        ),
    )
