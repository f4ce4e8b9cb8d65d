"""Holding launches back while something lasts: their due alerts wait, and go when it is over."""

from django.db import transaction
from django.utils import timezone

from marketing_sync.models import Launch, Pause
from projects import audit
from projects.models import Project, User


@transaction.atomic
def pause(*, project: Project, launches: list[Launch], key: str, because: str, by: User) -> list[Launch]:
    """Holds these launches back; returns those that were not held for this `key` already."""
    # In the order of their keys, as everybody locks several launches; only then is it read what stands.
    rows = Launch.objects.select_for_update(of=("self",)).filter(project=project)
    held = list(rows.open().filter(pk__in=[launch.pk for launch in launches]).order_by("pk"))
    standing = set(Pause.objects.holding().filter(key=key).values_list("launch", flat=True))
    fresh = [launch for launch in held if launch.pk not in standing]
    Pause.objects.bulk_create(
        Pause(launch=launch, key=key, because=because[:200], begun_by=by) for launch in fresh
    )
    for launch in fresh:
        audit.record(project=project, by=by, verb="paused the launch", on=launch, because=because)
    return fresh


@transaction.atomic
def end_pauses(*, project: Project, key: str, by: User, launch: Launch | None = None) -> list[Launch]:
    """Lets go what was held for this `key`, or one launch of it. What fell due goes with the next minute."""
    pauses = Pause.objects.holding().filter(launch__project=project, key=key).select_related("launch")
    if launch is not None:
        pauses = pauses.filter(launch=launch)
    ended = list(pauses.select_for_update(of=("self",)))
    Pause.objects.filter(pk__in=[one.pk for one in ended]).update(ended_at=timezone.now(), ended_by=by)
    for one in ended:
        audit.record(project=project, by=by, verb="let the launch go on", on=one.launch)
    return [one.launch for one in ended]
