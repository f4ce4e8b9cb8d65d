"""Who works on a project: members, their roles, and who was asked to join."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from callcenter_planner.forms import InviteForm, NoticesForm
from callcenter_planner.views import lists
from mailroom.actions import invite as inviting
from projects import actions, once, queries
from projects.access import ROLE_SAYS, Perm, ProjectRequest, project_view
from projects.forms import RoleForm, posted
from projects.models import Project, Role
from reports import tables


@project_view(Perm.PROJECT_VIEW)
def people(request: ProjectRequest, project: Project) -> HttpResponse:
    """Everybody can see who is in the project; a lead can change it."""
    if tables.asked(request):
        return lists.people(request, project)
    return _page(request, project, InviteForm())


@project_view(Perm.PROJECT_EDIT, methods=("POST",))
def invite(request: ProjectRequest, project: Project) -> HttpResponse:
    """Asks somebody to join."""
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            with once.only(request) as earlier:
                if earlier:
                    return redirect(earlier)
                invitation = inviting.invite(project=project, by=request.user, **form.cleaned_data)
                messages.success(request, _("%(email)s was invited.") % {"email": invitation.email})
                return once.done(request, reverse("roof:people", args=[project.slug]))
        except (inviting.AlreadyMember, inviting.AlreadyInvited) as error:
            form.add_error("email", str(error))
    return _page(request, project, form)


@project_view(Perm.PROJECT_EDIT, methods=("POST",))
def invite_again(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Sends an invitation's mail once more."""
    invitation = get_object_or_404(project.invitations, pk=pk)
    try:
        inviting.invite_again(invitation=invitation, by=request.user)
        messages.success(
            request, _("The invitation of %(email)s was sent again.") % {"email": invitation.email}
        )
    except actions.InvitationClosed as error:
        messages.error(request, str(error))
    return redirect("roof:people", project.slug)


@project_view(Perm.PROJECT_EDIT, methods=("POST",))
def withdraw(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Closes an invitation."""
    invitation = get_object_or_404(project.invitations, pk=pk)
    try:
        actions.withdraw_invitation(invitation=invitation, by=request.user)
        messages.success(
            request, _("The invitation of %(email)s was withdrawn.") % {"email": invitation.email}
        )
    except actions.InvitationClosed as error:
        messages.error(request, str(error))
    return redirect("roof:people", project.slug)


@project_view(Perm.PROJECT_VIEW, methods=("GET", "POST"))
def notices(request: ProjectRequest, project: Project) -> HttpResponse:
    """How the member hears of what needs no act of theirs at once."""
    form = NoticesForm(posted(request), membership=request.membership)
    if form.is_valid():
        actions.change_notices(
            membership=request.membership, notices=form.cleaned_data["notices"], of=form.of_kinds()
        )
        messages.success(request, _("Saved."))
        return redirect("roof:mine", project.slug)
    return render(request, "roof/notices.html", {"form": form}, status=422 if form.errors else 200)


def _page(request: ProjectRequest, project: Project, form: InviteForm) -> HttpResponse:
    context = {
        "memberships": queries.members(project),
        "former": queries.former_members(project),
        "invitations": queries.open_invitations(project),
        "form": form,
        "role_form": RoleForm(auto_id=False),
        "roles": [(Role(role).label, says) for role, says in ROLE_SAYS.items()],
    }
    return render(request, "roof/people.html", context, status=422 if form.errors else 200)
