"""Launches: the list, one of them, and what can happen to it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from marketing_sync import actions, forms, queries
from marketing_sync.models import Impact, Kind, Launch, LaunchState
from marketing_sync.views import outlook
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import listing, search_text
from projects.models import Project
from reports import tables

SORTS = {
    "day": ("rank", "likely", "name"),
    "name": ("name",),
    "kind": ("kind", "likely"),
    "audience": ("audience_size",),
    "notice": ("notice_days",),
    "impact": ("impact", "likely"),
}


@project_view(Perm.LAUNCH_VIEW)
def every(request: ProjectRequest, project: Project) -> HttpResponse:
    """The launches that are out and ahead, by day."""
    asked = _asked(request)
    found = listing(request, queries.launches(project, **asked), sorts=SORTS)
    context = {
        "listing": found,
        "rows": queries.rows(project, found.rows),
        "is_grouped": found.sort == "day" and not asked["when"],
        "tabs": queries.tabs(project),
        "first_to_know": queries.first_to_know(project),
        "kinds": Kind.choices,
        "impacts": Impact.choices,
        "filtered": asked["text"] or asked["kind"] or asked["impact"],
        **asked,
    }
    return render(request, "marketing_sync/list.html", context)


@project_view(Perm.LAUNCH_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The list as a file, as it is filtered."""
    found = queries.launches(project, **_asked(request)).select_related("registered_by")
    rows = queries.rows(project, list(found.order_by("likely", "pk")))
    return tables.download(
        request,
        name=_("Launches"),
        columns=[
            (_("Launch"), "name"),
            (_("Kind"), "kind"),
            (_("State"), "state"),
            (_("Earliest"), "earliest"),
            (_("Likely"), "likely"),
            (_("Latest"), "latest"),
            (_("Went out"), "dropped_on"),
            (_("How many people"), "audience"),
            (_("Impact"), "impact"),
            (_("Notice in days"), "notice"),
            (_("People told"), "told"),
            (_("People who confirmed"), "confirmed"),
            (_("Ready"), "ready"),
            (_("What is missing"), "missing"),
            (_("Offer"), "offer"),
            (_("What callers will ask"), "questions"),
            (_("Registered by"), "registered_by"),
        ],
        rows=map(_exported, rows),
    )


def _exported(row: queries.LaunchRow) -> tuple[Any, ...]:
    launch = row.launch
    return (
        launch.name,
        launch.get_kind_display(),
        launch.get_state_display(),
        launch.earliest,
        launch.likely,
        launch.latest,
        launch.dropped_on,
        launch.audience_size,
        launch.get_impact_display(),
        launch.notice_days,
        row.known.told,
        len(row.known.confirmed),
        row.is_ready if launch.is_open else None,
        "; ".join(row.reasons) if launch.is_open else "",
        launch.offer,
        launch.caller_questions,
        launch.registrar,
    )


def _asked(request: HttpRequest) -> dict[str, str]:
    """The filters in the URL; whatever is unknown is left out."""
    known = {
        "when": ["now", "week", "later", "over", "cancelled", "all"],
        "kind": Kind.values,
        "impact": Impact.values,
    }
    asked = {name: request.GET.get(name, "") for name in known}
    return {"text": search_text(request)} | {
        name: value if value in known[name] else "" for name, value in asked.items()
    }


