"""What the call centre stands on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crisis import actions, forms, queries
from crisis.models import System
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import listing, ordered, search_text
from projects.models import Project
from reports import tables

SORTS = {
    "name": ("name",),
    "owner": ("owner__name", "name"),
    "recovery": ("recovery_minutes", "name"),
    "data": ("data_minutes", "name"),
}


@project_view(Perm.CRISIS_VIEW)
def every(request: ProjectRequest, project: Project) -> HttpResponse:
    """The systems, with what is wrong with each and why."""
    asked = _asked(request)
    found = listing(request, queries.systems(project, **asked), sorts=SORTS)
    everything = [queries.system_row(one) for one in queries.systems(project)]
    context = {
        "listing": found,
        "rows": [queries.system_row(one) for one in found.rows],
        "single_points": queries.single_points(project, everything),
        "sound": sum(row.is_sound for row in everything),
        "all": len(everything),
        "filtered": any(asked.values()),
        **asked,
    }
    return render(request, "crisis/systems.html", context)


@project_view(Perm.CRISIS_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The systems as a file, as they are filtered."""
    found = ordered(request, queries.systems(project, **_asked(request)), sorts=SORTS)
    return tables.download(
        request,
        name=_("Systems"),
        columns=[
            (_("System"), "name"),
            (_("What stops without it"), "stops"),
            (_("Owner"), "owner"),
            (_("Vendor"), "vendor"),
            (_("Back within, in minutes"), "recovery"),
            (_("Data lost at most, in minutes"), "data"),
            (_("What stands in for it"), "backup"),
            (_("Needed by"), "needed_by"),
            (_("Last tried"), "tested_on"),
            (_("It worked"), "worked"),
            (_("Back after, in minutes"), "recovered"),
            (_("Data lost, in minutes"), "lost"),
            (_("What is wrong"), "reasons"),
        ],
        rows=(_exported(queries.system_row(one)) for one in found),
    )


def _exported(row: Any) -> tuple[Any, ...]:
    system, latest = row.system, row.latest
    tried = (latest.on, latest.worked, latest.recovered, latest.lost) if latest else (None,) * 4
    return (
        system.name,
        system.stops,
        str(system.owner or ""),
        system.vendor,
        system.recovery_minutes,
        system.data_minutes,
        system.backup,
        ", ".join(row.needed_by),
        *tried,
        " ".join(row.reasons),
    )


def _asked(request: HttpRequest) -> dict[str, str]:
    return {
        "text": search_text(request),
        "state": "archived" if request.GET.get("state") == "archived" else "",
    }


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """Writing a system down."""
    form = forms.SystemForm(request.POST or None, instance=System(project=project), project=project)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            system = actions.add_system(project=project, by=request.user, **form.given())
            return once.done(request, system.get_absolute_url())
    return _form_page(request, form, _("A system"), reverse("crisis:systems", args=[project.slug]))


@project_view(Perm.CRISIS_VIEW)
def system(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One system: what is wrong with it, and its tests."""
    return _page(request, _system(project, pk))


def _page(request: ProjectRequest, shown: System, form: Any = None, *, status: int = 200) -> HttpResponse:
    context = {
        "row": queries.system_row(shown),
        "system": shown,
        "needs": shown.needs.all(),
        "tests": shown.tests.select_related("kept_by"),
        "test_form": form or forms.SystemTestForm(project=request.project),
    }
    return render(request, "crisis/system.html", context, status=status)


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def change(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Changing what is written down."""
    shown, status = _system(project, pk), 200
    form = forms.SystemForm(request.POST or None, instance=_system(project, pk), project=project)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.change_system(system=shown, by=request.user, version=version, **form.given())
            return redirect(shown.get_absolute_url())
        except actions.SavedMeanwhile as error:
            form.tell_of(error.stored)
            status = 409
    return _form_page(request, form, str(shown), shown.get_absolute_url(), shown, status=status)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def archive(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting it aside."""
    shown = _system(project, pk)
    actions.archive_system(system=shown, by=request.user)
    undo = f"undo {reverse('crisis:restore_system', args=[project.slug, pk])}"
    messages.success(request, _("%(system)s is put aside.") % {"system": shown}, extra_tags=undo)
    return redirect("crisis:systems", project.slug)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def restore(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking it back."""
    shown = _system(project, pk)
    actions.restore_system(system=shown, by=request.user)
    return redirect(shown.get_absolute_url())


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def keep_test(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Writing down how a recovery went."""
    shown = _system(project, pk)
    form = forms.SystemTestForm(request.POST, project=project)
    if not form.is_valid():
        return _page(request, shown, form, status=422)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        actions.keep_test(system=shown, by=request.user, **form.cleaned_data)
        return once.done(request, shown.get_absolute_url())


def _system(project: Project, pk: int) -> System:
    shown: System = get_object_or_404(queries.systems(project, state="all"), pk=pk)
    return shown


def _form_page(
    request: ProjectRequest,
    form: Any,
    title: str,
    cancel_url: str,
    shown: System | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "title": title, "cancel_url": cancel_url, "system": shown}
    if status == 200 and form.is_bound and form.errors:
        status = 422
    return render(request, "crisis/system_form.html", context, status=status)
