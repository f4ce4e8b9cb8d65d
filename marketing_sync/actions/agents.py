"""The people who answer calls. Whoever joins is asked to read what the others were asked to read."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketing_sync import queries
from marketing_sync.actions import briefs
from marketing_sync.actions.conflict import ChangedMeanwhile
from marketing_sync.models import Agent
from outcomes import actions as outcomes
from projects import audit
from projects.models import Project, User


@transaction.atomic
def add_agent(*, project: Project, by: User, **fields: Any) -> Agent:
    """Registers an agent (name, email, team, language), who gets the briefs of what is ahead and out."""
    agent = Agent.objects.create(project=project, **fields)
    audit.record(project=project, by=by, verb="registered the agent", on=agent)
    catch_up(project=project, agents=[agent])
    return agent


@transaction.atomic
def change_agent(*, agent: Agent, by: User, version: int, **fields: Any) -> Agent:
    """Changes who they are. Raises `ChangedMeanwhile` when they are not in the `version` that was read."""
    agent = Agent.objects.select_for_update(of=("self",)).select_related("project").get(pk=agent.pk)
    if agent.version != version:
        raise ChangedMeanwhile(agent, _("Somebody changed this agent while you were writing."))
    for name, value in fields.items():
        setattr(agent, name, value)
    agent.version += 1
    agent.save(update_fields=[*fields, "version"])
    audit.record(project=agent.project, by=by, verb="changed the agent", on=agent)
    return agent


@transaction.atomic
def remove_agent(*, agent: Agent, by: User) -> None:
    """The agent answers no more calls: gets no more briefs, and the links sent to them open nothing more."""
    if Agent.objects.active().filter(pk=agent.pk).update(removed_at=timezone.now(), removed_by=by):
        briefs.close_links(agent=agent)
        audit.record(project=agent.project, by=by, verb="removed the agent", on=agent)


@transaction.atomic
def restore_agent(*, agent: Agent, by: User) -> None:
    """The agent is back, and is asked to read what they have missed."""
    if Agent.objects.filter(pk=agent.pk, removed_at__isnull=False).update(removed_at=None, removed_by=None):
        agent.refresh_from_db()
        audit.record(project=agent.project, by=by, verb="brought back the agent", on=agent)
        catch_up(project=agent.project, agents=[agent])


@transaction.atomic
def put_on_the_training_list(*, project: Project, by: User) -> int:
    """Has every agent read the SOPs and be trained, too: who is not on that list yet joins it."""
    people = queries.agents_without_training(project).values_list("name", "email", "language")
    return outcomes.add_colleagues(project=project, by=by, people=list(people))


def catch_up(*, project: Project, agents: Sequence[Agent]) -> None:
    """Asks these agents to read the latest brief of every launch that is ahead or out."""
    for brief in queries.current_briefs(project):
        briefs.ask(brief=brief, agents=agents)
