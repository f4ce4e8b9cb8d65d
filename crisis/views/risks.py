"""The risk register, and each risk on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crisis import actions, forms, queries
from crisis.models import Hazard, Risk
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import listing, ordered, search_text
from projects.models import Project
from reports import tables

SORTS = {
    "risk": ("shown_risk", "name"),
    "severity": ("shown_severity", "name"),
    "name": ("name",),
    "kind": ("kind", "name"),
    "actions": ("open_actions", "name"),
}
STATES = ("unscored", "again", "archived")


@project_view(Perm.CRISIS_VIEW)
def every(request: ProjectRequest, project: Project) -> HttpResponse:
    """The register, the highest risk first."""
    asked = _asked(request)
    context = {
        "listing": listing(_sorted(request), queries.register(project, **asked), sorts=SORTS),
        "standing": queries.register_standing(project),
        "kinds": Hazard.choices,
        "hazards_left": len(queries.hazards_to_adopt(project)),
        "filtered": any(asked.values()),
        **asked,
    }
    return render(request, "crisis/risks.html", context)


@project_view(Perm.CRISIS_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The register as a file, as it is filtered."""
    rows = ordered(_sorted(request), queries.register(project, **_asked(request)), sorts=SORTS)
    return tables.download(
        request,
        name=_("Risk register"),
        columns=[
            (_("Hazard"), "name"),
            (_("Kind"), "kind"),
            (_("What it would mean here"), "description"),
            (_("Probability"), "probability"),
            (_("Harm to people"), "human"),
            (_("Damage to things and data"), "material"),
            (_("Loss of service and trust"), "business"),
            (_("Preparedness"), "preparedness"),
            (_("Our own response"), "internal"),
            (_("Help from outside"), "external"),
            (_("Severity in %"), "severity"),
            (_("Risk in %"), "risk"),
            (_("Level by NIST SP 800-30"), "level"),
            (_("Scored by"), "spread"),
            (_("Agreed"), "agreed_at"),
            (_("Playbook"), "playbook"),
            (_("Open actions"), "actions"),
        ],
        rows=map(_exported, rows),
    )


def _exported(risk: Any) -> tuple[Any, ...]:
    agreed = risk.agreed
    if agreed is None:
        numbers: tuple[Any, ...] = (None,) * 7 + (None, None, "", "", None)
    else:
        severity = None if agreed.severity_share is None else round(agreed.severity_share * 100, 1)
        numbers = (
            *agreed.factors.values,
            severity,
            round(agreed.risk_share * 100, 1),
            queries.level_words(agreed.factors),
            queries.spread_words(agreed.spread),
            agreed.agreed_at,
        )
    kind = str(risk.get_kind_display())
    return (risk.name, kind, risk.description, *numbers, risk.playbook_key, risk.open_actions)


@project_view(Perm.CRISIS_VIEW)
def pictures(request: ProjectRequest, project: Project) -> HttpResponse:
    """The heat map and, as another view of the same, the matrix of NIST SP 800-30."""
    view = "nist" if request.GET.get("view") == "nist" else "heat"
    risks = list(queries.register(project).order_by("-shown_risk", "name", "pk"))
    draw = queries.nist_matrix if view == "nist" else queries.heat_map
    context = {
        "view": view,
        "chart": draw(risks),
        "risks": risks,
        "standing": queries.register_standing(project),
    }
    return render(request, "crisis/risk_map.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return {
        "text": search_text(request),
        "kind": kind if kind in Hazard.values else "",
        "state": state if state in STATES else "",
    }


def _sorted(request: HttpRequest) -> HttpRequest:
    """The highest risk first, unless another order is asked for."""
    if request.GET.get("sort", "").removeprefix("-") not in SORTS:
        asked: Any = request.GET.copy()
        asked["sort"] = "-risk"
        request.GET = asked
    return request


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def adopt(request: ProjectRequest, project: Project) -> HttpResponse:
    """Choosing from the starter hazards."""
    hazards = queries.hazards_to_adopt(project)
    form = forms.AdoptHazardsForm(request.POST or None, hazards=hazards)
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in hazards if one.key in form.cleaned_data["hazards"]]
        put = actions.adopt_hazards(project=project, hazards=chosen, by=request.user)
        messages.success(request, _("%(count)d put on the register. Now score them.") % {"count": len(put)})
        return redirect("crisis:risks", project.slug)
    parts = [(word, [one for one in hazards if one.kind == kind]) for kind, word in Hazard.choices]
    context = {"form": form, "parts": [part for part in parts if part[1]]}
    return render(request, "crisis/risk_adopt.html", context, status=_status(form))


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """Putting a hazard of one's own on the register."""
    form = forms.RiskForm(request.POST or None, instance=Risk(project=project), project=project)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            risk = actions.add_risk(project=project, by=request.user, **form.given())
            return once.done(request, risk.get_absolute_url())
    return _form_page(request, form, _("A hazard"), reverse("crisis:risks", args=[project.slug]))


