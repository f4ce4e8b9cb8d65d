"""The other channels of a project: webhooks, what became of their calls, and a test."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mailroom import actions, forms
from mailroom.models import Call, Webhook
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project

MOST_SHOWN = 30


@project_view(Perm.MAIL_EDIT, methods=("GET", "POST"))
def webhooks(request: ProjectRequest, project: Project) -> HttpResponse:
    """Which there are, what became of their calls; adding one."""
    form = forms.WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            made = actions.add_webhook(project=project, by=request.user, **form.cleaned_data)
            messages.success(request, _("%(name)s is told from now on. Try it.") % {"name": made})
            return once.done(request, request.path)
    calls = Call.objects.filter(webhook__project=project).select_related("webhook")
    context = {
        "form": form,
        "webhooks": Webhook.objects.active().filter(project=project),
        "calls": calls[:MOST_SHOWN],
    }
    return render(request, "mailroom/webhooks.html", context, status=422 if form.errors else 200)


@project_view(Perm.MAIL_EDIT, methods=("POST",))
def try_webhook(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Sends a test note."""
    actions.try_webhook(webhook=_webhook(project, pk), by=request.user)
    messages.success(request, _("A test is on its way. What became of it stands below in a moment."))
    return redirect("mailroom:webhooks", project.slug)


@project_view(Perm.MAIL_EDIT, methods=("POST",))
def end_webhook(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """It is called no more."""
    webhook = _webhook(project, pk)
    actions.end_webhook(webhook=webhook, by=request.user)
    undo = reverse("mailroom:restore_webhook", args=[project.slug, webhook.pk])
    messages.success(request, _("%(name)s is no longer told.") % {"name": webhook}, extra_tags=f"undo {undo}")
    return redirect("mailroom:webhooks", project.slug)


@project_view(Perm.MAIL_EDIT, methods=("POST",))
def restore_webhook(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """It is called again."""
    actions.restore_webhook(webhook=_webhook(project, pk), by=request.user)
    return redirect("mailroom:webhooks", project.slug)


def _webhook(project: Project, pk: int) -> Webhook:
    return get_object_or_404(Webhook.objects.select_related("project"), project=project, pk=pk)
