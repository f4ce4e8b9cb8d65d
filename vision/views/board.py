"""The board, and what is done on it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import access, once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from projects.templatetags.planner import clock
from stakeholders.models import Level
from vision import actions, cards, queries
from vision.forms import LISTED, CellForm, FunctionForm, MoveForm
from vision.models import Board, Element, Flag, Function, Place
from vision.queries import Filters


@project_view(Perm.BOARD_VIEW)
def board(request: ProjectRequest, project: Project) -> HttpResponse:
    """Functions as columns, one line across all of them."""
    filters = Filters.of(request.GET)
    sight = sight_of(request, project)
    return render(
        request,
        "vision/board.html",
        {
            "drawn": cards.board(project, sight.revision, filters),
            "sight": sight,
            "filters": filters,
            "flags": Flag.choices,
            "levels": Level.choices,
            "missing": [(name, label) for name, (label, _rule) in queries.MISSING.items()],
            "edits": access.may(request.membership, Perm.BOARD_EDIT),
            "words": words(),
        },
    )


def sight_of(request: ProjectRequest, project: Project) -> queries.Sight:
    """What the page says around the board, which is made when it is looked at for the first time."""
    try:
        return queries.sight(project, request.user)
    except Board.DoesNotExist:
        actions.open_board(project)
        return queries.sight(project, request.user)


@project_view(Perm.BOARD_VIEW)
def changes(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """What happened since `?since=`; 204 when nothing did. Asked every two seconds by each open board."""
    found = news(request, project)
    return HttpResponse(status=204) if found is None else JsonResponse(found)


def news(request: ProjectRequest, project: Project) -> dict[str, Any] | None:
    """What a board that has seen `?since=` has to draw; None when nothing has changed since."""
    asked = request.GET.get("since", "")
    since = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    filters = Filters.of(request.GET)
    found = queries.changes(project, filters, since=since, reader=request.user)
    if found is None:
        return None
    html = cards.drawn(project, found.drawn, found.blocked, as_rows=request.GET.get("as") == "list")
    # A board that holds the first cards of each cell cannot count the others by itself.
    counts = queries.counts(project, filters) if "partial" in request.GET else {}
    return {
        "counts": counts,
        "revision": found.revision,
        "columns": found.columns,
        "cards": [_card(element, html[element.pk]) for element in found.drawn],
        "gone": found.gone,
        "by": found.by,
        "at": clock(timezone.now()),
    }


@project_view(Perm.BOARD_VIEW)
def cell(request: ProjectRequest, project: Project) -> HttpResponse:
    """More cards of one cell of a large board: `?cell=now-3&after=KEY`, the key of the last card shown."""
    form = CellForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"html": "", "rest": 0}, status=400)
    asked = form.cleaned_data
    html, rest = cards.more(project, Filters.of(request.GET), asked["cell"], asked["after"])
    return JsonResponse({"html": html, "rest": rest})


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def move(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """One card to one place; answers a script in JSON and a form with a page."""
    element = get_object_or_404(project.elements, pk=pk) if not scripted(request) else None
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _refused(request, project, pk, _("That is no place on the board."), status=400)
    try:
        moved = _moved(project, pk, form, request)
    except (Element.DoesNotExist, Function.DoesNotExist):
        raise Http404 from None
    except actions.Refused as refusal:
        return _refused(request, project, pk, str(refusal), status=409)
    if element is None:
        return _told(moved)
    messages.success(request, _("Moved: %(where)s.") % {"where": moved.element.where})
    return redirect(moved.element.get_absolute_url())


def _moved(project: Project, pk: int, form: MoveForm, request: ProjectRequest) -> actions.Moved:
    asked = form.cleaned_data
    if asked["step"]:
        return actions.step(
            project=project, pk=pk, placed=asked["placed"], up=asked["step"] == "up", by=request.user
        )
    spot = form.spot()
    if asked["position"]:
        return actions.move_to_position(
            project=project,
            pk=pk,
            placed=asked["placed"],
            spot=spot,
            position=asked["position"],
            by=request.user,
        )
    return actions.move(project=project, pk=pk, placed=asked["placed"], spot=spot, by=request.user)


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def undo(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """Takes back the person's own last move, or the one named in the form."""
    asked = request.POST.get("move", "")
    pk = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    asked = request.POST.get("batch", "")
    batch = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    try:
        moved = actions.undo(project=project, by=request.user, pk=pk, batch=batch)
    except (actions.NothingToUndo, actions.Refused) as refusal:
        if scripted(request):
            return JsonResponse({"says": str(refusal)}, status=409)
        messages.warning(request, str(refusal))
        return _back(request, project)
    if scripted(request):
        return _told(moved)
    messages.success(
        request,
        _("“%(title)s” is back: %(where)s.") % {"title": moved.element.title, "where": moved.element.where},
    )
    return _back(request, project)


def _back(request: ProjectRequest, project: Project) -> HttpResponse:
    """To where the form stood: the history, the list, or the board."""
    name = request.POST.get("from", "")
    return redirect(f"vision:{name}" if name in ("history", "list") else "vision:board", project.slug)


@project_view(Perm.BOARD_VIEW)
def history(request: ProjectRequest, project: Project) -> HttpResponse:
    """What was done last, on a page or beside the board; a move is taken back as long as it is the last."""
    template = "vision/history.html#panel" if request.htmx else "vision/history.html"
    return render(request, template, {"acts": queries.history(project)})


