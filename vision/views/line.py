"""The board as a list with the line as a handle, and what would follow before it is moved."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects import access
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import charts, tables
from stakeholders.models import Level
from vision import actions, cards, queries
from vision.forms import BulkForm, CapacityForm, LineForm, WhatIfForm
from vision.models import Batch, Capacity, Flag, Function, Place
from vision.queries import Filters, Simulation
from vision.views.board import news, scripted, sight_of, words


@project_view(Perm.BOARD_VIEW)
def listed(request: ProjectRequest, project: Project) -> HttpResponse:
    """All elements in one order, with the line between them."""
    return _list(request, project, BulkForm(project=project))


def _list(request: ProjectRequest, project: Project, form: BulkForm, status: int = 200) -> HttpResponse:
    filters = Filters.of(request.GET)
    sight = sight_of(request, project)
    drawn = cards.rows(project, sight.revision, filters, request.GET.get("page", ""))
    form.offer(drawn.functions)
    shown = {
        "drawn": drawn,
        "sight": sight,
        "filters": filters,
        "flags": Flag.choices,
        "levels": Level.choices,
        "missing": [(name, label) for name, (label, _rule) in queries.MISSING.items()],
        "edits": access.may(request.membership, Perm.BOARD_EDIT),
        "words": {**words(), **_line_words()},
        "form": form,
    }
    return render(request, "vision/list.html", shown, status=status)


@project_view(Perm.BOARD_EDIT, methods=("GET", "POST"))
def bulk(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """The chosen elements get what was chosen for them; one Undo takes all of it back.

    The board fetches the form when somebody begins to choose, and posts it by script: the answer brings what
    it has to draw. The list has both in the page.
    """
    form = BulkForm(request.POST or None, project=project)
    if request.method != "POST":
        if request.htmx:
            return render(request, "vision/choosing.html", {"form": form})
        return redirect("vision:list", project.slug)
    batch = _edited(project, form, request)
    if batch is None:
        if scripted(request):
            return JsonResponse({"says": form.first_error()}, status=409)
        return _list(request, project, form, status=422)
    if scripted(request):
        return JsonResponse({"says": batch.says, "found": news(request, project)})
    back = f"undo {reverse('vision:undo', args=[project.slug])}"
    messages.success(request, _("Done: %(what)s.") % {"what": batch.says}, extra_tags=back)
    kept = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(reverse("vision:list", args=[project.slug]) + kept)


def _edited(project: Project, form: BulkForm, request: ProjectRequest) -> Batch | None:
    """What was done; None when it cannot be, and then the form says why."""
    if not form.is_valid():
        return None
    try:
        return actions.edit_many(
            project=project,
            elements=form.cleaned_data["elements"],
            wanted=form.wanted(),
            by=request.user,
            seen=form.cleaned_data["seen"],
        )
    except Function.DoesNotExist:
        raise Http404 from None
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return None


@project_view(Perm.BOARD_VIEW)
def what_if(request: ProjectRequest, project: Project) -> HttpResponse:
    """What would follow if the line, or one element, stood elsewhere. Nothing is moved by looking."""
    form = WhatIfForm(request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    shown: dict[str, Any] = {}
    if asked.get("element") and asked.get("to"):
        element = get_object_or_404(project.elements.select_related("function"), pk=asked["element"])
        shown = {
            "element": element,
            "to": Place(asked["to"]),
            "cell": _cell(element.function_id, Place(asked["to"])),
        }
        places = {element.pk: shown["to"]}
    else:
        above = asked.get("above")
        if above is None:
            above = project.elements.filter(place=Place.NOW).count()
        crossing = queries.crossing(project, above)
        places = dict(crossing.places)
        shown = {"above": above, "seen": ",".join(str(pk) for pk in places)}
    found = queries.simulate(project, places)
    shown |= {
        "found": found,
        "chart": _chart(project, found),
        "capacity": Capacity.objects.filter(project=project).first(),
        "edits": access.may(request.membership, Perm.BOARD_EDIT),
    }
    return render(request, "vision/what_if.html#panel" if request.htmx else "vision/what_if.html", shown)


@project_view(Perm.BOARD_VIEW)
def strip(request: ProjectRequest, project: Project) -> HttpResponse:
    """Above the board: where it stands, or what would follow from the cards that are in somebody's hand."""
    form = WhatIfForm(request.GET)
    if form.is_valid() and (keys := form.hand()):
        held = get_list_or_404(project.elements.only("title"), pk__in=keys)
        to = Place(form.cleaned_data["to"])
        found = queries.simulate(project, {element.pk: to for element in held})
        shown = {"held": held, "to": to, "found": found}
        return render(request, "vision/strip.html", shown | {"concerned": [*found.fall, *found.rise]})
    shown = {"sight": sight_of(request, project), "outlook": queries.outlook(project)}
    return render(request, "vision/strip.html", shown)


