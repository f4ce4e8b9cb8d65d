"""What is prepared for a launch beside its brief: somebody answers for each item, and can take it back."""

from django.db import transaction
from django.utils import timezone

from marketing_sync.models import Launch, Preparation
from projects import audit
from projects.models import User


@transaction.atomic
def prepare(*, launch: Launch, by: User, item: str, note: str) -> Preparation:
    """Keeps that the item is done, or its gap accepted, and by whom; the note says how or why."""
    kept, _made = Preparation.objects.update_or_create(
        launch=launch, item=item, defaults={"note": note, "done_by": by, "done_at": timezone.now()}
    )
    audit.record(project=launch.project, by=by, verb="prepared", on=launch, item=item)
    return kept


@transaction.atomic
def unprepare(*, launch: Launch, by: User, item: str) -> None:
    """It is not done after all. What was written stands in the audit trail."""
    kept = Preparation.objects.filter(launch=launch, item=item).first()
    if kept is not None:
        note = kept.note[:500]
        kept.delete()
        audit.record(project=launch.project, by=by, verb="took back", on=launch, item=item, note=note)