@project_view(Perm.BOARD_EDIT, methods=("GET", "POST"))
def columns(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """The columns, and a new one."""
    actions.open_board(project)
    form = FunctionForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            actions.add_function(project=project, name=form.cleaned_data["name"], by=request.user)
            return once.done(request, reverse("vision:columns", args=[project.slug]))
    return render(
        request,
        "vision/columns.html",
        {"form": form, "functions": queries.columns(project)},
        status=422 if form.errors else 200,
    )


@project_view(Perm.BOARD_EDIT, methods=("GET", "POST"))
def column(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """One column: another name, another position, or away with it."""
    function = get_object_or_404(project.functions, pk=pk)
    form = FunctionForm(request.POST or None, project=project, instance=function)
    do = request.POST.get("do", "")
    if do in ("left", "right"):
        actions.shift_function(function=function, to_the_left=do == "left", by=request.user)
        return redirect("vision:columns", project.slug)
    if do == "remove":
        return _removed(request, project, function)
    if request.method == "POST" and form.is_valid():
        function.refresh_from_db()
        actions.rename_function(function=function, name=form.cleaned_data["name"], by=request.user)
        return redirect("vision:columns", project.slug)
    return render(
        request,
        "vision/column.html",
        {"form": form, "function": function},
        status=422 if form.errors else 200,
    )


def _removed(request: ProjectRequest, project: Project, function: Function) -> HttpResponse:
    try:
        actions.remove_function(function=function, by=request.user)
    except actions.ColumnInUse as error:
        messages.warning(request, str(error))
    return redirect("vision:columns", project.slug)


def scripted(request: ProjectRequest) -> bool:
    """Whether the board's script asks, to be answered in JSON."""
    return request.headers.get("Accept") == "application/json"


def _told(moved: actions.Moved) -> JsonResponse:
    """The small answer to a move: what the script needs to put the card where it now is."""
    element = moved.element
    return JsonResponse(
        {
            "pk": element.pk,
            "cell": _cell(element),
            "rank": element.rank,
            "placed": element.placed,
            "revision": moved.revision,
            "at": clock(element.changed_at),
            "says": moved.says,
        }
    )


def _refused(
    request: ProjectRequest, project: Project, pk: int, says: str, *, status: int
) -> HttpResponseBase:
    """Why a card was not moved, and where it is now."""
    if not scripted(request):
        messages.warning(request, says)
        return redirect("vision:element", project.slug, pk)
    current = queries.cards(project, [pk]).first()
    if current is None:
        raise Http404
    rows = request.POST.get("cell") in LISTED
    html = cards.drawn(project, [current], queries.blocked(project), as_rows=rows)
    return JsonResponse({"says": says, "card": _card(current, html[pk])}, status=status)


def _card(element: Element, html: str) -> dict[str, Any]:
    return {"pk": element.pk, "cell": _cell(element), "rank": element.rank, "html": html}


def _cell(element: Element) -> str:
    """The id of the list in which the card stands."""
    place = Place(element.place)
    return f"{place.value}-{element.function_id}" if place.is_sorted else place.value


def words() -> dict[str, str]:
    """What the script says."""
    return {
        "picked": _("%(title)s, picked up. %(where)s. Arrows move it, Space drops it, Escape cancels."),
        "picked_many": _(
            "%(title)s, picked up: all %(number)s chosen. Arrows move them, Space drops them, Escape cancels."
        ),
        "at": _("%(where)s, %(position)s of %(count)s."),
        "dropped": _("%(title)s, dropped. %(where)s, %(position)s of %(count)s."),
        "cancelled": _("Cancelled. %(title)s is back where it was."),
        "edge": _("It goes no further this way."),
        "saving": _("Saving …"),
        "saved": _("Saved %(time)s"),
        "undone": _("Undone. %(title)s is back: %(where)s."),
        "failed": _("Not saved: %(title)s is back where it was. Please try again."),
        "offline": _("You are not connected. Moves are not saved until you are back."),
        "others": _("%(who)s changed the board at %(time)s"),
        "columns": _("The columns have changed."),
        "reload": _("Show them"),
        "ended": _("You are signed out, or may no longer change this board. Reload the page."),
        "taken_back": _("Undone: %(what)s."),
        "help": _(
            "Space picks this card up, arrows move it, Enter opens it, P puts it at a position, X chooses it."
        ),
        "help_choosing": _(
            "Space chooses, M picks up the chosen ones, Enter goes to what they are given, Escape ends."
        ),
        "choose": _("Choose %(title)s"),
        "chosen": _("%(number)s chosen"),
        "choosing": _(
            "Choosing several. Click or tap cards, or press Space. Shift chooses all between, Escape ends."
        ),
        "chosen_one": _("%(title)s is chosen, %(number)s in all."),
        "unchosen_one": _("%(title)s is no longer chosen, %(number)s in all."),
        "chosen_none": _("Choose at least one element."),
        "chosen_end": _("No longer choosing. Space picks a card up again."),
        "changed_many": _("Done: %(what)s. Ctrl Z takes it back."),
        "help_reading": _("Arrows go from card to card, Enter opens one."),
    }
