"""Calendar days that are not like their weekday: closed, open at other hours, or with other people."""

import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from marketing_sync import actions, forms
from marketing_sync.views.centre import staff_page
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from projects.templatetags.planner import plain_day


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
