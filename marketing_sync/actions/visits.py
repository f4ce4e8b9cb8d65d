"""Marketing sits with an agent: planned, held, and what was taken away."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketing_sync.actions.conflict import ChangedMeanwhile
from marketing_sync.models import Agent, Visit, VisitState
from projects import audit
from projects.models import Project, User


@transaction.atomic
def plan_visit(
    *, project: Project, by: User, visitor: str, agent: Agent | None, day: datetime.date, took_away: str = ""
) -> Visit:
    """Plans a visit; one of which already stands what was taken away has been held."""
    visit = Visit.objects.create(
        project=project,
        visitor=visitor,
        agent=agent,
        day=day,
        took_away=took_away,
        state=VisitState.HELD if took_away else VisitState.PLANNED,
    )
    audit.record(project=project, by=by, verb="planned the visit", on=visit)
    return visit


@transaction.atomic
def change_visit(
    *,
    visit: Visit,
    by: User,
    version: int,
    visitor: str,
    agent: Agent | None,
    day: datetime.date,
    took_away: str,
) -> Visit:
    """Changes it; with what was taken away it has been held. Raises `ChangedMeanwhile`."""
    kept = Visit.objects.select_for_update(of=("self",)).select_related("project").get(pk=visit.pk)
    if kept.version != version:
        raise ChangedMeanwhile(kept, _("Somebody changed this visit while you were writing."))
    kept.visitor, kept.agent, kept.day, kept.took_away = visitor, agent, day, took_away
    kept.state = VisitState.HELD if took_away else VisitState.PLANNED
    kept.version += 1
    kept.save(update_fields=["visitor", "agent", "day", "took_away", "state", "version"])
    audit.record(project=kept.project, by=by, verb="changed the visit", on=kept, state=kept.state)
    return kept


@transaction.atomic
def cancel_visit(*, visit: Visit, by: User) -> None:
    """Calls a planned visit off; changing it puts it on again."""
    planned = Visit.objects.filter(pk=visit.pk, state=VisitState.PLANNED)
    if planned.update(state=VisitState.CANCELLED, version=visit.version + 1):
        audit.record(project=visit.project, by=by, verb="called off the visit", on=visit)
