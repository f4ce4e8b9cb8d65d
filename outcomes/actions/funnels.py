"""Funnels: made, and their periods written, corrected, taken away. Each period is read by four measures."""

import datetime
import decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outcomes.actions.measures import ChangedMeanwhile, NotPossible, create
from outcomes.models import Funnel, FunnelPeriod, Measure, Reading
from projects import audit
from projects.models import Project, User

COUNTS = ("attempted", "reached", "scheduled", "showed")


@transaction.atomic
def make_funnel(
    *,
    project: Project,
    by: User,
    name: str,
    outcome: str = "",
    cadence: str = "week",
    owner: User | None = None,
    measures: dict[str, Measure] | None = None,
) -> Funnel:
    """A funnel with its four measures, which are made unless they are given. Raises `NotPossible`."""
    read = measures or _measures(project, by, name, outcome, cadence, owner)
    try:
        with transaction.atomic():
            funnel = Funnel.objects.create(project=project, created_by=by, name=name, outcome=outcome, **read)
    except IntegrityError:
        raise NotPossible(_("There is a funnel of this name. Give it another one.")) from None
    audit.record(project=project, by=by, verb="made the funnel", on=funnel)
    return funnel


@transaction.atomic
def write_period(*, funnel: Funnel, by: User, on: datetime.date, **amounts: Any) -> FunnelPeriod:
    """Writes one period down and has it read by the measures. Raises `NotPossible` when the day has one."""
    _hold(funnel)
    _refuse_another(funnel, on)
    period = FunnelPeriod.objects.create(funnel=funnel, on=on, written_by=by, **amounts)
    _read(period, by)
    _record(period, by, "wrote down a period of")
    return period


@transaction.atomic
def correct_period(*, period: FunnelPeriod, by: User, version: int, **fields: Any) -> FunnelPeriod:
    """Corrects a period, made from `version`, and with it the readings; the trail keeps what it was."""
    _hold(period.funnel)
    stored = FunnelPeriod.objects.select_related("funnel__project").get(pk=period.pk)
    if stored.version != version:
        raise ChangedMeanwhile(stored)
    before = _said(stored)
    if fields.get("on", stored.on) != stored.on:
        _refuse_another(stored.funnel, fields["on"])
        _unread(stored, by)
    for name, value in fields.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save(update_fields=[*fields, "version"])
    _read(stored, by)
    _record(stored, by, "corrected a period of", before=before)
    return stored


@transaction.atomic
def remove_period(*, period: FunnelPeriod, by: User) -> None:
    """Takes a period and its readings away; it can be put back."""
    _hold(period.funnel)
    if FunnelPeriod.objects.kept().filter(pk=period.pk).update(removed_at=timezone.now(), removed_by=by):
        _unread(period, by)
        _record(period, by, "took away a period of")


@transaction.atomic
def put_period_back(*, period: FunnelPeriod, by: User) -> None:
    """Puts a period back. Raises `NotPossible` when its day has another one by now."""
    _hold(period.funnel)
    stored = FunnelPeriod.objects.select_related("funnel__project").get(pk=period.pk)
    if stored.removed_at is None:
        return
    _refuse_another(stored.funnel, stored.on)
    stored.removed_at = stored.removed_by = None
    stored.save(update_fields=["removed_at", "removed_by"])
    _read(stored, by)
    _record(stored, by, "put back a period of")


def _measures(
    project: Project, by: User, name: str, outcome: str, cadence: str, owner: User | None
) -> dict[str, Measure]:
    def measure(title: str, definition: str, **fields: Any) -> Measure:
        return create(
            project=project,
            by=by,
            name=f"{title}: {name}"[:160],
            definition=definition,
            cadence=cadence,
            owner=owner,
            **fields,
        )

    last = outcome or _("completed visit")
    share = {"kind": "share", "direction": "up"}
    return {
        "contact": measure(_("Contact rate"), _("Reached, of those whom we tried to reach."), **share),
        "scheduling": measure(_("Scheduling rate"), _("Scheduled, of those who were reached."), **share),
        "show": measure(_("Show rate"), _("Who showed, of those who were scheduled."), **share),
        "cost": measure(
            _("Cost per %(outcome)s") % {"outcome": last},
            _("The cost of the period, divided by those who showed."),
            kind="value",
            direction="down",
            unit=project.currency,
        ),
    }


def _read(period: FunnelPeriod, by: User) -> None:
    """Has the four measures say what the period says; what it does not say, they do not."""
    funnel = period.funnel
    shares = (
        (funnel.contact_id, period.reached, period.attempted),
        (funnel.scheduling_id, period.scheduled, period.reached),
        (funnel.show_id, period.showed, period.scheduled),
    )
    for measure_id, count, of in shares:
        _set(measure_id, by, period.on, {"count": count, "of": of} if of else None)
    each: decimal.Decimal | None = period.cost_per_outcome
    _set(funnel.cost_id, by, period.on, None if each is None else {"value": each})


def _set(measure_id: int, by: User, on: datetime.date, amount: dict[str, Any] | None) -> None:
    kept = Reading.objects.kept().filter(measure_id=measure_id, on=on)
    if amount is None:
        kept.update(removed_at=timezone.now(), removed_by=by)
        return
    reading = kept.first()
    if reading is None:
        Reading.objects.create(measure_id=measure_id, on=on, read_by=by, **amount)
        return
    for name, value in amount.items():
        setattr(reading, name, value)
    reading.version += 1
    reading.save(update_fields=[*amount, "version"])


def _unread(period: FunnelPeriod, by: User) -> None:
    funnel = period.funnel
    measures = (funnel.contact_id, funnel.scheduling_id, funnel.show_id, funnel.cost_id)
    read = Reading.objects.kept().filter(measure_id__in=measures, on=period.on)
    read.update(removed_at=timezone.now(), removed_by=by)


def _hold(funnel: Funnel) -> None:
    # One writer of a funnel and of its measures at a time.
    Funnel.objects.select_for_update(no_key=True, of=("self",)).get(pk=funnel.pk)


def _refuse_another(funnel: Funnel, on: datetime.date) -> None:
    if funnel.periods.kept().filter(on=on).exists():
        raise NotPossible(_("This day has a period already. Correct that one, or give another day."))


def _record(period: FunnelPeriod, by: User, verb: str, **more: Any) -> None:
    funnel = period.funnel
    audit.record(
        project=funnel.project,
        by=by,
        verb=verb,
        on=funnel,
        day=period.on.isoformat(),
        value=_said(period),
        **more,
    )


def _said(period: FunnelPeriod) -> str:
    return " → ".join(str(getattr(period, name)) for name in COUNTS)
