"""Lessons: the list, one of them, and taking some from another project."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcomes import actions, forms, queries
from outcomes.models import Lesson
from outcomes.views.pages import form_page, home_crumbs, saved, select, undone_by
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import listing, ordered, search_text
from projects.models import Project
from reports import tables

MOST_FIRST_WORDS = 400
SORTS = {"newest": ("-created_at",), "title": ("title",), "stands": ("stands_on", "title")}


@project_view(Perm.OUTCOME_VIEW)
def every(request: ProjectRequest, project: Project) -> HttpResponse:
    """What the project proved."""
    asked = _asked(request)
    found = listing(request, queries.lessons(project, **asked), sorts=SORTS)
    context = {
        "listing": found,
        "rows": found.rows,
        "filtered": any(asked.values()),
        "selects": [
            select(
                "where",
                _("Learned:"),
                [("here", _("in this project")), ("elsewhere", _("in another project"))],
                asked["where"],
                _("anywhere"),
            ),
            select("state", _("Show:"), [("archived", _("archived"))], asked["state"], _("in use")),
        ],
    }
    return render(request, "outcomes/lessons.html", context)


@project_view(Perm.OUTCOME_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The list as a file, as it is filtered."""
    rows = ordered(request, queries.lessons(project, **_asked(request)), sorts=SORTS)
    columns = [
        (_("Lesson"), "title"),
        (_("What the project proved"), "proved"),
        (_("What carries forward"), "carries"),
        (_("Learned in"), "learned_in"),
        (_("Written"), "created_at"),
    ]
    values = (
        (one.title, one.proved, one.carries, one.learned_in or project.name, one.created_at) for one in rows
    )
    return tables.download(request, name=_("Lessons"), columns=columns, rows=values)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """Writing a lesson down; `?friction=` begins with what taught it, `?proved=` with first words."""
    asked = request.GET.get("friction", "")
    begun: dict[str, Any] = {"proved": request.GET.get("proved", "")[:MOST_FIRST_WORDS]}
    if asked.isdecimal() and len(asked) < 18:
        begun["frictions"] = [int(asked)]
    form = forms.LessonForm(request.POST or None, project=project, initial=begun)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            made = actions.learn(project=project, by=request.user, **form.given())
            return once.done(request, made.get_absolute_url())
    return form_page(request, form, _("A new lesson"), _list_url(project), crumbs=_crumbs(project))


@project_view(Perm.OUTCOME_VIEW)
def lesson(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One lesson, with what it stands on."""
    shown = _lesson(project, pk)
    context = {
        "lesson": shown,
        "judged": [
            queries.judged(measure) for measure in shown.measures.select_related("project", "owner")[:12]
        ],
        "frictions": shown.frictions.select_related("project"),
        "crumbs": _crumbs(project),
    }
    return render(request, "outcomes/lesson.html", context)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def change(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Rewording it."""
    shown, status = _lesson(project, pk), 200
    form = forms.LessonForm(request.POST or None, instance=_lesson(project, pk), project=project)
    if request.method == "POST" and form.is_valid():
        status = saved(
            form,
            lambda: actions.reword_lesson(
                lesson=shown, by=request.user, version=form.cleaned_data["version"], **form.given()
            ),
        )
        if not status:
            messages.success(request, _("Saved."))
            return redirect(shown.get_absolute_url())
    crumbs = [*_crumbs(project), (shown.title, shown.get_absolute_url())]
    return form_page(
        request, form, _("Change a lesson"), shown.get_absolute_url(), crumbs=crumbs, status=status
    )


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def archive(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting it aside."""
    shown = _lesson(project, pk)
    actions.archive_lesson(lesson=shown, by=request.user)
    words = _("“%(lesson)s” archived.") % {"lesson": shown}
    return undone_by(request, words, "restore_lesson", pk, to=_list_url(project))


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def restore(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking it up again."""
    shown = _lesson(project, pk)
    actions.restore_lesson(lesson=shown, by=request.user)
    messages.success(request, _("“%(lesson)s” is back.") % {"lesson": shown})
    return redirect(shown.get_absolute_url())


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def take(request: ProjectRequest, project: Project) -> HttpResponse:
    """Lessons of the member's other projects, some of which are taken into this one."""
    offered = list(queries.takeable(project, request.user)[:300])
    if request.method == "POST":
        asked = {int(pk) for pk in request.POST.getlist("lesson") if pk.isdecimal() and len(pk) < 19}
        chosen = [one for one in offered if one.pk in asked]
        taken = actions.take_lessons(project=project, by=request.user, lessons=chosen)
        messages.success(
            request,
            ngettext("%(count)d lesson is here now.", "%(count)d lessons are here now.", taken)
            % {"count": taken},
        )
        return redirect(_list_url(project))
    context = {"offered": offered, "crumbs": _crumbs(project)}
    return render(request, "outcomes/lessons_take.html", context)


def _asked(request: ProjectRequest) -> dict[str, str]:
    state, where = request.GET.get("state", ""), request.GET.get("where", "")
    return {
        "text": search_text(request),
        "state": state if state == "archived" else "",
        "where": where if where in ("here", "elsewhere") else "",
    }


def _lesson(project: Project, pk: int) -> Lesson:
    shown: Lesson = get_object_or_404(project.lessons.select_related("project", "created_by"), pk=pk)
    return shown


def _list_url(project: Project) -> str:
    return reverse("outcomes:lessons", args=[project.slug])


def _crumbs(project: Project) -> list[tuple[str, str]]:
    return home_crumbs(project, (_("Lessons"), _list_url(project)))
