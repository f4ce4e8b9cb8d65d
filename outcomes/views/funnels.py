"""Funnels: the list, one of them, and its periods."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from outcomes import actions, forms, queries
from outcomes.models import Funnel, FunnelPeriod
from outcomes.views.pages import form_page, home_crumbs, saved, undone_by
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import listing, ordered
from projects.models import Project
from projects.templatetags.planner import plain_day
from reports import tables

SORTS = {"name": ("name",), "periods": ("periods_kept",), "latest": ("latest_on",)}
PERIODS = {"day": ("-on",), "attempted": ("attempted",), "showed": ("showed",), "cost": ("cost",)}


@project_view(Perm.OUTCOME_VIEW)
def every(request: ProjectRequest, project: Project) -> HttpResponse:
    """The ways on which people are led to a visit."""
    if tables.asked(request):
        rows = ordered(request, queries.funnels(project), sorts=SORTS)
        return tables.download(
            request,
            name=_("Funnels"),
            columns=[
                (_("Funnel"), "name"),
                (_("What counts as its outcome"), "outcome"),
                (_("Periods"), "periods"),
                (_("Latest"), "latest"),
            ],
            rows=((one.name, one.outcome, one.periods_kept, one.latest_on) for one in rows),
        )
    found = listing(request, queries.funnels(project), sorts=SORTS)
    return render(request, "outcomes/funnels.html", {"listing": found, "rows": found.rows})


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """Making a funnel with its measures."""
    form = forms.FunnelForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            try:
                made = actions.make_funnel(project=project, by=request.user, **form.cleaned_data)
                return once.done(request, made.get_absolute_url())
            except actions.NotPossible as error:
                form.add_error("name", str(error))
    list_url = reverse("outcomes:funnels", args=[project.slug])
    crumbs = home_crumbs(project, (_("Funnels"), list_url))
    sentence = _(
        "Four counts a period become four measures: contact, scheduling and show rate, and the cost."
    )
    return form_page(request, form, _("A new funnel"), list_url, crumbs=crumbs, sentence=sentence)


@project_view(Perm.OUTCOME_VIEW)
def funnel(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One funnel: before and lately, its measures, its periods."""
    shown = _funnel(project, pk)
    periods = list(shown.periods.kept())
    compared = queries.compared(shown, periods)
    context = {
        "funnel": shown,
        "compared": compared,
        "chart": queries.funnel_picture(compared) if compared else None,
        "judged": [queries.judged(measure) for measure in shown.measures],
        "periods": listing(request, shown.periods.kept(), sorts=PERIODS, per_page=30),
        "crumbs": home_crumbs(project, (_("Funnels"), reverse("outcomes:funnels", args=[project.slug]))),
    }
    return render(request, "outcomes/funnel.html", context)


@project_view(Perm.OUTCOME_VIEW)
def export(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The periods as a file."""
    shown = _funnel(project, pk)
    rows = (
        (
            one.on, one.attempted, one.reached, one.scheduled, one.showed, one.cost,
            one.contact_rate, one.scheduling_rate, one.show_rate, one.cost_per_outcome,
        )
        for one in shown.periods.kept()
    )  # fmt: skip
    columns = [
        (_("First day"), "on"),
        (_("Attempted"), "attempted"),
        (_("Reached"), "reached"),
        (_("Scheduled"), "scheduled"),
        (_("Showed"), "showed"),
        (_("Cost"), "cost"),
        (_("Contact rate in %"), "contact_rate"),
        (_("Scheduling rate in %"), "scheduling_rate"),
        (_("Show rate in %"), "show_rate"),
        (_("Cost of one outcome"), "cost_per_outcome"),
    ]
    return tables.download(request, name=shown.name, columns=columns, rows=rows)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def new_period(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Writing a period down."""
    shown = _funnel(project, pk)
    form = forms.PeriodForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            try:
                made = actions.write_period(funnel=shown, by=request.user, **form.given())
                words = _("The period from %(day)s was written down.") % {"day": plain_day(made.on)}
                once.done(request, shown.get_absolute_url())
                return undone_by(request, words, "remove_period", made.pk, to=shown.get_absolute_url())
            except actions.NotPossible as error:
                form.add_error("on", str(error))
    return _page(request, form, _("A period of %(funnel)s") % {"funnel": shown}, shown)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def period(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Correcting a period."""
    stored, status = _period(project, pk), 200
    form = forms.PeriodForm(request.POST or None, instance=_period(project, pk), project=project)
    if request.method == "POST" and form.is_valid():
        status = saved(
            form,
            lambda: actions.correct_period(
                period=stored, by=request.user, version=form.cleaned_data["version"], **form.given()
            ),
            at="on",
        )
        if not status:
            messages.success(request, _("The period and its readings were corrected."))
            return redirect(stored.funnel.get_absolute_url())
    title = _("%(funnel)s, %(day)s") % {"funnel": stored.funnel, "day": plain_day(stored.on)}
    return _page(request, form, title, stored.funnel, status=status)


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def remove_period(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking a period away."""
    stored = _period(project, pk)
    actions.remove_period(period=stored, by=request.user)
    words = _("The period from %(day)s was taken away.") % {"day": plain_day(stored.on)}
    return undone_by(request, words, "restore_period", pk, to=stored.funnel.get_absolute_url())


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def restore_period(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting it back."""
    stored = get_object_or_404(_periods(project), pk=pk)
    try:
        actions.put_period_back(period=stored, by=request.user)
        messages.success(request, _("The period is back."))
    except actions.NotPossible as error:
        messages.error(request, str(error))
    return redirect(stored.funnel.get_absolute_url())


def _funnel(project: Project, pk: int) -> Funnel:
    shown: Funnel = get_object_or_404(
        project.funnels.select_related("project", "contact", "scheduling", "show", "cost"), pk=pk
    )
    for measure in shown.measures:
        measure.project = project
    return shown


def _periods(project: Project) -> Any:
    return FunnelPeriod.objects.filter(funnel__project=project).select_related("funnel__project")


def _period(project: Project, pk: int) -> FunnelPeriod:
    stored: FunnelPeriod = get_object_or_404(_periods(project).kept(), pk=pk)
    return stored


def _page(
    request: ProjectRequest, form: Any, title: str, shown: Funnel, *, status: int = 200
) -> HttpResponse:
    project = request.project
    crumbs = home_crumbs(
        project,
        (_("Funnels"), reverse("outcomes:funnels", args=[project.slug])),
        (shown.name, shown.get_absolute_url()),
    )
    return form_page(request, form, title, shown.get_absolute_url(), crumbs=crumbs, status=status)
