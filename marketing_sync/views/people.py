"""Who is alerted, by what ladder, and what was agreed."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketing_sync import actions, forms, queries
from marketing_sync.models import AlertContact, AlertRung
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.erased import ERASED
from projects.models import Project
from reports import tables


@project_view(Perm.LAUNCH_VIEW)
def alerting(request: ProjectRequest, project: Project) -> HttpResponse:
    """The list of people, the ladder and the agreement."""
    contacts = list(project.alert_contacts.all())
    context = {
        "contacts": [contact for contact in contacts if contact.active],
        "removed": [contact for contact in contacts if not contact.active and contact.name != ERASED],
        "ladder": queries.ladder_steps(project),
        "agreement": queries.agreement(project),
    }
    return render(request, "marketing_sync/alerting.html", context)


@project_view(Perm.LAUNCH_VIEW)
def export_contacts(request: ProjectRequest, project: Project) -> HttpResponse:
    """The list of people as a file."""
    return tables.download(
        request,
        name=_("People to alert"),
        columns=[
            (_("Name"), "name"),
            (_("E-mail"), "email"),
            (_("Role"), "role"),
            (_("Time zone"), "time_zone"),
            (_("Quiet from"), "quiet_from"),
            (_("Quiet until"), "quiet_until"),
            (_("One mail a day, at"), "digest_at"),
            (_("Only stands in"), "stands_in"),
        ],
        rows=project.alert_contacts.active().values_list(
            "name", "email", "role", "time_zone", "quiet_from", "quiet_until", "digest_at", "stands_in"
        ),
    )


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def new_contact(request: ProjectRequest, project: Project) -> HttpResponse:
    """Putting a person on the list."""
    empty = AlertContact(project=project, time_zone=project.time_zone)
    form = forms.ContactForm(request.POST or None, instance=empty)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            actions.add_contact(project=project, by=request.user, **form.who())
            messages.success(request, _("%(name)s is on the list.") % {"name": form.cleaned_data["name"]})
            return once.done(request, _here(project))
    return _contact_page(request, form, _("A person to alert"), status=_status(form))


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def contact(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Changing a person on the list."""
    person = get_object_or_404(project.alert_contacts.select_related("project"), pk=pk)
    name = person.name
    form = forms.ContactForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.change_contact(contact=person, by=request.user, version=version, **form.who())
        except actions.ChangedMeanwhile as error:
            form.tell_of(error.stored, str(error))
            return _contact_page(request, form, name, status=409)
        messages.success(request, _("%(name)s saved.") % {"name": person})
        return redirect(_here(project))
    return _contact_page(request, form, name, status=_status(form))


def _contact_page(
    request: ProjectRequest, form: forms.ContactForm, title: str, *, status: int
) -> HttpResponse:
    return render(request, "marketing_sync/contact.html", {"form": form, "title": title}, status=status)


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def remove_contact(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking a person off the list."""
    person = get_object_or_404(project.alert_contacts.select_related("project"), pk=pk)
    actions.remove_contact(contact=person, by=request.user)
    back = reverse("marketing_sync:restore_contact", args=[project.slug, person.pk])
    messages.success(
        request, _("%(name)s is no longer alerted.") % {"name": person}, extra_tags=f"undo {back}"
    )
    return redirect(_here(project))


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def restore_contact(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting a person back."""
    person = get_object_or_404(project.alert_contacts.select_related("project"), pk=pk)
    actions.restore_contact(contact=person, by=request.user)
    messages.success(request, _("%(name)s is on the list again.") % {"name": person})
    return redirect(_here(project))


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def shift_contact(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Moving a person up or down the list."""
    person = get_object_or_404(project.alert_contacts.select_related("project"), pk=pk)
    actions.shift_contact(contact=person, by=request.user, up=request.POST.get("to") == "up")
    return redirect(f"{_here(project)}#contact-{person.pk}")


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def ladder(request: ProjectRequest, project: Project) -> HttpResponse:
    """The steps of the ladder."""
    steps = [{"days_before": days, "at_time": time} for days, time in queries.ladder_steps(project)]
    rungs = forms.LadderForms(request.POST or None, initial=steps)
    start = {"version": queries.agreement(project).ladder_version}
    of = forms.LadderVersionForm(request.POST or None, initial=start)
    if request.method == "POST" and rungs.is_valid() and of.is_valid():
        given, version = forms.given_rungs(rungs), of.cleaned_data["version"]
        try:
            actions.save_ladder(project=project, by=request.user, rungs=given, version=version)
        except actions.ChangedMeanwhile as error:
            of.tell_of(error.stored, [_step(*step) for step in queries.ladder_steps(project)], str(error))
            return _ladder_page(request, rungs, of, status=409)
        messages.success(request, _("The ladder is saved. It holds for every launch that is still ahead."))
        return redirect(_here(project))
    is_bad = rungs.is_bound and not (rungs.is_valid() and of.is_valid())
    return _ladder_page(request, rungs, of, status=422 if is_bad else 200)


def _ladder_page(request: ProjectRequest, rungs: Any, of: Any, *, status: int) -> HttpResponse:
    return render(request, "marketing_sync/ladder.html", {"rungs": rungs, "of": of}, status=status)


def _step(days: int, time: datetime.time) -> str:
    return f"{AlertRung(days_before=days, at_time=time).words}, {time:%H:%M}"


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def agreement(request: ProjectRequest, project: Project) -> HttpResponse:
    """What marketing and the call centre agreed."""
    form = forms.AgreementForm(request.POST or None, instance=queries.agreement(project))
    status = _status(form)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.save_agreement(project=project, by=request.user, version=version, **form.agreed())
        except actions.ChangedMeanwhile as error:
            form.tell_of(error.stored, str(error))
            status = 409
        else:
            messages.success(request, _("The agreement is saved."))
            return redirect(_here(project))
    return render(request, "marketing_sync/agreement.html", {"form": form}, status=status)


def _here(project: Project) -> str:
    return reverse("marketing_sync:alerting", args=[project.slug])


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
