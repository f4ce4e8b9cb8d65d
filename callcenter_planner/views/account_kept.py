"""What is kept about somebody who signs in: shown to them and to their lead, and taken out."""

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from callcenter_planner.forms import NameToBeSureForm
from callcenter_planner.views.person import as_file
from callcenter_planner.whole import account
from projects import audit, queries
from projects.access import Perm, ProjectRequest, project_view
from projects.forms import posted
from projects.models import Project, User


# On an unwatched screen it may be read, but neither taken away nor ended: whoever has not given their
# password a moment ago gives it again, as for any other change of the account.
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def mine(request: HttpRequest) -> HttpResponse:
    """What is kept about oneself, in all projects; and the way to end one's account."""
    user = cast(User, request.user)
    form = NameToBeSureForm(posted(request), of=user.email)
    form.fields["name"].label = _("Your e-mail address")
    if form.is_valid():
        try:
            account.erase(user=user, by=user)
        except account.StillTheLead as error:
            form.add_error(None, str(error))
        else:
            logout(request)
            messages.success(request, _("Your account is gone. What you did stays, without your name."))
            return redirect("account_login")
    context = {"form": form, "counts": _counts(account.counted(user))}
    return render(request, "roof/kept_mine.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
@reauthentication_required
def mine_file(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    user = cast(User, request.user)
    return as_file({"person": str(user), "kept": account.everything_about(user)}, str(user))


@project_view(Perm.PROJECT_EDIT, methods=("GET", "POST"))
def member(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What is kept about a member in this project; and the way to end their account, if it is here alone."""
    user = _member(project, pk)
    if user == request.user:
        return redirect("roof:kept_mine")
    file_url = reverse("roof:kept_member_file", args=[project.slug, pk])
    return _kept(request, project, user, {"file_url": file_url, "is_member": True})


@project_view(Perm.PROJECT_EDIT, methods=("GET", "POST"))
def former(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The same of somebody who was taken out of the project; `pk` is their account's."""
    user = _former(project, pk)
    file_url = reverse("roof:kept_former_file", args=[project.slug, pk])
    return _kept(request, project, user, {"file_url": file_url, "is_member": False})


def _kept(request: ProjectRequest, project: Project, user: User, told: dict[str, Any]) -> HttpResponse:
    elsewhere = account.works_elsewhere(user, project)
    form = NameToBeSureForm(posted(request), of=str(user))
    if not elsewhere and form.is_valid():
        try:
            account.erase(user=user, by=request.user, within=project)
        except account.WorksElsewhere:
            elsewhere = True
        except account.StillTheLead as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Their account is gone. What they did stays, without their name."))
            return redirect("roof:people", project.slug)
    context = {
        **told,
        "name": str(user),
        "form": form,
        "elsewhere": elsewhere,
        "counts": _counts(account.counted(user, within=project)),
        "crumbs": [(_("People"), reverse("roof:people", args=[project.slug]))],
    }
    status = 409 if elsewhere and request.method == "POST" else 422 if form.errors else 200
    return render(request, "roof/kept_member.html", context, status=status)


@project_view(Perm.PROJECT_EDIT)
def member_file(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What this project keeps about a member, as a file."""
    return _file(request, project, _member(project, pk))


@project_view(Perm.PROJECT_EDIT)
def former_file(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The same about somebody who was taken out of the project."""
    return _file(request, project, _former(project, pk))


def _file(request: ProjectRequest, project: Project, user: User) -> HttpResponse:
    told = account.everything_about(user, within=project)
    if request.method == "GET":
        audit.record(project=project, by=request.user, verb="took out what is kept about", on=user)
    return as_file({"project": project.name, "person": str(user), "kept": told}, str(user))


def _member(project: Project, pk: int) -> User:
    return get_object_or_404(queries.members(project), pk=pk).user


def _former(project: Project, pk: int) -> User:
    return get_object_or_404(queries.former_members(project), pk=pk)


def _counts(told: dict[str, int]) -> list[tuple[str, int]]:
    words = {
        "account": _("Name and address"),
        "roles": _("Roles"),
        "invitations": _("Invitations"),
        "mails": _("Mails"),
        "no reminders": _("No reminders"),
        "acts": _("Acts, in the activity"),
        "named as": _("Places with the name as owner, maker or reader"),
    }
    return [(words[name], number) for name, number in told.items()]
