"""Prioritising: criteria, who rates, what they say, and the pages on which they rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailroom import links, public
from mailroom.models import PersonalLink
from projects import access, once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from projects.templatetags.planner import clock
from reports import tables
from vision import actions, queries
from vision.forms import CriterionForm, RatersForm, RatingForm, WeightForm, as_given
from vision.mail import RATE
from vision.models import Criterion, Element, Rater
from vision.views import exports


@project_view(Perm.BOARD_VIEW)
def priorities(request: ProjectRequest, project: Project) -> HttpResponse:
    """What the ratings say beside the order that people made, and who has rated."""
    if tables.asked(request):
        return exports.priorities_file(request, project)
    return _priorities(request, project)


def _priorities(request: ProjectRequest, project: Project, status: int = 200, **forms: Any) -> HttpResponse:
    shown = {
        "ranked": queries.ranked(project),
        "around": queries.around(project),
        "criteria": list(project.criteria.all()),
        "raters": queries.raters(project),
        "criterion_form": CriterionForm(project=project),
        "raters_form": RatersForm(project=project),
        "edits": access.may(request.membership, Perm.BOARD_EDIT),
        **forms,
    }
    return render(request, "vision/priorities.html", shown, status=status)


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def criterion_new(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """One more criterion."""
    form = CriterionForm(request.POST, project=project)
    if not form.is_valid():
        return _priorities(request, project, 422, criterion_form=form)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        actions.add_criterion(project=project, by=request.user, **form.cleaned_data)
        return once.done(request, reverse("vision:priorities", args=[project.slug]))


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def criterion(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """Another weight for a criterion, or away with it."""
    found = get_object_or_404(project.criteria, pk=pk)
    form = WeightForm(request.POST)
    if request.POST.get("do") == "remove":
        actions.remove_criterion(criterion=found, by=request.user)
    elif form.is_valid():
        actions.weigh(criterion=found, weight=form.cleaned_data["weight"], by=request.user)
    else:
        messages.warning(request, _("A weight is a whole number from 1 to 10."))
    return redirect("vision:priorities", project.slug)


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def ask_raters(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """Mails the chosen stakeholders the link to their own rating page."""
    form = RatersForm(request.POST, project=project)
    if not form.is_valid():
        return _priorities(request, project, 422, raters_form=form)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        asked = actions.ask_raters(
            project=project, stakeholders=form.cleaned_data["stakeholders"], by=request.user
        )
        told = ngettext(
            "%(number)d person is asked to rate.", "%(number)d people are asked to rate.", len(asked)
        )
        messages.success(request, told % {"number": len(asked)})
        return once.done(request, reverse("vision:priorities", args=[project.slug]))


@project_view(Perm.BOARD_VIEW, methods=("GET", "POST"))
def rate(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """A member's own ratings, saved as they are typed; without a script one button saves all."""
    rater = Rater.objects.filter(project=project, user=request.user).first()
    if request.method == "POST":
        rater = actions.member_rater(project=project, user=request.user)
        return _kept(request, rater, "vision/rate.html", reverse("vision:priorities", args=[project.slug]))
    return render(request, "vision/rate.html", _sheet(project, rater))


@public.by_link(RATE)
def rate_by_link(request: HttpRequest, link: PersonalLink) -> HttpResponseBase:
    """A stakeholder's own ratings: no account, in their language, saved as they are typed."""
    rater = get_object_or_404(
        Rater.objects.select_related("project", "stakeholder__merged_into"), pk=link.person_pk
    )
    language = rater.person.language if rater.person else "en"
    token = links.token(link)
    with translation.override(language):
        if request.method == "POST":
            return _kept(
                request, rater, "vision/rate_personal.html", reverse(RATE, args=[token]), token=token
            )
        return render(request, "vision/rate_personal.html", _sheet(rater.project, rater, token=token))


@dataclass(frozen=True)
class Field:
    """One number to give."""

    name: str
    label: str
    value: str


def _kept(request: HttpRequest, rater: Rater, template: str, then: str, **more: Any) -> HttpResponseBase:
    """Keeps what came, one number or all; what is no number is told and stays in its field."""
    elements = list(queries.to_rate(rater.project))
    criteria = list(rater.project.criteria.all())
    form = RatingForm(request.POST, elements=elements, criteria=criteria)
    if form.given:
        actions.rate(rater=rater, given=form.given)
    if request.headers.get("Accept") == "application/json":
        said = form.errors[0] if form.errors else _("Saved %(time)s") % {"time": clock(timezone.now())}
        return JsonResponse({"says": said}, status=422 if form.errors else 200)
    if form.errors:
        shown = _sheet(rater.project, rater, typed=request.POST, errors=form.errors, **more)
        return render(request, template, shown, status=422)
    actions.finish_rating(rater=rater)
    messages.success(request, _("Thank you. Your ratings are kept; you can change them at any time."))
    return redirect(then)


def _sheet(project: Project, rater: Rater | None, *, typed: Any = None, **more: Any) -> dict[str, Any]:
    elements, criteria = list(queries.to_rate(project)), list(project.criteria.all())
    given: dict[str, Any] = as_given(list(queries.given_by(rater))) if rater else {}
    rated = {name.split("-")[1] for name in given}
    if typed is not None:
        given = given | {name: typed[name] for name in typed if name.startswith("r-")}
    return {
        "project": project,
        "accent_url": project.accent_url,
        "rater": rater,
        "criteria": criteria,
        "rows": [(element, list(_fields(element, criteria, given))) for element in elements],
        "rated": len(rated),
        **more,
    }


def _fields(element: Element, criteria: list[Criterion], given: dict[str, Any]) -> Iterable[Field]:
    for criterion in criteria:
        name = f"r-{element.pk}-{criterion.pk}"
        yield Field(name, criterion.name, str(given.get(name, "")))
