"""Two elements near the line beside each other: which should come first?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mailroom import links, public
from mailroom.models import PersonalLink
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from vision import actions, queries
from vision.forms import PairForm
from vision.mail import RATE
from vision.models import Choice, Rater


@project_view(Perm.BOARD_VIEW, methods=("GET", "POST"))
def pairs(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """One pair at a time for a member, and what everybody's choices say. Nothing moves by it."""
    here = reverse("vision:pairs", args=[project.slug])
    if request.method == "POST":
        rater = actions.member_rater(project=project, user=request.user)
        return _chosen(request, project, rater, here)
    mine = Rater.objects.filter(project=project, user=request.user).first()
    shown = {"turn": queries.turn(project, mine, _later(request)), "around": queries.around(project)}
    return render(request, "vision/pairs.html", shown)


@public.by_link(RATE)
def pairs_by_link(request: HttpRequest, link: PersonalLink) -> HttpResponseBase:
    """The same for a stakeholder who was asked to rate; what others chose is not shown to them."""
    rater = get_object_or_404(
        Rater.objects.select_related("project", "stakeholder__merged_into"), pk=link.person_pk
    )
    token = links.token(link)
    with translation.override(rater.person.language if rater.person else "en"):
        if request.method == "POST":
            return _chosen(request, rater.project, rater, reverse("vision:pairs_by_link", args=[token]))
        shown: dict[str, Any] = {
            "turn": queries.turn(rater.project, rater, _later(request)),
            "project": rater.project,
            "accent_url": rater.project.accent_url,
            "rater": rater,
            "token": token,
        }
        return render(request, "vision/pairs_personal.html", shown)


def _chosen(request: HttpRequest, project: Project, rater: Rater, here: str) -> HttpResponse:
    if request.POST.get("do") == "back":
        last = actions.forget_last(rater=rater)
        if last is not None:
            messages.success(
                request,
                _("Taken back: “%(one)s” or “%(other)s”.") % {"one": last.one, "other": last.other},
            )
        return redirect(here)
    form = PairForm(request.POST, project=project)
    if form.is_valid():
        chosen = form.cleaned_data
        actions.prefer(
            rater=rater,
            first=chosen["first"],
            second=chosen["second"],
            choice=Choice(chosen["choice"]),
        )
    else:
        messages.warning(request, _("These two are not compared any more; here are the next."))
    return redirect(here)


def _later(request: HttpRequest) -> tuple[int, int] | None:
    """`?later=12-15` puts a pair off to the end."""
    one, _dash, other = request.GET.get("later", "").partition("-")
    keys = [int(key) for key in (one, other) if key.isascii() and key.isdigit() and len(key) < 19]
    return (min(keys), max(keys)) if len(keys) == 2 else None