@project_view(Perm.LAUNCH_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """Registering a launch."""
    form = forms.RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        what = {name: form.cleaned_data[name] for name in form.Meta.fields}
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            launch = actions.register(project=project, by=request.user, window=form.window, **what)
            return once.done(request, launch.get_absolute_url())
    return render(request, "marketing_sync/new.html", {"form": form}, status=_status(form))


@project_view(Perm.LAUNCH_VIEW)
def launch(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One launch: how far it is, who was told, who confirmed."""
    shown = _launch(project, pk)
    steps = queries.steps(shown)
    (row,) = queries.rows(project, [shown], told={shown.pk: queries.known_by(steps)})
    context = {
        "launch": shown,
        "row": row,
        "review_due": queries.review_due(shown, queries.agreed_with(shown)),
        "steps": steps,
        "next_alert_at": queries.next_alert_at(steps),
        "changes": shown.changes.select_related("by"),
        "materials": shown.materials.kept().select_related("file"),
        "pauses": shown.pauses.holding(),
        "today": project.today(),
        "campaign": queries.campaign(shown) if row.gate.temps.named else None,
        "is_ahead_or_out": shown.state in (LaunchState.PLANNED, LaunchState.LIVE),
    }
    if shown.audience_size:
        context |= outlook.in_short(request, shown, queries.made(shown))
    return render(request, "marketing_sync/launch.html", context)


@project_view(Perm.LAUNCH_EDIT, methods=("GET", "POST"))
def change(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Rewriting what is said about a launch."""
    shown = _launch(project, pk)
    # A second copy for the form, so that what is typed does not stand in the page before it is saved.
    form = forms.ChangeForm(request.POST or None, instance=_launch(project, pk))
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.change(launch=shown, by=request.user, version=version, **form.changes())
        except actions.ChangedMeanwhile as error:
            form.tell_of(error.stored, str(error))
            return _act_page(request, "change", shown, form, status=409)
        messages.success(request, _("%(launch)s saved.") % {"launch": form.cleaned_data["name"]})
        return redirect(shown.get_absolute_url())
    return _act_page(request, "change", shown, form, status=_status(form))


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def review(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The liaison's review."""

    def act(shown: Launch, form: Any) -> str:
        given = form.cleaned_data
        actions.review(launch=shown, by=request.user, **given)
        return _("Your review of %(launch)s was kept.") % {"launch": shown}

    return _act(request, "review", _launch(project, pk), forms.ReviewForm, act)


@project_view(Perm.LAUNCH_EDIT, methods=("GET", "POST"))
def move(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Another date."""

    def act(shown: Launch, form: Any) -> str:
        given = form.cleaned_data
        actions.move(
            launch=shown,
            by=request.user,
            version=given["version"],
            window=form.window,
            reason=given["reason"],
        )
        return _("%(launch)s has its new date, and everybody is being told.") % {"launch": shown}

    form_class: Any = partial(forms.MoveForm, initial=_asked_day(request))
    return _act(request, "move", _launch(project, pk), form_class, act)


def _asked_day(request: HttpRequest) -> dict[str, Any]:
    """The day that the address proposes, as the menu of a launch's plan does."""
    try:
        day = parse_date(request.GET.get("likely", ""))
    except ValueError:
        day = None
    return {} if day is None else {"likely": day}


@project_view(Perm.LAUNCH_EDIT, methods=("GET", "POST"))
def drop(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """“It dropped today.”"""

    def act(shown: Launch, form: Any) -> str:
        actions.drop(launch=shown, by=request.user, version=form.cleaned_data["version"])
        return _("%(launch)s is out, and everybody is being told.") % {"launch": shown}

    return _act(request, "drop", _launch(project, pk), forms.DropForm, act, undo="restore")


@project_view(Perm.LAUNCH_EDIT, methods=("GET", "POST"))
def cancel(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Calling it off."""

    def act(shown: Launch, form: Any) -> str:
        actions.cancel(launch=shown, by=request.user, **form.cleaned_data)
        return _("%(launch)s is cancelled, and everybody is being told.") % {"launch": shown}

    return _act(request, "cancel", _launch(project, pk), forms.CancelForm, act, undo="restore")


@project_view(Perm.LAUNCH_EDIT, methods=("POST",))
def restore(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting it on again."""
    said = _("%(launch)s is on again, and everybody is being told.")
    return _at_once(request, _launch(project, pk), actions.restore, said)


@project_view(Perm.LAUNCH_EDIT, methods=("POST",))
def end(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """It no longer makes the phone ring."""
    return _at_once(request, _launch(project, pk), actions.end, _("%(launch)s is over."), undo="resume")


@project_view(Perm.LAUNCH_EDIT, methods=("POST",))
def resume(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """It does after all."""
    return _at_once(request, _launch(project, pk), actions.resume, _("%(launch)s is out again."))


def _launch(project: Project, pk: int) -> Launch:
    return get_object_or_404(
        project.launches.select_related(
            "project__launch_agreement", "registered_by", "reviewed_by", "cancelled_by"
        ),
        pk=pk,
    )


def _act(
    request: ProjectRequest,
    name: str,
    shown: Launch,
    form_class: type[Any],
    act: Callable[[Launch, Any], str],
    *,
    undo: str = "",
) -> HttpResponse:
    """A page that asks before something is done, and says whom it will tell."""
    form = form_class(request.POST or None, launch=shown)
    if request.method == "POST" and form.is_valid():
        try:
            said = act(shown, form)
        except actions.ChangedMeanwhile as error:
            form.tell_of(error.stored, str(error))
            return _act_page(request, name, error.stored, form, status=409)
        except actions.NotPossible as error:
            messages.error(request, str(error))
            return redirect(shown.get_absolute_url())
        messages.success(request, said, extra_tags=_undo(shown, undo))
        return redirect(shown.get_absolute_url())
    return _act_page(request, name, shown, form, status=_status(form))


def _act_page(request: ProjectRequest, name: str, shown: Launch, form: Any, *, status: int) -> HttpResponse:
    context = {"launch": shown, "form": form, "preview": queries.preview(shown)}
    return render(request, f"marketing_sync/{name}.html", context, status=status)


def _at_once(
    request: ProjectRequest, shown: Launch, act: Callable[..., Launch], said: str, *, undo: str = ""
) -> HttpResponse:
    """Does it, and says so where it can be undone."""
    try:
        act(launch=shown, by=request.user)
        messages.success(request, said % {"launch": shown}, extra_tags=_undo(shown, undo))
    except actions.NotPossible as error:
        messages.error(request, str(error))
    return redirect(shown.get_absolute_url())


def _undo(shown: Launch, name: str) -> str:
    if not name:
        return ""
    return "undo " + reverse(f"marketing_sync:{name}", args=[shown.project.slug, shown.pk])


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
