"""The curriculum, and who has which part of it."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from outcomes.actions.measures import NotPossible
from outcomes.actions.rows import rewrite
from outcomes.models import Colleague, Trained, TrainingUnit
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
def has_learned(*, colleague: Colleague, unit: TrainingUnit, by: User, on: datetime.date) -> None:
    """The colleague has it. Both belong to one project."""
    if colleague.project_id != unit.project_id:
        raise NotPossible(_("They belong to different projects."))
    _row, made = Trained.objects.get_or_create(
        colleague=colleague, unit=unit, defaults={"on": on, "kept_by": by}
    )
    if made:
        audit.record(project=unit.project, by=by, verb="trained", on=colleague, unit=unit.name)


@transaction.atomic
def has_not_learned(*, colleague: Colleague, unit: TrainingUnit, by: User) -> None:
    """After all not."""
    gone, _models = Trained.objects.filter(colleague=colleague, unit=unit).delete()
    if gone:
        audit.record(
            project=unit.project, by=by, verb="took back a training of", on=colleague, unit=unit.name
        )
