"""Training temporary people for one launch. Their dates stand in the curriculum and follow the launch's."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from marketing_sync.actions.conflict import ChangedMeanwhile, NotPossible
from marketing_sync.models import CampaignTraining, Launch, LaunchState
from outcomes import actions as outcomes
from outcomes.models import Colleague, TrainingUnit
from projects import audit
from projects.models import User

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Times:
    """Until when they are trained for the launch, and between which days they learn the rest."""

    train_by: datetime.date
    rest_from: datetime.date
    rest_by: datetime.date


@transaction.atomic
def train_for(
    *,
    launch: Launch,
    by: User,
    version: int,
    times: Times,
    people: Sequence[Colleague],
    newcomers: Sequence[tuple[str, str]] = (),
    parts: Sequence[TrainingUnit] = (),
    own_part: str = "",
    minutes: int | None = None,
) -> CampaignTraining:
    """Plans who learns what before the launch, in place of what was planned; the rest of it comes after.

    `newcomers` (name, address) join the people who answer calls; `own_part` is one more part, which nobody
    else has to learn. `version` is the plan that was read, 0 for none. Raises `ChangedMeanwhile`, and
    `NotPossible` for a part's name or an address that is taken.
    """
    launch = Launch.objects.select_for_update(of=("self",)).select_related("project").get(pk=launch.pk)
    stored = CampaignTraining.objects.filter(launch=launch).first()
    if (stored.version if stored else 0) != version:
        raise ChangedMeanwhile(
            stored or CampaignTraining(launch=launch, version=0),
            _("Somebody changed this training while you were writing."),
        )
    project = launch.project
    try:
        joined = [
            outcomes.add_colleague(project=project, by=by, name=name, email=email, is_temporary=True)
            for name, email in newcomers
        ]
        if own_part:
            own = outcomes.add_unit(
                project=project, by=by, name=own_part, minutes=minutes, is_for_everybody=False
            )
            parts = [*parts, own]
    except outcomes.NotPossible as error:
        raise NotPossible(str(error)) from None
    before = list(stored.people.all()) if stored else []
    training = stored or CampaignTraining(launch=launch, version=0)
    training.train_by, training.rest_from, training.rest_by = times.train_by, times.rest_from, times.rest_by
    training.version += 1
    training.save()
    training.people.set([*people, *joined])
    training.parts.set(parts)
    _lay_dates([*before, *people, *joined])
    audit.record(
        project=project,
        by=by,
        verb="planned the training of temporary people for",
        on=launch,
        people=len(people) + len(joined),
        until=times.train_by.isoformat(),
    )
    return training


@transaction.atomic
def is_trained_for(*, launch: Launch, colleague: Colleague, by: User) -> None:
    """The colleague has today every part that the launch asks for."""
    training = _planned(launch)
    for part in training.parts.all():
        learned = outcomes.has_learned(colleague=colleague, unit=part, by=by, on=launch.project.today())
        if learned is not None:
            training.noted.add(learned)


@transaction.atomic
def is_not_trained_for(*, launch: Launch, colleague: Colleague, by: User) -> None:
    """After all not. What they had before it was noted for this launch, they keep.

    Raises `NotPossible` when they had all of it before.
    """
    training = _planned(launch)
    noted = training.noted.filter(colleague=colleague, unit__campaigns=training)
    if not noted.exists():
        raise NotPossible(
            _("%(name)s learned it outside of this launch. Take it back on their own page of the training.")
            % {"name": colleague}
        )
    for one in noted.select_related("unit__project"):
        outcomes.has_not_learned(colleague=colleague, unit=one.unit, by=by)


def follow_with_training(*, launch: Launch, before: tuple[datetime.date, datetime.date]) -> None:
    """After the launch's days, name or state changed: what is still to be learned follows.

    `before` are its `possible_days` as they were. Expects that the caller holds the launch's row lock.
    """
    training = CampaignTraining.objects.filter(launch=launch).first()
    if training is None:
        return
    if launch.possible_days != before:
        first, last = launch.possible_days
        sooner, later = first - before[0], last - before[1]
        if sooner:
            # Before it can go out, and where that can still be kept, not before today.
            training.train_by = min(max(training.train_by + sooner, launch.project.today()), first - _DAY)
        training.rest_from = max(training.rest_from + later, last + _DAY)
        training.rest_by = max(training.rest_by + later, training.rest_from)
        training.version += 1
        training.save(update_fields=["train_by", "rest_from", "rest_by", "version"])
    _lay_dates(training.people.all())


def _planned(launch: Launch) -> CampaignTraining:
    training = CampaignTraining.objects.filter(launch=launch).first()
    if training is None:
        raise NotPossible(_("Nobody is trained for this launch alone."))
    return training


def _lay_dates(people: Iterable[Colleague]) -> None:
    """Gives these people the dates of all campaigns that they are in; what is cancelled asks for nothing.

    Where two campaigns ask for one part, the first day holds; what both put off waits for the later one.
    """
    people = list({one.pk: one for one in people}.values())
    asked: dict[int, dict[int, outcomes.OwnDate]] = defaultdict(dict)
    put_off: dict[int, dict[int, outcomes.OwnDate]] = defaultdict(dict)
    campaigns = (
        CampaignTraining.objects.filter(people__in=people)
        .exclude(launch__state=LaunchState.CANCELLED)
        .select_related("launch")
        .prefetch_related("people", "parts")
        .distinct()
    )
    units = list(TrainingUnit.objects.filter(project__in={one.project_id for one in people}))
    for campaign in sorted(campaigns, key=lambda one: one.train_by):
        name, needed = campaign.launch.name, {part.pk for part in campaign.parts.all()}
        for one in campaign.people.all():
            for unit in units:
                if unit.pk in needed:
                    asked[one.pk].setdefault(unit.pk, outcomes.OwnDate(unit, campaign.train_by, name))
                elif unit.is_for_everybody:
                    earlier = put_off[one.pk].get(unit.pk)
                    if earlier is None or earlier.due_on < campaign.rest_by:
                        put_off[one.pk][unit.pk] = outcomes.OwnDate(
                            unit, campaign.rest_by, name, campaign.rest_from
                        )
    dates = {one.pk: list({**put_off[one.pk], **asked[one.pk]}.values()) for one in people}
    outcomes.give_dates(people=people, dates=dates)
