"""Constraints: the list, one of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from outcomes import actions, forms, queries
from outcomes.models import Constraint, ConstraintKind, Hardness
from outcomes.views.pages import form_page, home_crumbs, saved, select, undone_by
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import listing, ordered, search_text
from projects.models import Project
from reports import tables

SORTS = {
    "hard": ("rank", "statement"),
    "statement": ("statement",),
    "kind": ("kind", "statement"),
    "owner": ("owner__name", "statement"),
    "since": ("since", "statement"),
    "review": ("review_on", "statement"),
}


@project_view(Perm.OUTCOME_VIEW)
def every(request: ProjectRequest, project: Project) -> HttpResponse:
    """The limits within which the project works."""
    asked = _asked(request)
    found = listing(request, queries.constraints(project, **asked), sorts=SORTS)
    context = {
        "listing": found,
        "rows": found.rows,
        "filtered": any(asked.values()),
        "selects": [
            select("kind", _("Kind:"), ConstraintKind.choices, asked["kind"], _("all")),
            select("hardness", _("How hard:"), Hardness.choices, asked["hardness"], _("all")),
            select(
                "state",
                _("Show:"),
                [("due", _("to look at again")), ("lifted", _("lifted"))],
                asked["state"],
                _("those that hold"),
            ),
        ],
        "state": asked["state"],
    }
    return render(request, "outcomes/constraints.html", context)


@project_view(Perm.OUTCOME_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The list as a file, as it is filtered."""
    rows = ordered(request, queries.constraints(project, **_asked(request)), sorts=SORTS)
    columns = [
        (_("Constraint"), "statement"),
        (_("Kind"), "kind"),
        (_("How hard"), "hardness"),
        (_("Owner"), "owner"),
        (_("Since"), "since"),
        (_("What lifts it"), "lifts"),
        (_("Look at it again on"), "review_on"),
        (_("Lifted"), "lifted_at"),
    ]
    values = (
        (
            one.statement, one.get_kind_display(), one.get_hardness_display(), str(one.owner or ""),
            one.since, one.lifts, one.review_on, one.lifted_at,
        )
        for one in rows
    )  # fmt: skip
    return tables.download(request, name=_("Constraints"), columns=columns, rows=values)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """Naming a constraint."""
    form = forms.ConstraintForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            made = actions.say_constraint(project=project, by=request.user, **form.given())
            return once.done(request, made.get_absolute_url())
    return form_page(request, form, _("A new constraint"), _list_url(project), crumbs=_crumbs(project))


@project_view(Perm.OUTCOME_VIEW)
def constraint(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One constraint."""
    context = {"constraint": _constraint(project, pk), "crumbs": _crumbs(project)}
    return render(request, "outcomes/constraint.html", context)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def change(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Rewording it."""
    shown, status = _constraint(project, pk), 200
    form = forms.ConstraintForm(request.POST or None, instance=_constraint(project, pk), project=project)
    if request.method == "POST" and form.is_valid():
        status = saved(
            form,
            lambda: actions.reword_constraint(
                constraint=shown, by=request.user, version=form.cleaned_data["version"], **form.given()
            ),
        )
        if not status:
            messages.success(request, _("Saved."))
            return redirect(shown.get_absolute_url())
    return form_page(
        request,
        form,
        _("Change a constraint"),
        shown.get_absolute_url(),
        crumbs=_crumbs(project),
        status=status,
    )


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def lift(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """It does not hold any more."""
    shown = _constraint(project, pk)
    actions.lift(constraint=shown, by=request.user)
    words = _("“%(constraint)s” is lifted.") % {"constraint": shown}
    return undone_by(request, words, "hold_again", pk, to=_list_url(project))


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def hold_again(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """It holds after all."""
    shown = _constraint(project, pk)
    actions.hold_again(constraint=shown, by=request.user)
    messages.success(request, _("It holds again."))
    return redirect(shown.get_absolute_url())


def _asked(request: ProjectRequest) -> dict[str, str]:
    state, kind, hardness = (request.GET.get(name, "") for name in ("state", "kind", "hardness"))
    return {
        "text": search_text(request),
        "state": state if state in ("due", "lifted") else "",
        "kind": kind if kind in ConstraintKind.values else "",
        "hardness": hardness if hardness in Hardness.values else "",
    }


def _constraint(project: Project, pk: int) -> Constraint:
    shown: Constraint = get_object_or_404(
        project.constraints.select_related("project", "owner", "lifted_by"), pk=pk
    )
    return shown


def _list_url(project: Project) -> str:
    return reverse("outcomes:constraints", args=[project.slug])


def _crumbs(project: Project) -> Any:
    return home_crumbs(project, (_("Constraints"), _list_url(project)))
