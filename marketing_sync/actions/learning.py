"""What a launch's own calls teach about the response rate; it becomes the start of the next of its kind."""

import datetime

import numpy as np
from django.db import transaction
from django.utils import timezone

from marketing_sync import queries
from marketing_sync.models import Launch, LearnedRate
from projects import audit
from projects.models import Project

_LONGEST = datetime.timedelta(days=120)


@transaction.atomic
def learn_from_calls(*, project: Project) -> list[LearnedRate]:
    """Learns anew from each launch of the last months that went out and whose calls were counted."""
    launches = Launch.objects.filter(
        project=project, dropped_on__gte=project.today() - _LONGEST, audience_size__gt=0
    ).select_related("project")
    learned = [learn(launch=launch) for launch in launches.order_by("dropped_on", "pk")]
    return [one for one in learned if one is not None]


@transaction.atomic
def learn(*, launch: Launch) -> LearnedRate | None:
    """Keeps what the calls since the drop say of the rate; None when none were counted since."""
    seen = queries.actuals(launch)
    if seen is None or not seen.days:
        LearnedRate.objects.filter(launch=launch).delete()
        return None
    belief = seen.prior.learned(
        total=seen.total, base=seen.base, reached=seen.reached, variance=seen.variance
    )
    if not np.isfinite(belief.mean):
        return None
    learned, made = LearnedRate.objects.update_or_create(
        launch=launch,
        defaults={
            "calls": belief.calls,
            "people": belief.people,
            "total": seen.total,
            "base": seen.base,
            "reached": seen.reached,
            "days": seen.days,
            "learned_at": timezone.now(),
        },
    )
    audit.record(
        project=launch.project,
        by=None,
        verb="learned the response rate of" if made else "learned more of the response rate of",
        on=launch,
        percent=round(learned.percent, 3),
        days=seen.days,
    )
    return learned
