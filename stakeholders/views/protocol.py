"""The interview protocol: its rules, and where each member stands in the organisation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import tables
from stakeholders import actions
from stakeholders.forms.protocol import RuleForm, read_levels
from stakeholders.models import Conversation, Level, ProtocolRule
from stakeholders.queries.protocol import interviewers, rules_in_force


@project_view(Perm.INTERVIEW_VIEW)
def protocol(request: ProjectRequest, project: Project) -> HttpResponse:
    """The rules, who stands where, and each time that a rule was set aside."""
    if tables.asked(request):
        return _as_file(request, project)
    overridden = (
        Conversation.objects.filter(round__project=project)
        .exclude(override_reason="")
        .select_related("round", "overridden_by")
        .order_by("-overridden_at")[:20]
    )
    for one in overridden:
        one.round.project = project
    return render(
        request,
        "stakeholders/protocol.html",
        {
            "rules": rules_in_force(project),
            "interviewers": interviewers(project),
            "levels": Level.choices,
            "overridden": overridden,
            "crumbs": _crumbs(project)[:-1],
        },
    )


def _as_file(request: ProjectRequest, project: Project) -> HttpResponse:
    return tables.download(
        request,
        name=_("Interview protocol"),
        columns=[
            (_("Level"), "level"),
            (_("Interviewed at least by"), "least"),
            (_("Or by"), "member"),
            (_("Why"), "why"),
        ],
        rows=(
            (
                rule.get_level_display(),
                rule.get_least_display(),
                str(rule.member or ""),
                rule.why,
            )
            for rule in rules_in_force(project)
        ),
    )


@project_view(Perm.PROTOCOL_EDIT, methods=("GET", "POST"))
def add_rule(request: ProjectRequest, project: Project) -> HttpResponse:
    """A rule for a level that has none yet."""
    form = RuleForm(request.POST or None, project=project)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        if request.method == "POST" and form.is_valid():
            try:
                actions.add_rule(project=project, by=request.user, **form.values)
            except actions.RuleExists as error:
                form.add_error("level", str(error))
                return _form(request, project, form)
            messages.success(request, _("The rule holds from now on."))
            return once.done(request, reverse("stakeholders:protocol", args=[project.slug]))
    return _form(request, project, form)


@project_view(Perm.PROTOCOL_EDIT, methods=("GET", "POST"))
def edit_rule(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Changes a rule; what was booked under it stays."""
    rule = _rule(project, pk)
    form = RuleForm(request.POST or None, project=project, instance=_rule(project, pk))
    if request.method != "POST" or not form.is_valid():
        return _form(request, project, form)
    try:
        version = form.cleaned_data["version"] or 0
        actions.change_rule(rule=rule, version=version, by=request.user, **form.values)
    except actions.Conflict as conflict:
        form.show_conflict(conflict.current)
        return _form(request, project, form, status=409)
    except actions.RuleExists as error:
        form.add_error("level", str(error))
        return _form(request, project, form)
    messages.success(request, _("Saved."))
    return redirect("stakeholders:protocol", project.slug)


def _form(request: ProjectRequest, project: Project, form: RuleForm, *, status: int = 200) -> HttpResponse:
    status = 422 if form.errors and status == 200 else status
    context = {"form": form, "crumbs": _crumbs(project)}
    return render(request, "stakeholders/protocol_rule.html", context, status=status)


@project_view(Perm.PROTOCOL_EDIT, methods=("POST",))
def archive_rule(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Ends a rule, with a way back."""
    actions.archive_rule(rule=_rule(project, pk), by=request.user)
    undo = reverse("stakeholders:protocol_restore", args=[project.slug, pk])
    messages.success(request, _("The rule no longer holds."), extra_tags=f"undo {undo}")
    return redirect("stakeholders:protocol", project.slug)


@project_view(Perm.PROTOCOL_EDIT, methods=("POST",))
def restore_rule(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Brings a rule back."""
    try:
        actions.restore_rule(rule=_rule(project, pk), by=request.user)
    except actions.RuleExists as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The rule holds again."))
    return redirect("stakeholders:protocol", project.slug)


@project_view(Perm.PROTOCOL_EDIT, methods=("POST",))
def levels(request: ProjectRequest, project: Project) -> HttpResponse:
    """Where each member stands."""
    actions.set_levels(project=project, levels=read_levels(project, request.POST), by=request.user)
    messages.success(request, _("Saved."))
    return redirect("stakeholders:protocol", project.slug)


def _rule(project: Project, pk: int) -> ProtocolRule:
    rule: ProtocolRule = get_object_or_404(project.protocol_rules.select_related("member"), pk=pk)
    rule.project = project
    return rule


def _crumbs(project: Project) -> list[tuple[str, str]]:
    return [
        (_("Stakeholders"), reverse("stakeholders:list", args=[project.slug])),
        (_("Interviews"), reverse("stakeholders:interviews", args=[project.slug])),
        (_("Interview protocol"), reverse("stakeholders:protocol", args=[project.slug])),
    ]
