"""Calendar days on which other people are there than on their weekday, or nobody."""

import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketing_sync import actions, forms, phones
from marketing_sync.models import SpecialDay
from marketing_sync.views.centre import staff_page
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from projects.templatetags.planner import plain_day
from reports import lists


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def save_special_day(request: ProjectRequest, project: Project) -> HttpResponse:
    """Keeps one day."""
    form = forms.SpecialDayForm(request.POST)
    if not form.is_valid():
        return staff_page(request, project, day_form=form, status=422)
    one = form.special_day()
    actions.keep_special_days(project=project, by=request.user, days=[one])
    messages.success(
        request, _("%(day)s is kept; forecasts are made anew with it.") % {"day": plain_day(one.day)}
    )
    return redirect("marketing_sync:staff", project.slug)


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def remove_special_day(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Lets the day be like its weekday again."""
    day: datetime.date = get_object_or_404(project.special_days, pk=pk).day
    actions.forget_special_day(project=project, by=request.user, day=day)
    messages.success(request, _("%(day)s is like its weekday again.") % {"day": plain_day(day)})
    return redirect("marketing_sync:staff", project.slug)


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def read_special_days(request: ProjectRequest, project: Project) -> HttpResponse:
    """Keeps every day of a file, or none of them."""
    upload = forms.SpecialDaysFileForm(request.POST, request.FILES)
    if upload.is_valid():
        try:
            found = phones.read_days(upload.cleaned_data["file"].read())
        except lists.Unreadable as error:
            upload.add_error("file", str(error))
        else:
            if found.days and not found.wrong:
                return _kept(request, project, found.days)
            for why in found.wrong[:20] or [_("No days were found in the file.")]:
                upload.add_error("file", why)
    return staff_page(request, project, days_upload=upload, status=422)


def _kept(request: ProjectRequest, project: Project, days: list[phones.ReadDay]) -> HttpResponse:
    kept = actions.keep_special_days(
        project=project,
        by=request.user,
        days=[
            SpecialDay(day=one.day, is_closed=one.people is None, people=one.people or 0, why=one.why)
            for one in days
        ],
    )
    said = ngettext("%(count)d day is new or changed.", "%(count)d days are new or changed.", kept)
    messages.success(request, said % {"count": kept})
    return redirect("marketing_sync:staff", project.slug)
