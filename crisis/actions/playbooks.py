"""Making a starter playbook the project's own."""

import datetime

from django.db import transaction

from crisis import queries
from crisis.models import Playbook, PlaybookVersion
from projects import audit
from projects.models import Project, User

REVIEWED_WITHIN = datetime.timedelta(days=365)


@transaction.atomic
def adopt(*, project: Project, starter: queries.StarterPlaybook, by: User) -> Playbook:
    """The project's own copy of a starter playbook, made once. Its first version is the starter itself."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    playbook, made = Playbook.objects.get_or_create(
        project=project,
        key=starter.key,
        defaults={
            "title": starter.title,
            "hazard": starter.hazard,
            "review_on": project.today() + REVIEWED_WITHIN,
        },
    )
    if made:
        PlaybookVersion.objects.create(
            playbook=playbook,
            number=1,
            severity=starter.severity,
            triggers=list(starter.triggers),
            escalate_when=list(starter.escalate_when),
            stand_down_when=list(starter.stand_down_when),
            steps=[_kept(step) for step in starter.steps],
            starts=list(starter.starts),
            title=starter.title,
            made_by=by,
        )
        audit.record(project=project, by=by, verb="adopted the playbook", on=playbook)
    return playbook


def _kept(step: queries.Step) -> dict[str, object]:
    return {
        "phase": step.phase,
        "role": step.role,
        "title": step.title,
        "minutes": step.target_minutes,
        "from_stand_down": step.from_stand_down,
        "confirmed": step.is_confirmed,
        "done_when": step.done_when,
    }
