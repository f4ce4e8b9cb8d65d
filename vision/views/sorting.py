"""From asks and dreams to elements."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects import access, once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import search_text
from projects.models import Project
from reports import tables
from vision import actions, queries
from vision.forms import DreamForm, JoinForm, PartForm, SproutForm
from vision.views import exports


@project_view(Perm.BOARD_EDIT)
def sort(request: ProjectRequest, project: Project) -> HttpResponse:
    """Unsorted asks and dreams beside the elements."""
    actions.open_board(project)
    return render(request, "vision/sort.html", _beside(request, project, SproutForm(project=project)))


def _beside(request: ProjectRequest, project: Project, sprout: SproutForm) -> dict[str, object]:
    text = search_text(request)
    # Asks that sound alike come here ticked, from the list of asks.
    given = request.POST if request.method == "POST" else request.GET
    return {
        "text": text,
        "asks": queries.unsorted_asks(project, text),
        "dreams": queries.unsorted_dreams(project, text),
        "elements": queries.to_join(project),
        "sprout": sprout,
        "chosen_asks": given.getlist("asks"),
        "chosen_dreams": given.getlist("dreams"),
        "reads": access.may(request.membership, Perm.INTERVIEW_VIEW),
    }


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def join(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """The chosen asks and dreams become part of the chosen element."""
    form = JoinForm(request.POST, project=project)
    if not form.is_valid():
        messages.warning(request, form.first_error())
        return redirect("vision:sort", project.slug)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        asks, dreams = form.cleaned_data["asks"], form.cleaned_data["dreams"]
        element = form.cleaned_data["element"]
        try:
            actions.join(element=element, by=request.user, asks=asks, dreams=dreams)
        except actions.AlreadyJoined as error:
            messages.warning(request, str(error))
            return redirect("vision:sort", project.slug)
        number = len(asks) + len(dreams)
        joined = ngettext("%(number)d joined “%(title)s”.", "%(number)d joined “%(title)s”.", number)
        messages.success(request, joined % {"number": number, "title": element.title})
        return once.done(request, reverse("vision:sort", args=[project.slug]))


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def sprout(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """A new element made of the chosen asks and dreams."""
    form = SproutForm(request.POST, project=project)
    if not form.is_valid():
        return render(request, "vision/sort.html", _beside(request, project, form), status=422)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        try:
            element = actions.make_element(project=project, by=request.user, **form.cleaned_data)
        except actions.AlreadyJoined as error:
            messages.warning(request, str(error))
            return redirect("vision:sort", project.slug)
        messages.success(request, _("“%(title)s” is on the board.") % {"title": element.title})
        return once.done(request, reverse("vision:sort", args=[project.slug]))


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def part(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """An ask or a dream leaves its element and is unsorted again."""
    form = PartForm(request.POST, project=project)
    if not form.is_valid():
        messages.warning(request, _("It is not part of an element any more."))
        return redirect("vision:sort", project.slug)
    ask, dream = form.cleaned_data["ask"], form.cleaned_data["dream"]
    element = form.element
    actions.part(project=project, by=request.user, ask=ask, dream=dream)
    messages.success(request, _("Taken off. It is unsorted again."))
    return redirect(element.get_absolute_url()) if element else redirect("vision:sort", project.slug)


@project_view(Perm.BOARD_VIEW)
def dreams(request: ProjectRequest, project: Project) -> HttpResponse:
    """What the team itself wants."""
    if tables.asked(request):
        return exports.dreams_file(request, project)
    return render(
        request,
        "vision/dreams.html",
        {
            "form": DreamForm(),
            "dreams": queries.dreams(project),
            "edits": access.may(request.membership, Perm.BOARD_EDIT),
        },
    )


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def dream_new(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """One more dream."""
    form = DreamForm(request.POST)
    if not form.is_valid():
        shown = {"form": form, "dreams": queries.dreams(project), "edits": True}
        return render(request, "vision/dreams.html", shown, status=422)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        actions.add_dream(project=project, by=request.user, **form.cleaned_data)
        return once.done(request, reverse("vision:dreams", args=[project.slug]))


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def dream_let_go(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """The team no longer wants it; the message brings it back."""
    dream = get_object_or_404(project.dreams.select_related("element", "project"), pk=pk)
    actions.let_go(dream=dream, by=request.user)
    back = reverse("vision:dream_take_up", args=[project.slug, dream.pk])
    messages.success(request, _("Let go: “%(dream)s”.") % {"dream": dream}, extra_tags=f"undo {back}")
    return redirect("vision:dreams", project.slug)


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def dream_take_up(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """The team wants it again."""
    actions.take_up(dream=get_object_or_404(project.dreams, pk=pk), by=request.user)
    return redirect("vision:dreams", project.slug)
