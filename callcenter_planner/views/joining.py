"""What the mailed link of an invitation opens."""

from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from callcenter_planner import actions
from callcenter_planner.forms import JoinForm
from mailroom.actions.invite import JOIN
from mailroom.models import PersonalLink
from mailroom.public import by_link, neutral
from projects import actions as project_actions
from projects.forms import posted
from projects.models import Invitation, User


@by_link(JOIN)
def join(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Shows who asks whom into which project; a button accepts."""
    invitation = _invitation(link)
    if invitation is None:
        return neutral(request)
    if invitation.accepted_at is not None:
        return redirect("roof:home", invitation.project.slug)
    owner = User.objects.filter(email__iexact=invitation.email).first()
    if owner is None:
        return _as_newcomer(request, invitation)
    if not owner.is_active:
        return neutral(request)
    if request.user.is_authenticated and request.user != owner:
        return _page(request, invitation, somebody_else=True)
    if request.method == "POST":
        project_actions.accept_invitation(invitation=invitation, by=owner)
        messages.success(request, _("You have joined %(project)s.") % {"project": invitation.project})
        return redirect("roof:home", invitation.project.slug)
    return _page(request, invitation)


def _as_newcomer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.user.is_authenticated:
        return _page(request, invitation, somebody_else=True)
    form = JoinForm(posted(request), user=User(email=invitation.email))
    if form.is_valid():
        membership = actions.join_as_newcomer(invitation=invitation, **form.cleaned_data)
        home = reverse("roof:home", args=[invitation.project.slug])
        response: HttpResponse = perform_login(request, membership.user, redirect_url=home)
        return response
    return _page(request, invitation, form=form)


def _page(request: HttpRequest, invitation: Invitation, **context: Any) -> HttpResponse:
    form = context.get("form")
    status = 422 if form is not None and form.errors else 200
    return render(request, "roof/join.html", {"invitation": invitation, **context}, status=status)


def _invitation(link: PersonalLink) -> Invitation | None:
    return (
        Invitation.objects.select_related("project", "invited_by")
        .defer("project__logo")
        .filter(pk=link.person_pk, project=link.project_id, revoked_at=None)
        .first()
    )
