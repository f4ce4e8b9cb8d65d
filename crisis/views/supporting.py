"""Support for the people of a run: offered by mail, answered privately, seen only as numbers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from crisis import actions, forms, queries
from crisis.models import Feeling, SupportAsked
from crisis.views.during import run_of
from mailroom import public
from mailroom.models import PersonalLink
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project

LANGUAGES = ("en", "es")


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def support(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Offering support to everybody, and how they bear it as far as anybody may know."""
    activation = run_of(project, pk)
    form = forms.SupportForm(request.POST or None, initial={"text": actions.default_offer()})
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            actions.offer_support(activation=activation, by=request.user, **form.cleaned_data)
            messages.success(request, _("Support is offered to everybody. Answers are only counted."))
            return once.done(request, request.path)
    context = {
        "activation": activation,
        "form": form,
        "people": queries.reachable(activation).count(),
        "pulses": queries.pulses(activation),
        "supporters": queries.supporters(activation),
    }
    return render(request, "crisis/support.html", context, status=422 if form.errors else 200)


@public.by_link(actions.PULSE)
def pulse(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """A person's own page: whom to call, and one private question."""
    rows = SupportAsked.objects.select_related("offer__activation__project")
    asked = rows.filter(link=link).first()
    if asked is None:
        return public.neutral(request)
    language = request.GET.get("language", "")
    if language not in LANGUAGES:
        language = translation.get_language() if translation.get_language() in LANGUAGES else "en"
    with translation.override(language):
        return _pulse(request, asked)


def _pulse(request: HttpRequest, asked: SupportAsked) -> HttpResponse:
    feeling = request.POST.get("feeling", "")
    error = ""
    if request.method == "POST" and feeling in Feeling.values:
        actions.take_pulse(asked=asked, feeling=feeling)
        return redirect(request.get_full_path())
    if request.method == "POST":
        error = _("Choose one of the three.")
    activation = asked.offer.activation
    context = {
        "asked": asked,
        "activation": activation,
        "project": activation.project,
        "accent_url": activation.project.accent_url,
        "title": _("How are you?"),
        "feelings": Feeling.choices,
        "supporters": queries.supporters(activation),
        "error": error,
    }
    return render(request, "crisis/pulse.html", context, status=422 if error else 200)
