"""One person and the vision: for the team beside the person, and for the person on a page of their own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from mailroom import links, public
from mailroom.models import PersonalLink
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from stakeholders.mail import PERSONAL
from stakeholders.models import Stakeholder
from vision import actions, queries
from vision.forms import ConcernForm


@project_view(Perm.INTERVIEW_VIEW)
def became(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What became of everything that one person wants; the person's page loads it."""
    person = get_object_or_404(project.stakeholders, pk=pk)
    template = "vision/became.html#asks" if request.htmx else "vision/became.html"
    return render(request, template, {"person": person, "asks": queries.became(person)})


@public.by_link(PERSONAL, methods=("GET",))
def heard(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The person's own: their words, what the team understood, and what became of it."""
    return _page(request, link, _person(link))


@public.by_link(PERSONAL, methods=("POST",))
def meant(request: HttpRequest, link: PersonalLink, pk: int) -> HttpResponseBase:
    """“That is not what I meant”: a task for the lead, answered on the same page."""
    person = _person(link)
    ask = get_object_or_404(person.asks.live(), pk=pk)
    form = ConcernForm(request.POST)
    if not form.is_valid():
        return _page(request, link, person, refused=(pk, form), status=422)
    with translation.override(person.language):
        actions.say_not_meant(ask=ask, text=form.cleaned_data["text"])
        messages.success(request, _("Thank you. The project team will read what you wrote and answer you."))
    return redirect("vision:heard", links.token(link))


def _person(link: PersonalLink) -> Stakeholder:
    """Whose link it is; who became part of another opens what is said of the two."""
    people = Stakeholder.objects.select_related("project", "merged_into__project")
    person = get_object_or_404(people, pk=link.person_pk)
    return person.merged_into or person


def _page(
    request: HttpRequest,
    link: PersonalLink,
    person: Stakeholder,
    *,
    refused: tuple[int, ConcernForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    refused_pk, form = refused or (0, None)
    shown = {
        "person": person,
        "asks": queries.heard_of(person.pk),
        "project": person.project,
        "accent_url": person.project.accent_url,
        "token": links.token(link),
        "refused": refused_pk,
        "form": form,
    }
    with translation.override(person.language):
        return render(request, "vision/heard.html", shown, status=status)
