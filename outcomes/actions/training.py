"""The curriculum, and who has which part of it."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from outcomes.actions.measures import NotPossible
from outcomes.actions.rows import rewrite
from outcomes.models import Colleague, Trained, TrainingDate, TrainingUnit
from projects import audit
from projects.models import Project, User


@transaction.atomic
def add_unit(*, project: Project, by: User, **fields: Any) -> TrainingUnit:
    """One more part of the curriculum. Raises `NotPossible` when there is one of this name."""
    try:
        with transaction.atomic():
            unit = TrainingUnit.objects.create(project=project, **fields)
    except IntegrityError:
        raise NotPossible(_("There is a part of this name. Give it another one.")) from None
    audit.record(project=project, by=by, verb="added to the curriculum", on=unit)
    return unit


@transaction.atomic
def change_unit(*, unit: TrainingUnit, by: User, version: int, **fields: Any) -> TrainingUnit:
    """Another name, length or date; made from `version`."""
    try:
        with transaction.atomic():
            stored: TrainingUnit = rewrite(
                unit, by=by, version=version, verb="changed in the curriculum", fields=fields
            )
    except IntegrityError:
        raise NotPossible(_("There is a part of this name. Give it another one.")) from None
    return stored


@transaction.atomic
def has_learned(*, colleague: Colleague, unit: TrainingUnit, by: User, on: datetime.date) -> Trained | None:
    """The colleague has it; None when that was known already. Both belong to one project."""
    if colleague.project_id != unit.project_id:
        raise NotPossible(_("They belong to different projects."))
    row, made = Trained.objects.get_or_create(
        colleague=colleague, unit=unit, defaults={"on": on, "kept_by": by}
    )
    if made:
        audit.record(project=unit.project, by=by, verb="trained", on=colleague, unit=unit.name)
    return row if made else None


@transaction.atomic
def has_not_learned(*, colleague: Colleague, unit: TrainingUnit, by: User) -> None:
    """After all not."""
    gone, _models = Trained.objects.filter(colleague=colleague, unit=unit).delete()
    if gone:
        audit.record(
            project=unit.project, by=by, verb="took back a training of", on=colleague, unit=unit.name
        )


@dataclass(frozen=True)
class OwnDate:
    """Until when somebody learns a part, and since when at the earliest; `campaign` asks for it."""

    unit: TrainingUnit
    due_on: datetime.date
    campaign: str
    starts_on: datetime.date | None = None


@transaction.atomic
def give_dates(*, people: Iterable[Colleague], dates: Mapping[int, Sequence[OwnDate]]) -> None:
    """Puts these dates, by the colleague's key, in place of all dates of their own that these people had.

    Whoever asks for them audits it, for all people at once.
    """
    people = list(people)
    TrainingDate.objects.filter(colleague__in=people).delete()
    TrainingDate.objects.bulk_create(
        TrainingDate(
            colleague=one,
            unit=own.unit,
            starts_on=own.starts_on,
            due_on=own.due_on,
            campaign=own.campaign,
        )
        for one in people
        for own in dates.get(one.pk, ())
    )
