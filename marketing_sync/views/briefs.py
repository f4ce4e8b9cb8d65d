"""The brief of a launch: writing it, approving it, who has read it, and what agents see by their link."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mailroom import links, public
from mailroom.models import PersonalLink
from marketing_sync import actions, forms, mail_briefs, queries
from marketing_sync.models import BriefDraft, Launch, Reading
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import actions as reports
from reports import tables


@project_view(Perm.LAUNCH_VIEW)
def brief(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The brief as it stands: what waits for approval, what agents were told, who has read it."""
    return _brief_page(request, _launch(project, pk))


def _brief_page(request: ProjectRequest, launch: Launch, *, status: int = 200) -> HttpResponse:
    state = queries.facts([launch])[launch.pk].brief
    latest = queries.latest_brief(launch)
    draft = BriefDraft.objects.filter(launch=launch).first()
    readings = (
        Reading.objects.filter(brief=latest, agent__removed_at=None)
        .select_related("agent")
        .order_by(F("confirmed_at").asc(nulls_first=True), "agent__name", "pk")
    )
    context = {
        "launch": launch,
        "state": state,
        "latest": latest,
        "draft": draft if state.waits or state.is_outdated(launch) else None,
        "readings": readings if latest else [],
        "teams": queries.teams_of(latest) if latest else [],
        "older": launch.briefs.order_by("-number")[1:],
        "is_outdated": state.is_outdated(launch),
        "agents": launch.project.agents.active().count(),
    }
    return render(request, "marketing_sync/brief.html", context, status=status)


@project_view(Perm.LAUNCH_VIEW)
def brief_version(request: ProjectRequest, project: Project, pk: int, number: int) -> HttpResponse:
    """One approved version as it was, also when it is not the latest."""
    launch = _launch(project, pk)
    # Numbers are as large as the column; anything beyond is no version.
    shown = get_object_or_404(
        launch.briefs.select_related("approved_by", "written_by"), number=min(number, 2**31 - 1)
    )
    readers = queries.readers_of([shown.pk]).get(shown.pk, queries.Readers())
    context = {"launch": launch, "brief": shown, "readers": readers}
    return render(request, "marketing_sync/brief_version.html", context)


@project_view(Perm.LAUNCH_EDIT, methods=("GET", "POST"))
def write_brief(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Writing it. It begins with what was said at registration, or with the version that holds."""
    launch = _launch(project, pk)
    draft = BriefDraft.objects.filter(launch=launch).first()
    start = draft or queries.latest_brief(launch) or launch
    initial = {name: getattr(start, name, "") for name in BriefDraft.TEXTS}
    form = forms.BriefForm(request.POST or None, initial=initial, version=draft.version if draft else 0)
    status = 422 if form.is_bound and form.errors else 200
    if request.method == "POST" and form.is_valid():
        ask, version = "ask" in request.POST, form.cleaned_data["version"]
        try:
            actions.write_brief(launch=launch, by=request.user, version=version, ask=ask, **form.texts())
        except actions.ChangedMeanwhile as error:
            form.tell_of(error.stored, str(error))
            status = 409
        else:
            said = _("The brief is kept, and the liaison is asked to approve it.") if ask else _("Kept.")
            messages.success(request, said)
            return redirect(_here(launch))
    return render(request, "marketing_sync/write_brief.html", {"launch": launch, "form": form}, status=status)


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def approve_brief(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The liaison's yes: it becomes a version, and every agent gets it."""
    launch = _launch(project, pk)
    form = forms.ApproveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please read the brief, then approve it."))
        return redirect(_here(launch))
    try:
        made = actions.approve_brief(launch=launch, by=request.user, version=form.cleaned_data["version"])
    except actions.ChangedMeanwhile as error:
        messages.warning(request, _("%(what)s This is how it reads now.") % {"what": error})
        return _brief_page(request, launch, status=409)
    except actions.NotPossible as error:
        messages.error(request, str(error))
        return redirect(_here(launch))
    asked = made.readings.count()
    messages.success(
        request,
        _("Version %(number)d is approved; agents asked to read it: %(asked)d.")
        % {"number": made.number, "asked": asked},
    )
    return redirect(_here(launch))


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def remind_readers(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Asking once more who has not confirmed."""
    launch = _launch(project, pk)
    latest = queries.latest_brief(launch)
    if latest is not None:
        latest.launch = launch
        reminded = actions.remind_readers(brief=latest, by=request.user)
        said = (
            _("Reminded: %(count)d.") % {"count": reminded}
            if reminded
            else _("Everybody was asked within the last hours. Try again tomorrow.")
        )
        messages.success(request, said)
    return redirect(_here(launch))


@project_view(Perm.REPORT_EDIT, methods=("POST",))
def brief_pdf(request: ProjectRequest, project: Project, pk: int, number: int) -> HttpResponse:
    """Asks for a version as a PDF and shows how it comes along."""
    launch = _launch(project, pk)
    shown = get_object_or_404(launch.briefs, number=min(number, 2**31 - 1))
    title = _("Brief: %(launch)s, version %(number)d") % {"launch": launch, "number": shown.number}
    report = reports.request_report(
        project=project, kind="brief", title=title, about_id=shown.pk, by=request.user
    )
    return redirect("reports:report", project.slug, report.pk)


@project_view(Perm.LAUNCH_VIEW)
def export_readings(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Who was asked to read which version, and who confirmed, as a file."""
    launch = _launch(project, pk)
    rows = (
        Reading.objects.filter(brief__launch=launch)
        .order_by("-brief__number", "agent__team", "agent__name", "pk")
        .values_list(
            "brief__number", "agent__name", "agent__email", "agent__team", "asked_at", "confirmed_at"
        )
    )
    return tables.download(
        request,
        name=_("Confirmations of %(launch)s") % {"launch": launch},
        columns=[
            (_("Version"), "version"),
            (_("Agent"), "name"),
            (_("E-mail"), "email"),
            (_("Team"), "team"),
            (_("Asked"), "asked_at"),
            (_("Confirmed"), "confirmed_at"),
        ],
        rows=rows,
    )


@public.by_link(mail_briefs.BRIEF)
def brief_reading(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The brief for one agent, and the button. Opening it confirms nothing."""
    reading = Reading.objects.select_related("agent", "brief__launch__project").filter(link=link).first()
    if reading is None or reading.agent.removed_at is not None:
        return public.neutral(request)
    if request.method == "POST":
        actions.confirm_reading(reading=reading)
        return redirect(request.path)
    launch = reading.brief.launch
    newest = (
        Reading.objects.select_related("link")
        .filter(agent=reading.agent, brief__launch=launch, brief__number__gt=reading.brief.number)
        .order_by("-brief__number")
        .first()
    )
    context = {
        "project": launch.project,
        "accent_url": launch.project.accent_url,
        "launch": launch,
        "brief": reading.brief,
        "reading": reading,
        "days_hold": reading.brief.tells_the_days_of(launch),
        "newest_url": links.url(newest.link) if newest else "",
    }
    return render(request, "marketing_sync/brief_reading.html", context)


def _launch(project: Project, pk: int) -> Launch:
    return get_object_or_404(project.launches.select_related("project"), pk=pk)


def _here(launch: Launch) -> str:
    return reverse("marketing_sync:brief", args=[launch.project.slug, launch.pk])
