"""The pages of the ground floor."""

from itertools import groupby
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from projects import actions, colours, once, queries
from projects.access import Perm, ProjectRequest, project_view
from projects.forms import ActivityFilter, NameForm, NewProjectForm, RoleForm, SettingsForm, posted
from projects.listing import listing
from projects.models import Project, User


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The front door: one's only project, or the choice among several."""
    mine = queries.projects_of(_user(request))
    if len(mine) == 1:
        return redirect("roof:home", mine[0].slug)
    return redirect("projects:all")


@login_required
@require_safe
def every_project(request: HttpRequest) -> HttpResponse:
    """The projects in which one has a role."""
    memberships = queries.memberships_of(_user(request))
    return render(request, "projects/all.html", {"memberships": memberships})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Making a project."""
    form = NewProjectForm(posted(request))
    if form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            project = actions.create_project(by=_user(request), **form.cleaned_data)
            return once.done(request, reverse("roof:home", args=[project.slug]))
    return render(request, "projects/new.html", {"form": form}, status=_status(form))


@project_view(Perm.PROJECT_EDIT, methods=("GET", "POST"))
def settings(request: ProjectRequest, project: Project) -> HttpResponse:
    """The project's settings."""
    form = SettingsForm(posted(request), request.FILES or None, instance=project)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.change_settings(project=project, version=version, by=request.user, **form.changes())
        except actions.Stale as error:
            form.tell_of(Project.objects.get(pk=project.pk), str(error))
            return render(request, "projects/settings.html", {"form": form}, status=409)
        messages.success(request, _("Settings saved."))
        return redirect("projects:settings", project.slug)
    return render(request, "projects/settings.html", {"form": form}, status=_status(form))


@project_view(Perm.PROJECT_EDIT, methods=("POST",))
def change_role(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Gives a member another role."""
    membership = get_object_or_404(queries.members(project), pk=pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            actions.change_role(membership=membership, role=form.cleaned_data["role"], by=request.user)
            messages.success(request, _("%(name)s's role was changed.") % {"name": membership.user})
        except actions.LastLead as error:
            messages.error(request, str(error))
    else:
        messages.error(request, _("There is no such role. Choose one from the list."))
    return redirect("roof:people", project.slug)


@project_view(Perm.PROJECT_EDIT, methods=("POST",))
def remove_member(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Takes a member out of the project."""
    membership = get_object_or_404(queries.members(project), pk=pk)
    try:
        actions.remove_member(membership=membership, by=request.user)
    except actions.LastLead as error:
        messages.error(request, str(error))
        return redirect("roof:people", project.slug)
    messages.success(request, _("%(name)s was removed from the project.") % {"name": membership.user})
    if membership.user_id == request.user.pk:
        return redirect("projects:all")
    return redirect("roof:people", project.slug)


@project_view(Perm.AUDIT_VIEW)
def activity(request: ProjectRequest, project: Project) -> HttpResponse:
    """The audit trail."""
    form = ActivityFilter.asked_by(request, project)
    asked = form.asked()
    found = listing(request, queries.activity(project, **asked), sorts={"newest": ("-at", "-pk")})
    days = [
        (date, list(entries))
        for date, entries in groupby(found.rows, key=lambda entry: timezone.localdate(entry.at))
    ]
    context = {"form": form, "listing": found, "days": days, "asked": asked}
    return render(request, "projects/activity.html", context)


@project_view(Perm.PROJECT_VIEW)
def logo(request: ProjectRequest, project: Project) -> HttpResponse:
    """The project's logo, as the PNG that we drew."""
    if not project.logo or not project.logo_type:
        raise Http404
    response = HttpResponse(bytes(project.logo), content_type=project.logo_type)
    # The address carries the version of the settings, so a new logo has a new address.
    patch_cache_control(response, private=True, max_age=86_400)
    return response


@require_safe
def accent(request: HttpRequest, colour: str) -> HttpResponse:
    """A colour as custom properties. Names no project, so anybody may have it, and keep it."""
    response = HttpResponse(colours.stylesheet(f"#{colour}"), content_type="text/css")
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def you(request: HttpRequest) -> HttpResponse:
    """One's own name."""
    user = _user(request)
    form = NameForm(posted(request), initial={"name": user.name})
    if form.is_valid():
        actions.change_name(user=user, name=form.cleaned_data["name"])
        messages.success(request, _("Your name was saved."))
        return redirect("projects:you")
    return render(request, "projects/you.html", {"form": form}, status=_status(form))


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _status(form: Any) -> int:
    """A form that comes back with errors says so to scripts, too."""
    return 422 if form.is_bound and form.errors else 200
