"""The curriculum by person, and the people."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from outcomes import actions, forms, queries
from outcomes.models import Colleague, TrainingUnit
from outcomes.views.pages import form_page, home_crumbs, saved, undone_by
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import search_text
from projects.models import Project
from reports import tables


@project_view(Perm.OUTCOME_VIEW)
def training(request: ProjectRequest, project: Project) -> HttpResponse:
    """Who has learned what."""
    text = search_text(request)
    context = {
        "grid": queries.grid(project, text=text),
        "filtered": text,
        "listing": {"text": text},
        "selects": [],
        "crumbs": _crumbs(project)[:2],
    }
    return render(request, "outcomes/training.html", context)


@project_view(Perm.OUTCOME_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The curriculum by person as a file."""
    grid = queries.grid(project, text=search_text(request))
    columns = [
        (_("Name"), "name"),
        (_("E-mail address"), "email"),
        (_("Temporary"), "temporary"),
        *((unit.name, f"unit-{unit.pk}") for unit in grid.units),
    ]
    rows = (
        (
            row.colleague.name,
            row.colleague.email,
            row.colleague.is_temporary,
            *(part.trained.on if part.trained else None for part in row.parts),
        )
        for row in grid.rows
    )
    return tables.download(request, name=_("Training"), columns=columns, rows=rows)


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def mark(request: ProjectRequest, project: Project, pk: int, unit_pk: int) -> HttpResponse:
    """A colleague has it today, or after all not."""
    colleague = _colleague(project, pk)
    unit = get_object_or_404(project.training_units.select_related("project"), pk=unit_pk)
    if request.POST.get("to") == "open":
        actions.has_not_learned(colleague=colleague, unit=unit, by=request.user)
    else:
        actions.has_learned(colleague=colleague, unit=unit, by=request.user, on=project.today())
    facts = {"name": colleague, "unit": unit}
    messages.success(request, _("%(name)s, %(unit)s: saved.") % facts)
    return redirect(_page_of(colleague) if request.POST.get("from") == "person" else _list_url(project))


@project_view(Perm.OUTCOME_VIEW)
def learner(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One person's training: what they have, and what is due when."""
    (found,) = queries.learners(project, [_colleague(project, pk)], list(project.training_units.all()))
    context = {"learner": found, "parts": found.by_date, "crumbs": _crumbs(project)}
    return render(request, "outcomes/learner.html", context)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def new_unit(request: ProjectRequest, project: Project) -> HttpResponse:
    """One more part of the curriculum."""
    form = forms.UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            try:
                actions.add_unit(project=project, by=request.user, **form.given())
                return once.done(request, _list_url(project))
            except actions.NotPossible as error:
                form.add_error("name", str(error))
    return form_page(
        request, form, _("A part of the curriculum"), _list_url(project), crumbs=_crumbs(project)
    )


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def unit(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Changing a part."""
    rows = project.training_units.select_related("project")
    stored: TrainingUnit = get_object_or_404(rows, pk=pk)
    form = forms.UnitForm(request.POST or None, instance=get_object_or_404(rows, pk=pk))
    status = 200
    if request.method == "POST" and form.is_valid():
        status = saved(
            form,
            lambda: actions.change_unit(
                unit=stored, by=request.user, version=form.cleaned_data["version"], **form.given()
            ),
            at="name",
        )
        if not status:
            messages.success(request, _("Saved."))
            return redirect(_list_url(project))
    return form_page(request, form, stored.name, _list_url(project), crumbs=_crumbs(project), status=status)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def new_colleague(request: ProjectRequest, project: Project) -> HttpResponse:
    """Somebody who answers calls."""
    form = forms.ColleagueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            try:
                actions.add_colleague(project=project, by=request.user, **form.given())
                return once.done(request, _list_url(project))
            except actions.NotPossible as error:
                form.add_error("email", str(error))
    sentence = _("Reads the SOPs by link and is trained; needs no account.")
    return form_page(
        request, form, _("A colleague"), _list_url(project), crumbs=_crumbs(project), sentence=sentence
    )


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def colleague(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Changing a colleague."""
    stored, status = _colleague(project, pk), 200
    form = forms.ColleagueForm(request.POST or None, instance=_colleague(project, pk))
    if request.method == "POST" and form.is_valid():
        status = saved(
            form,
            lambda: actions.change_colleague(
                colleague=stored, by=request.user, version=form.cleaned_data["version"], **form.given()
            ),
            at="email",
        )
        if not status:
            messages.success(request, _("Saved."))
            return redirect(_page_of(stored))
    return form_page(request, form, stored.name, _page_of(stored), crumbs=_crumbs(project), status=status)


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def remove(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking a colleague off the list."""
    stored = _colleague(project, pk)
    actions.remove_colleague(colleague=stored, by=request.user)
    words = _("%(name)s is off the list.") % {"name": stored}
    return undone_by(request, words, "restore_colleague", pk, to=_list_url(project))


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def restore(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting them back."""
    stored = get_object_or_404(project.colleagues.select_related("project"), pk=pk)
    try:
        actions.restore_colleague(colleague=stored, by=request.user)
        messages.success(request, _("%(name)s is on the list again.") % {"name": stored})
    except actions.NotPossible as error:
        messages.error(request, str(error))
    return redirect(_list_url(project))


def _colleague(project: Project, pk: int) -> Colleague:
    rows: Any = project.colleagues
    stored: Colleague = get_object_or_404(rows.kept().select_related("project"), pk=pk)
    return stored


def _page_of(colleague: Colleague) -> str:
    return reverse("outcomes:learner", args=[colleague.project.slug, colleague.pk])


def _list_url(project: Project) -> str:
    return reverse("outcomes:training", args=[project.slug])


def _crumbs(project: Project) -> list[tuple[str, str]]:
    build = (_("Build-out"), reverse("outcomes:buildout", args=[project.slug]))
    return home_crumbs(project, build, (_("Training"), _list_url(project)))
