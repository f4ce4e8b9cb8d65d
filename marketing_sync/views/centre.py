"""The contact centre: its settings, and its usual week."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from marketing_sync import actions, forms, queries
from marketing_sync.minutes import clock
from marketing_sync.phones import read_week
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import lists, tables

# Days that differ are shown from so long ago on.
_LOOK_BACK = datetime.timedelta(days=28)


@project_view(Perm.LAUNCH_VIEW)
def centre(request: ProjectRequest, project: Project) -> HttpResponse:
    """What a forecast knows of the centre."""
    form = forms.CentreForm(instance=queries.centre(project))
    hours = queries.open_hours(project)
    days = [
        (str(name), "–".join(map(clock, hours[weekday])) if weekday in hours else _("closed"))
        for weekday, name in WEEKDAYS.items()
    ]
    context = {"days": days, "sections": form.sections()}
    return render(request, "marketing_sync/centre.html", context)


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def change_centre(request: ProjectRequest, project: Project) -> HttpResponse:
    """Changing it."""
    form = forms.CentreForm(request.POST or None, instance=queries.centre(project))
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and status == 200:
        try:
            actions.save_centre(
                project=project,
                by=request.user,
                hours=form.hours(),
                version=form.cleaned_data["version"],
                **form.settings(),
            )
        except actions.ChangedMeanwhile as error:
            form.tell_of(error.stored, str(error))
            status = 409
        else:
            messages.success(request, _("The contact centre is saved; forecasts are made anew with it."))
            return redirect("marketing_sync:centre", project.slug)
    return render(request, "marketing_sync/centre_change.html", {"form": form}, status=status)


@project_view(Perm.LAUNCH_VIEW)
def staff(request: ProjectRequest, project: Project) -> HttpResponse:
    """Who is scheduled in a usual week."""
    if tables.asked(request):
        return _days_file(request, project)
    return staff_page(request, project)


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def save_staff(request: ProjectRequest, project: Project) -> HttpResponse:
    """Keeps the week."""
    form = _form(project, request.POST)
    if not form.is_valid():
        return staff_page(request, project, form, status=422)
    try:
        actions.save_staff(
            project=project, by=request.user, week=form.week(), version=form.cleaned_data["version"]
        )
    except actions.ChangedMeanwhile as error:
        form.tell_of(error.stored.staff_version, str(error))
        return staff_page(request, project, form, status=409)
    messages.success(request, _("The schedule is saved; forecasts are made anew with it."))
    return redirect("marketing_sync:staff", project.slug)


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def read_staff(request: ProjectRequest, project: Project) -> HttpResponse:
    """Reads a week from a file into the form; it is kept when that is saved."""
    upload = forms.StaffFileForm(request.POST, request.FILES)
    form = _form(project)
    if upload.is_valid():
        try:
            found = read_week(upload.cleaned_data["file"].read())
        except lists.Unreadable as error:
            upload.add_error("file", str(error))
        else:
            if found.people and not found.wrong:
                form = forms.StaffForm(
                    hours=queries.open_hours(project),
                    week=found.people,
                    version=queries.centre(project).staff_version,
                )
                return staff_page(request, project, form, was_read=True)
            for why in found.wrong[:20] or [_("No people were found in the file.")]:
                upload.add_error("file", why)
    return staff_page(request, project, form, upload=upload, status=422)


@project_view(Perm.LAUNCH_VIEW)
def export_staff(request: ProjectRequest, project: Project) -> HttpResponse:
    """The week as a file, in a shape that comes in again."""
    week = queries.week_of_staff(project)
    times = sorted({minute for _weekday, minute in week})
    return tables.download(
        request,
        name=_("Scheduled staff"),
        columns=[(_("Time"), "time"), *((str(WEEKDAYS[day]), f"d{day}") for day in WEEKDAYS)],
        rows=((clock(minute), *(week.get((day, minute), 0) for day in WEEKDAYS)) for minute in times),
    )


def _days_file(request: ProjectRequest, project: Project) -> HttpResponse:
    """The days that differ, in a shape that comes in again."""
    return tables.download(
        request,
        name=_("Days that differ"),
        columns=[
            (_("Day"), "day"),
            (_("Opens"), "opens"),
            (_("Closes"), "closes"),
            (_("People"), "people"),
            (_("Reason"), "why"),
        ],
        rows=(
            (
                one.day.isoformat(),
                *(map(clock, one.hours) if one.hours else ("", "")),
                _("closed") if one.is_closed else one.people or "",
                one.why,
            )
            for one in queries.special_days(project, since=project.today() - _LOOK_BACK)
        ),
    )


def _form(project: Project, data: Any = None, *, week: queries.Week | None = None) -> forms.StaffForm:
    return forms.StaffForm(
        data,
        hours=queries.open_hours(project),
        week=queries.week_of_staff(project) if week is None else week,
        version=queries.centre(project).staff_version,
    )


def staff_page(
    request: ProjectRequest,
    project: Project,
    form: forms.StaffForm | None = None,
    *,
    upload: forms.StaffFileForm | None = None,
    was_read: bool = False,
    day_form: forms.SpecialDayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The usual week and the days that differ, with whatever was wrong in what was sent."""
    week = queries.week_of_staff(project)
    context = {
        "form": form or _form(project, week=week),
        "upload": upload or forms.StaffFileForm(),
        "was_read": was_read,
        "weekdays": WEEKDAYS_ABBR.values(),
        "hours": sum(week.values()) / 2,
        "save_url": reverse("marketing_sync:save_staff", args=[project.slug]),
        "special_days": queries.special_days(project, since=project.today() - _LOOK_BACK),
        "day_form": day_form or forms.SpecialDayForm(),
    }
    return render(request, "marketing_sync/staff.html", context, status=status)
