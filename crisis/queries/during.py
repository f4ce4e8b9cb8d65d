"""What holds for as long as a run lasts."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from crisis.models import Activation, Broadcast, Inject, ProcedureChange
from marketing_sync.models import Launch, LaunchQuerySet, Pause


@dataclass(frozen=True)
class Holding:
    """What is done otherwise, held back and promised just now."""

    procedures: list[ProcedureChange]
    pauses: list[Pause]
    injects: list[Inject]
    next_update_at: datetime.datetime | None


def key_of(activation: Activation) -> str:
    """Names the run to the launches that it holds back."""
    return f"crisis-run:{activation.pk}"


def held_launches(activation: Activation) -> list[Pause]:
    """What this run holds back."""
    return list(
        Pause.objects.holding()
        .filter(key=key_of(activation), launch__project=activation.project)
        .select_related("launch")
    )


def pausable(activation: Activation) -> LaunchQuerySet:
    """The launches that this run can still hold back."""
    held = Pause.objects.holding().filter(key=key_of(activation)).values("launch")
    return Launch.objects.filter(project=activation.project).open().exclude(pk__in=held)


def holding(activation: Activation, broadcasts: list[Broadcast]) -> Holding:
    """What the board shows beside its steps; `broadcasts` with the newest first."""
    promised = next((one.next_update_at for one in broadcasts if one.next_update_at), None)
    return Holding(
        procedures=[one for one in activation.procedures.select_related("announced") if one.holds],
        pauses=held_launches(activation) if activation.is_running else [],
        injects=list(activation.injects.filter(told_at__lte=timezone.now())) if activation.is_drill else [],
        next_update_at=promised if activation.is_running else None,
    )
