"""The standing meeting: its rhythm, the next agenda, minutes, what was promised."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketing_sync import actions, forms, queries
from marketing_sync.models import Meeting, MeetingAction, MeetingPlan
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import tables


@project_view(Perm.LAUNCH_VIEW)
def meetings(request: ProjectRequest, project: Project) -> HttpResponse:
    """The meeting that is ahead, those that were held, what is promised, and the visits."""
    every = Meeting.objects.filter(project=project).select_related("project", "held_by")
    if tables.asked(request):
        return _held_file(request, every) if request.GET.get("of") == "held" else _promised(request, project)
    context = {
        "plan": MeetingPlan.objects.filter(project=project).first(),
        "ahead": every.filter(held_at=None).first(),
        "held": every.filter(held_at__isnull=False)[:50],
        "promises": queries.open_promises(project),
        "visits": project.visits.select_related("agent")[:50],
        "today": project.today(),
    }
    return render(request, "marketing_sync/meetings.html", context)


def _promised(request: ProjectRequest, project: Project) -> HttpResponse:
    """Everything that was promised, also what is done."""
    actions_of_all = MeetingAction.objects.filter(meeting__project=project)
    return tables.download(
        request,
        name=_("Actions of the standing meeting"),
        columns=[
            (_("Meeting"), "meeting"),
            (_("What"), "what"),
            (_("Who"), "who"),
            (_("Until"), "until"),
            (_("Done"), "done"),
            (_("Done by"), "done_by"),
        ],
        rows=(
            (one.meeting.day, one.what, str(one.owner), one.due_on, one.done_at, str(one.done_by or ""))
            for one in actions_of_all.select_related("meeting", "owner", "done_by")
        ),
    )


def _held_file(request: ProjectRequest, every: QuerySet[Meeting]) -> HttpResponse:
    """The meetings that were held, with their minutes."""
    return tables.download(
        request,
        name=_("Standing meetings"),
        columns=[
            (_("Day"), "day"),
            (_("Present"), "present"),
            (_("Minutes"), "minutes"),
            (_("Kept by"), "by"),
        ],
        rows=(
            (one.day, one.present, one.minutes, str(one.held_by or ""))
            for one in every.filter(held_at__isnull=False)
        ),
    )


@project_view(Perm.MEETING_EDIT, methods=("GET", "POST"))
def plan(request: ProjectRequest, project: Project) -> HttpResponse:
    """The rhythm."""
    kept = MeetingPlan.objects.filter(project=project).first() or MeetingPlan(starts_on=project.today())
    form = forms.PlanForm(request.POST or None, instance=kept, today=project.today())
    status = _status(form)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.plan_meetings(project=project, by=request.user, version=version, **form.rhythm())
        except actions.ChangedMeanwhile as error:
            form.tell_of(error.stored, str(error))
            status = 409
        else:
            messages.success(request, _("The meeting is planned. Its agenda writes itself."))
            return redirect("marketing_sync:meetings", project.slug)
    return render(request, "marketing_sync/meeting_plan.html", {"form": form}, status=status)


@project_view(Perm.LAUNCH_VIEW)
def meeting(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One meeting: agenda, minutes, what was promised."""
    shown = _meeting(project, pk)
    return _page(request, shown)


@project_view(Perm.MEETING_EDIT, methods=("POST",))
def minutes(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Keeping the minutes; “close” holds the meeting as well."""
    shown = _meeting(project, pk)
    form = forms.MinutesForm(request.POST, instance=_meeting(project, pk), today=project.today())
    if not form.is_valid():
        return _page(request, shown, form=form, status=422)
    try:
        kept = actions.write_minutes(
            meeting=shown, by=request.user, version=form.cleaned_data["version"], **form.said()
        )
    except actions.ChangedMeanwhile as error:
        form.tell_of(error.stored, str(error))
        return _page(request, shown, form=form, status=409)
    if "close" not in request.POST:
        messages.success(request, _("The minutes are kept."))
        return redirect(shown.get_absolute_url())
    try:
        actions.hold_meeting(meeting=kept, by=request.user)
        messages.success(request, _("The meeting is closed, and the next one is planned."))
    except actions.NotPossible as error:
        messages.error(request, str(error))
    return redirect("marketing_sync:meetings", project.slug)


@project_view(Perm.MEETING_EDIT, methods=("POST",))
def promise(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Noting who does what until when."""
    shown = _meeting(project, pk)
    form = forms.PromiseForm(request.POST, project=project)
    if not form.is_valid():
        return _page(request, shown, promised=form, status=422)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        made = actions.promise(
            meeting=shown,
            by=request.user,
            what=form.cleaned_data["what"],
            owner=form.cleaned_data["owner"],
            due_on=form.cleaned_data["due_on"],
        )
        messages.success(request, _("Noted for %(owner)s.") % {"owner": made.owner})
        return once.done(request, f"{shown.get_absolute_url()}#promises")


@project_view(Perm.MEETING_EDIT, methods=("POST",))
def keep_promise(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """It is done, or not after all (`done` empty)."""
    kept = get_object_or_404(
        MeetingAction.objects.filter(meeting__project=project).select_related("meeting__project"), pk=pk
    )
    actions.keep_promise(action=kept, by=request.user, done=request.POST.get("done") == "1")
    messages.success(request, _("“%(what)s”: kept.") % {"what": kept.what})
    if request.POST.get("back") == "meeting":
        return redirect(f"{kept.meeting.get_absolute_url()}#promises")
    return redirect(f"{reverse('marketing_sync:meetings', args=[project.slug])}#promises")


def _page(
    request: ProjectRequest,
    shown: Meeting,
    *,
    form: forms.MinutesForm | None = None,
    promised: forms.PromiseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    project = shown.project
    today = project.today()
    context: dict[str, Any] = {
        "meeting": shown,
        "agenda": queries.kept_agenda(shown) if shown.held_at else queries.agenda(project),
        "form": form or forms.MinutesForm(instance=_meeting(project, shown.pk), today=today),
        "promise_form": promised or forms.PromiseForm(project=project),
        "promises": shown.actions.select_related("owner"),
        "before": [one for one in queries.open_promises(project) if one.meeting_id != shown.pk],
        "today": today,
    }
    return render(request, "marketing_sync/meeting.html", context, status=status)


def _meeting(project: Project, pk: int) -> Meeting:
    return get_object_or_404(
        Meeting.objects.filter(project=project).select_related("project", "held_by"), pk=pk
    )


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
