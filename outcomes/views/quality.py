"""Scorecards and calibration: the same call scored by several people, each on their own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from outcomes import actions, forms, queries
from outcomes.models import Call, Scorecard
from outcomes.views.pages import form_page, home_crumbs
from projects import once
from projects.access import Perm, ProjectRequest, may, project_view
from projects.listing import listing, ordered
from projects.models import Project
from reports import tables

SORTS = {"name": ("name",), "lines": ("lines_count", "name"), "calls": ("calls_count", "name")}
CALLS = {"newest": ("-added_at",), "label": ("label",)}


@project_view(Perm.OUTCOME_VIEW)
def every(request: ProjectRequest, project: Project) -> HttpResponse:
    """The scorecards."""
    if tables.asked(request):
        rows = ordered(request, queries.scorecards(project), sorts=SORTS)
        return tables.download(
            request,
            name=_("Scorecards"),
            columns=[
                (_("Scorecard"), "name"),
                (_("Scale"), "scale"),
                (_("Lines"), "lines"),
                (_("Calls"), "calls"),
            ],
            rows=((one.name, one.get_scale_display(), one.lines_count, one.calls_count) for one in rows),
        )
    found = listing(request, queries.scorecards(project), sorts=SORTS)
    context = {"listing": found, "rows": found.rows, "crumbs": _crumbs(project)[:2]}
    return render(request, "outcomes/scorecards.html", context)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """Making a scorecard."""
    form = forms.ScorecardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            made = actions.make_scorecard(project=project, by=request.user, **form.cleaned_data)
            return once.done(request, made.get_absolute_url())
    return form_page(request, form, _("A new scorecard"), _list_url(project), crumbs=_crumbs(project))


@project_view(Perm.OUTCOME_VIEW)
def scorecard(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One scorecard: how far raters agree on each line, and the calls."""
    shown = _card(project, pk)
    calls = shown.calls.select_related("scorecard__project", "added_by")
    context = {
        "card": shown,
        "agreements": queries.agreements(shown),
        "calls": listing(request, calls, sorts=CALLS, per_page=30),
        "crumbs": _crumbs(project),
    }
    return render(request, "outcomes/scorecard.html", context)


@project_view(Perm.OUTCOME_VIEW)
def export(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Every score as a file."""
    shown = _card(project, pk)
    scores = shown.calls.filter(scores__isnull=False).order_by(
        "pk", "scores__line__position", "scores__rater"
    )
    rows = scores.values_list("label", "scores__line__words", "scores__rater__name", "scores__value")
    columns = [(_("Call"), "call"), (_("Line"), "line"), (_("Rater"), "rater"), (_("Score"), "score")]
    return tables.download(request, name=shown.name, columns=columns, rows=rows)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def new_call(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Adding a call to be scored."""
    shown = _card(project, pk)
    form = forms.CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            made = actions.add_call(scorecard=shown, by=request.user, **form.cleaned_data)
            return once.done(request, made.get_absolute_url())
    crumbs = [*_crumbs(project), (shown.name, shown.get_absolute_url())]
    return form_page(request, form, _("A call to score"), shown.get_absolute_url(), crumbs=crumbs)


@project_view(Perm.OUTCOME_VIEW)
def call(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One call. What others gave is shown to who has given their own, and to who does not score."""
    shown = _call(project, pk)
    raters = queries.raters(shown)
    scores = request.user in raters
    scorer = may(request.membership, Perm.OUTCOME_EDIT)
    context = {
        "call": shown,
        "raters": raters,
        "form": forms.ScoreForm(card=shown.scorecard) if scorer and not scores else None,
        "agreements": queries.agreements(shown.scorecard, call=shown) if scores or not scorer else [],
        "given": _given(shown) if scores or not scorer else [],
        "crumbs": [*_crumbs(project), (shown.scorecard.name, shown.scorecard.get_absolute_url())],
    }
    return render(request, "outcomes/call.html", context)


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def score(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Giving one's own scores, once."""
    shown = _call(project, pk)
    form = forms.ScoreForm(request.POST, card=shown.scorecard)
    if form.is_valid():
        try:
            actions.score(call=shown, by=request.user, values=form.scores())
            messages.success(request, _("Your scores are kept. Here is what the others gave."))
        except actions.NotPossible as error:
            messages.error(request, str(error))
        return redirect(shown.get_absolute_url())
    context = {
        "call": shown,
        "raters": queries.raters(shown),
        "form": form,
        "crumbs": [*_crumbs(project), (shown.scorecard.name, shown.scorecard.get_absolute_url())],
    }
    return render(request, "outcomes/call.html", context, status=422)


def _given(shown: Call) -> list[tuple[str, list[int]]]:
    """Each line with what the raters gave, in the order of their names."""
    scores = {(one.line_id, one.rater_id): one.value for one in shown.scores.all()}
    raters = queries.raters(shown)
    return [
        (line.words, [scores[line.pk, rater.pk] for rater in raters if (line.pk, rater.pk) in scores])
        for line in shown.scorecard.lines.all()
    ]


def _card(project: Project, pk: int) -> Scorecard:
    shown: Scorecard = get_object_or_404(project.scorecards.select_related("project"), pk=pk)
    return shown


def _call(project: Project, pk: int) -> Call:
    shown: Call = get_object_or_404(
        Call.objects.filter(scorecard__project=project).select_related("scorecard__project"), pk=pk
    )
    return shown


def _list_url(project: Project) -> str:
    return reverse("outcomes:scorecards", args=[project.slug])


def _crumbs(project: Project) -> list[tuple[str, str]]:
    build = (_("Build-out"), reverse("outcomes:buildout", args=[project.slug]))
    return home_crumbs(project, build, (_("Scorecards"), _list_url(project)))