@project_view(Perm.CRISIS_VIEW)
def risk(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One risk: how high it stands, who has scored it, what is done about it, and how it stood before."""
    return _risk_page(request, _risk(project, pk))


def _risk_page(request: ProjectRequest, shown: Risk, form: Any = None, *, status: int = 200) -> HttpResponse:
    project = request.project
    rounds = list(shown.rounds.select_related("agreed_by"))
    going_on = next((one for one in rounds if one.agreed_at is None), None)
    context = {
        "risk": shown,
        "level": queries.level_words(shown.agreed.factors) if shown.agreed else "",
        "round": going_on,
        "scorers": [one.by for one in going_on.scores.select_related("by")] if going_on else [],
        "mine": queries.my_score(shown, request.user),
        "history": [(one, queries.spread_words(one.spread)) for one in rounds if one.agreed_at],
        "actions": shown.actions.select_related("owner", "done_by"),
        "playbook": next((one for one in queries.library(project) if one.key == shown.playbook_key), None),
        "action_form": form or forms.RiskActionForm(project=project),
    }
    return render(request, "crisis/risk.html", context, status=status)


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def change(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Rewriting what a risk is."""
    shown, status = _risk(project, pk), 200
    form = forms.RiskForm(request.POST or None, instance=_risk(project, pk), project=project)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.change_risk(risk=shown, by=request.user, version=version, **form.given())
            return redirect(shown.get_absolute_url())
        except actions.SavedMeanwhile as error:
            form.tell_of(error.stored)
            status = 409
    return _form_page(request, form, str(shown), shown.get_absolute_url(), shown, status=status)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def archive(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking it off the register."""
    shown = _risk(project, pk)
    actions.archive_risk(risk=shown, by=request.user)
    undo = f"undo {reverse('crisis:restore_risk', args=[project.slug, pk])}"
    messages.success(request, _("%(risk)s is off the register.") % {"risk": shown}, extra_tags=undo)
    return redirect("crisis:risks", project.slug)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def restore(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting it back."""
    shown = _risk(project, pk)
    actions.restore_risk(risk=shown, by=request.user)
    messages.success(request, _("%(risk)s is on the register again.") % {"risk": shown})
    return redirect(shown.get_absolute_url())


@project_view(Perm.RISK_SCORE, methods=("GET", "POST"))
def score(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Scoring on one's own."""
    shown, status = _risk(project, pk), 200
    mine = queries.my_score(shown, request.user)
    initial = {**vars(mine.factors), "comment": mine.comment} if mine else {}
    form = forms.ScoreForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            comment = form.cleaned_data["comment"]
            actions.score_risk(risk=shown, by=request.user, comment=comment, scores=form.scores)
            messages.success(request, _("Your scores are kept. Nobody sees them before they are revealed."))
            return redirect(_after_scoring(project, shown, request))
        except actions.Revealed as error:
            form.add_error(None, str(error))
            status = 409
    title = _("How high is it? %(risk)s") % {"risk": shown}
    return _form_page(
        request, form, title, shown.get_absolute_url(), shown, status=status, template="risk_score"
    )


def _after_scoring(project: Project, shown: Risk, request: ProjectRequest) -> str:
    """To the next risk that this person has not scored, when they asked for it; else back to the risk."""
    if "next_one" in request.POST:
        waiting = queries.to_score(project, request.user).exclude(pk=shown.pk).first()
        if waiting is not None:
            return reverse("crisis:score_risk", args=[project.slug, waiting.pk])
        return reverse("crisis:risks", args=[project.slug])
    return shown.get_absolute_url()


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def reveal(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Opening everybody's scores."""
    shown = _risk(project, pk)
    try:
        actions.reveal(risk=shown, by=request.user)
    except actions.NobodyScored as error:
        messages.error(request, str(error))
        return redirect(shown.get_absolute_url())
    return redirect("crisis:reconcile_risk", project.slug, pk)


@project_view(Perm.CRISIS_VIEW)
def compared(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What everybody gave, for who may not keep an agreement."""
    return _reconcile_page(request, _risk(project, pk), None)


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def reconcile(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What everybody gave, and what the people agree on."""
    shown, status = _risk(project, pk), 200
    round_ = shown.rounds.first()
    if round_ is None or round_.is_open:
        messages.info(request, _("The scores are not revealed yet."))
        return redirect(shown.get_absolute_url())
    initial = queries.proposal(round_, list(round_.scores.all()))
    form = forms.AgreeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            number = round_.number
            actions.agree(risk=shown, number=number, by=request.user, reason=reason, scores=form.scores)
            return redirect(shown.get_absolute_url())
        except actions.ChangedMeanwhile as error:
            form.add_error(None, str(error))
            status = 409
    return _reconcile_page(request, shown, form, status=status)


def _reconcile_page(request: ProjectRequest, shown: Risk, form: Any, *, status: int = 200) -> HttpResponse:
    round_ = shown.rounds.first()
    if round_ is None or round_.is_open:
        messages.info(request, _("The scores are not revealed yet."))
        return redirect(shown.get_absolute_url())
    scores = list(round_.scores.select_related("by"))
    context = {
        "risk": shown,
        "round": round_,
        "form": form,
        "scores": [(one, queries.percent(one.factors.risk)) for one in scores],
        "rows": queries.factor_rows(round_, scores),
        "spread": queries.spread_words(queries.spread_of(round_)),
    }
    if status == 200 and form is not None:
        status = _status(form)
    return render(request, "crisis/risk_reconcile.html", context, status=status)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def again(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Opening it to be scored again."""
    shown = _risk(project, pk)
    form = forms.WhyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why in one short sentence."))
        return redirect(shown.get_absolute_url())
    try:
        actions.score_again(risk=shown, by=request.user, why=form.cleaned_data["why"])
    except actions.StillScored as error:
        messages.error(request, str(error))
    return redirect(shown.get_absolute_url())


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def new_action(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Planning what somebody does about it."""
    shown = _risk(project, pk)
    form = forms.RiskActionForm(request.POST, project=project)
    if not form.is_valid():
        return _risk_page(request, shown, form, status=422)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        actions.add_risk_action(risk=shown, by=request.user, **form.given())
        return once.done(request, shown.get_absolute_url())


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def change_action(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Rewriting what is done; `pk` is the action's."""
    shown, status = _action(project, pk), 200
    form = forms.RiskActionForm(request.POST or None, instance=_action(project, pk), project=project)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.change_risk_action(action=shown, by=request.user, version=version, **form.given())
            return redirect(shown.risk.get_absolute_url())
        except actions.SavedMeanwhile as error:
            form.tell_of(error.stored)
            status = 409
    back = shown.risk.get_absolute_url()
    return _form_page(request, form, str(shown), back, shown.risk, status=status)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def finish_action(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """It is done."""
    shown = _action(project, pk)
    actions.finish_risk_action(action=shown, by=request.user)
    undo = f"undo {reverse('crisis:reopen_risk_action', args=[project.slug, pk])}"
    messages.success(request, _("Done: %(action)s") % {"action": shown}, extra_tags=undo)
    return redirect(shown.risk.get_absolute_url())


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def reopen_action(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """It is to be done after all."""
    shown = _action(project, pk)
    actions.reopen_risk_action(action=shown, by=request.user)
    return redirect(shown.risk.get_absolute_url())


def _risk(project: Project, pk: int) -> Risk:
    found: Risk = get_object_or_404(
        queries.annotated(project.risks.all()).select_related("project", "agreed", "agreed__agreed_by"), pk=pk
    )
    return found


def _action(project: Project, pk: int) -> Any:
    return get_object_or_404(queries.risk_actions(project), pk=pk)


def _form_page(
    request: ProjectRequest,
    form: Any,
    title: str,
    cancel_url: str,
    shown: Risk | None = None,
    *,
    status: int = 200,
    template: str = "risk_form",
) -> HttpResponse:
    context = {"form": form, "title": title, "cancel_url": cancel_url, "risk": shown}
    if status == 200:
        status = _status(form)
    return render(request, f"crisis/{template}.html", context, status=status)


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