def _cell(function: int | None, place: Place) -> str:
    """Where the element's own form would put it; "" when it has no column yet."""
    if not place.is_sorted:
        return place.value
    return f"{place}-{function}" if function else ""


def _chart(project: Project, found: Simulation) -> charts.Chart | None:
    if found.then.forecast is None:
        return None
    series = [charts.Series(_("As planned"), found.then.forecast.curve())]
    if found.going and found.now.forecast is not None:
        series = [
            charts.Series(_("As it is"), found.now.forecast.curve()),
            charts.Series(_("If moved"), found.then.forecast.curve()),
        ]
    return charts.line(
        title=_("How likely it is done by which day, in percent"),
        description=_(
            "Ten thousand times, each effort and the team's week were drawn between best and worst; "
            "the line says how many of these are done by a day."
        ),
        series=series,
        x_heading=_("Done by"),
    )


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def draw(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """Draws the line where it was let go; refused when something else would cross it by now."""
    form = LineForm(request.POST)
    # Of a large list the page that has the line.
    back = redirect(reverse("vision:list", args=[project.slug]) + f"?page={cards.AT_THE_LINE}")
    if not form.is_valid():
        messages.warning(request, _("Nothing crosses the line there."))
        return back
    try:
        batch = actions.draw_line(
            project=project, above=form.cleaned_data["above"], seen=form.crossing(), by=request.user
        )
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
        return back
    undo = f"undo {reverse('vision:undo', args=[project.slug])}"
    messages.success(request, _("Done: %(what)s.") % {"what": batch.says}, extra_tags=undo)
    return back


@project_view(Perm.BOARD_EDIT, methods=("GET", "POST"))
def capacity(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """What the team can do in a week, and from when."""
    current = Capacity.objects.filter(project=project).first()
    form = CapacityForm(request.POST or None, instance=current)
    shown: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_capacity(project=project, by=request.user, **form.cleaned_data)
        except actions.CapacityConflict as conflict:
            typed = request.POST.copy()
            typed["version"] = str(conflict.current.version)
            form.data = typed
            return render(request, "vision/capacity.html", {**shown, "conflict": conflict}, status=409)
        messages.success(request, _("Saved."))
        return redirect("vision:what_if", project.slug)
    return render(request, "vision/capacity.html", shown, status=422 if form.errors else 200)


@project_view(Perm.BOARD_VIEW)
def handoff(request: ProjectRequest, project: Project) -> HttpResponse:
    """NOW with its dependencies as a CSV: `?for=project` for Microsoft Project, everything else for Jira.

    Microsoft Project opens workbooks too (`&format=xlsx`); in them no letter depends on the file's encoding.
    """
    for_project = request.GET.get("for") == "project"
    plan = queries.microsoft_project(project) if for_project else queries.jira(project)
    name = f"{project.slug} {'ms-project' if for_project else 'jira'}"
    # Some headings stand more than once, so the columns are not to be picked by name.
    as_workbook = for_project and request.GET.get("format") == "xlsx"
    return tables.answer_for_importer(name, plan.headings, plan.rows, as_workbook=as_workbook)


def _line_words() -> dict[str, str]:
    """What the script says about the line."""
    return {
        "line_at": _("%(above)s above, %(below)s below; last above: %(title)s"),
        "line_here": _("%(above)s above, %(below)s below"),
        "line_top": _("nothing above, %(below)s below"),
        "line_left": _("The line is back where it was."),
    }
