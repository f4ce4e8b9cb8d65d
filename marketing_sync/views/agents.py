"""The people who answer calls."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketing_sync import actions, forms, queries
from marketing_sync.models import Agent
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.erased import ERASED
from projects.listing import listing, search_text
from projects.models import Project
from reports import tables

SORTS = {
    "name": ("name",),
    "team": ("team", "name"),
    "open": ("-open", "name"),
}


@project_view(Perm.LAUNCH_VIEW)
def agents(request: ProjectRequest, project: Project) -> HttpResponse:
    """The agents, and how many briefs each still has to confirm."""
    text, team = search_text(request), search_text(request, "team")
    named = project.agents.active().exclude(team="").order_by("team")
    teams = list(named.values_list("team", flat=True).distinct())
    team = team if team in teams else ""
    found = listing(request, queries.agents(project, text=text, team=team), sorts=SORTS)
    context = {
        "listing": found,
        "teams": teams,
        "team": team,
        "filtered": text or team,
        "without_training": queries.agents_without_training(project).count(),
        "left": project.agents.filter(removed_at__isnull=False).exclude(name=ERASED)[:200],
    }
    return render(request, "marketing_sync/agents.html", context)


@project_view(Perm.LAUNCH_VIEW)
def export_agents(request: ProjectRequest, project: Project) -> HttpResponse:
    """The agents as a file, as they are filtered; it can be imported again."""
    # What is counted for each agent is no field that types know of.
    found: Any = queries.agents(project, text=search_text(request), team=search_text(request, "team"))
    return tables.download(
        request,
        name=_("Agents"),
        columns=[
            (_("Name"), "name"),
            (_("E-mail"), "email"),
            (_("Team"), "team"),
            (_("Language"), "language"),
            (_("Briefs asked"), "asked"),
            (_("Briefs confirmed"), "confirmed"),
            (_("Last confirmed"), "last_confirmed_at"),
        ],
        rows=found.order_by("name", "pk").values_list(
            "name", "email", "team", "language", "asked", "confirmed", "last_confirmed_at"
        ),
    )


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def train_agents(request: ProjectRequest, project: Project) -> HttpResponse:
    """Putting them on the list of those who read the SOPs and are trained."""
    count = actions.put_on_the_training_list(project=project, by=request.user)
    said = ngettext(
        "%(count)d person joined the training list.", "%(count)d people joined the training list.", count
    )
    messages.success(request, said % {"count": count})
    return redirect("outcomes:training", project.slug)


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def new_agent(request: ProjectRequest, project: Project) -> HttpResponse:
    """Registering an agent by hand."""
    form = forms.AgentForm(request.POST or None, instance=Agent(project=project))
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            made = actions.add_agent(project=project, by=request.user, **form.who())
            messages.success(request, _("%(name)s is registered.") % {"name": made})
            return once.done(request, _here(project))
    return _agent_page(request, form, _("An agent"), status=_status(form))


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def agent(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Changing an agent."""
    person = _agent(project, pk)
    name = person.name
    form = forms.AgentForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_agent(
                agent=person, by=request.user, version=form.cleaned_data["version"], **form.who()
            )
        except actions.ChangedMeanwhile as error:
            form.tell_of(error.stored, str(error))
            return _agent_page(request, form, name, status=409)
        messages.success(request, _("%(name)s saved.") % {"name": person})
        return redirect(_here(project))
    return _agent_page(request, form, name, status=_status(form))


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def remove_agent(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """An agent leaves."""
    person = _agent(project, pk)
    actions.remove_agent(agent=person, by=request.user)
    back = reverse("marketing_sync:restore_agent", args=[project.slug, person.pk])
    messages.success(
        request, _("%(name)s gets no more briefs.") % {"name": person}, extra_tags=f"undo {back}"
    )
    return redirect(_here(project))


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def restore_agent(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """An agent is back."""
    person = _agent(project, pk)
    actions.restore_agent(agent=person, by=request.user)
    messages.success(request, _("%(name)s is back.") % {"name": person})
    return redirect(_here(project))


def _agent(project: Project, pk: int) -> Agent:
    return get_object_or_404(project.agents.select_related("project"), pk=pk)


def _agent_page(request: ProjectRequest, form: forms.AgentForm, title: str, *, status: int) -> HttpResponse:
    return render(request, "marketing_sync/agent.html", {"form": form, "title": title}, status=status)


def _here(project: Project) -> str:
    return reverse("marketing_sync:agents", args=[project.slug])


def _status(form: forms.AgentForm) -> int:
    return 422 if form.is_bound and form.errors else 200
