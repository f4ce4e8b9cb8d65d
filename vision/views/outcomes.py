"""A stakeholder's own page about what became of their asks. Opening it changes nothing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from mailroom import links, public
from mailroom.models import PersonalLink
from vision import actions
from vision.forms import ConcernForm
from vision.mail import OUTCOME
from vision.models import DecisionKind, OutcomeMessage


@public.by_link(OUTCOME, methods=("GET",))
def outcome(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Their words, what they became, and why."""
    return _page(request, link, ConcernForm())


@public.by_link(OUTCOME, methods=("POST",))
def read(request: HttpRequest, link: PersonalLink) -> HttpResponseBase:
    """“I have read this”."""
    found = _outcome(link)
    with translation.override(found.stakeholder.language):
        actions.confirm_read(outcome=found)
        messages.success(request, _("Thank you. We know that you have read it."))
    return redirect(OUTCOME, links.token(link))


@public.by_link(OUTCOME, methods=("POST",))
def concern(request: HttpRequest, link: PersonalLink) -> HttpResponseBase:
    """“I have a concern”, or “that is not what I meant”."""
    found = _outcome(link)
    form = ConcernForm(request.POST)
    if not form.is_valid():
        return _page(request, link, form, status=422)
    asked = form.cleaned_data
    line = found.lines.filter(pk=asked["line"]).first() if asked["line"] else None
    kind = DecisionKind(asked["kind"] or DecisionKind.CONCERN)
    with translation.override(found.stakeholder.language):
        actions.raise_concern(outcome=found, kind=kind, text=asked["text"], line=line)
        messages.success(request, _("Thank you. The project team will read what you wrote and answer you."))
    return redirect(OUTCOME, links.token(link))


def _outcome(link: PersonalLink) -> OutcomeMessage:
    rows = OutcomeMessage.objects.select_related("stakeholder", "version__project", "version__published_by")
    return get_object_or_404(rows, pk=link.person_pk)


def _page(request: HttpRequest, link: PersonalLink, form: ConcernForm, status: int = 200) -> HttpResponse:
    found = _outcome(link)
    project = found.version.project
    shown: dict[str, Any] = {
        "outcome": found,
        "lines": found.lines.all(),
        "concerns": found.version.decisions.filter(stakeholder=found.stakeholder).select_related("line"),
        "form": form,
        "project": project,
        "accent_url": project.accent_url,
        "token": links.token(link),
    }
    with translation.override(found.stakeholder.language):
        return render(request, "vision/outcome.html", shown, status=status)
