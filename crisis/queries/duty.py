"""Who is on duty, now and later."""

from django.utils import timezone

from crisis.models import DutyShift, DutyShiftQuerySet
from projects.models import Project


def on_duty(project: Project) -> dict[str, DutyShift]:
    """For each role, who is on duty in it just now; of two, who began last."""
    found: dict[str, DutyShift] = {}
    for shift in DutyShift.objects.at(timezone.now()).filter(project=project).select_related("person"):
        found.setdefault(shift.role, shift)
    return found


def rota(project: Project, *, role: str = "") -> DutyShiftQuerySet:
    """What goes on and what comes, the earliest first."""
    shifts = DutyShift.objects.standing().filter(project=project, ends_at__gt=timezone.now())
    if role:
        shifts = shifts.filter(role=role)
    return shifts.select_related("person", "project").order_by("starts_at", "pk")
