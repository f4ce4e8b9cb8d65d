"""Forecasts: asked for by a page, made by a worker, kept under the key of what they were made from."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from marketing_sync import bell, forecasting, queries
from marketing_sync.actions.conflict import ChangedMeanwhile
from marketing_sync.models import Assumptions, Forecast, ForecastState, Launch
from projects import audit
from projects.models import User

LOST = datetime.timedelta(seconds=60)
"""A worker that was not heard of for so long is taken for lost."""
KEPT = 4
"""So many forecasts of a launch are kept; going back to what was assumed before is then at once."""


def ask(*, launch: Launch, key: str) -> Forecast:
    """The forecast under this key; a new one is asked for, and one that got lost is asked for again."""
    found, made = Forecast.objects.get_or_create(launch=launch, key=key)
    waited = found.state == ForecastState.WAITING and found.asked_at < timezone.now() - LOST
    if made or waited:
        Forecast.objects.filter(pk=found.pk).update(asked_at=timezone.now())
        bell.ring_on_commit(launch.pk)
    return found


def make(*, launch: Launch) -> Forecast | None:
    """Makes the forecast of a launch as everything stands now; None when another worker makes it."""
    read = queries.inputs(launch)
    found, _made = Forecast.objects.get_or_create(launch=launch, key=read.key)
    now = timezone.now()
    free = Q(taken_at=None) | Q(taken_at__lt=now - LOST)
    taken = Forecast.objects.filter(free, pk=found.pk, state=ForecastState.WAITING).update(
        taken_at=now, done_steps=0
    )
    if not taken:
        return None
    try:
        result = forecasting.forecast(queries.situation(read), lambda step: _tell(found, step))
    except Exception:
        Forecast.objects.filter(pk=found.pk).update(
            state=ForecastState.FAILED,
            error=_("Something went wrong while it was computed. The server’s log has more."),
        )
        raise
    found.state, found.result, found.made_at = ForecastState.DONE, result, timezone.now()
    found.done_steps = forecasting.STEPS
    found.save(update_fields=["state", "result", "made_at", "done_steps"])
    kept = launch.forecasts.order_by("-pk").values_list("pk", flat=True)[:KEPT]
    launch.forecasts.exclude(pk__in=list(kept)).delete()
    return found


def _tell(found: Forecast, step: int) -> None:
    Forecast.objects.filter(pk=found.pk).update(done_steps=step, taken_at=timezone.now())


@transaction.atomic
def try_again(*, launch: Launch) -> None:
    """Forgets a forecast that failed, so that it is computed anew."""
    launch.forecasts.filter(state=ForecastState.FAILED).delete()


@transaction.atomic
def assume(*, launch: Launch, by: User, version: int, **fields: Any) -> Assumptions:
    """Says what is assumed: rate, variation, curve, days, sigma, delay. Raises `ChangedMeanwhile`."""
    launch = Launch.objects.select_for_update(of=("self",)).select_related("project").get(pk=launch.pk)
    stored = Assumptions.objects.filter(launch=launch).first()
    if stored is not None and stored.version != version:
        raise ChangedMeanwhile(stored, _("Somebody changed what is assumed while you were writing."))
    before = queries.assumed(launch).stored
    changed = sorted(name for name, value in fields.items() if getattr(before, name) != value)
    if stored is None:
        stored = Assumptions.objects.create(launch=launch, **fields)
    elif changed:
        for name in changed:
            setattr(stored, name, fields[name])
        stored.version += 1
        stored.save()
    if changed:
        audit.record(
            project=launch.project,
            by=by,
            verb="changed what is assumed of",
            on=launch,
            changed=changed,
            rate=stored.rate,
        )
        bell.ring_on_commit(launch.pk)
    return stored


@transaction.atomic
def assume_usual(*, launch: Launch, by: User) -> None:
    """Takes back what somebody typed: what was learned, or the usual, holds again."""
    deleted, _by_model = Assumptions.objects.filter(launch=launch).delete()
    if deleted:
        audit.record(project=launch.project, by=by, verb="assumes the usual of", on=launch)
        bell.ring_on_commit(launch.pk)
