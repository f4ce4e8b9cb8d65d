"""Rows of outcomes for tests: plain functions, each with sensible defaults."""

import datetime
import decimal
import itertools
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from mailroom import links
from mailroom.models import PersonalLink
from outcomes import actions
from outcomes.models import (
    BuildItem,
    Call,
    Colleague,
    Constraint,
    Event,
    Friction,
    Funnel,
    FunnelPeriod,
    Lesson,
    Measure,
    Reading,
    Scorecard,
    Sop,
    TrainingUnit,
)
from projects.models import Project
from tests.projects.factories import lead_of

_numbers = itertools.count(1)


def make_measure(project: Project, **fields: Any) -> Measure:
    """A weekly value in USD; lower is better."""
    given = {"kind": "value", "unit": "USD", "direction": "down", "cadence": "week", **fields}
    return actions.create(
        project=project, by=lead_of(project), **{"name": f"Measure {next(_numbers)}", **given}
    )


def make_reading(measure: Measure, *, on: datetime.date | None = None, **fields: Any) -> Reading:
    """A reading of today or another day."""
    amount: dict[str, Any] = {"count": 4, "of": 10} if measure.is_share else {"value": 10}
    amount |= fields
    if "value" in amount:
        amount["value"] = decimal.Decimal(amount["value"])
    return actions.read(
        measure=measure, by=lead_of(measure.project), on=on or measure.project.today(), **amount
    )


def make_weeks(measure: Measure, values: Sequence[float], *, first: datetime.date) -> None:
    """A reading each week from that day on, written in one statement."""
    lead = lead_of(measure.project)
    Reading.objects.bulk_create(
        Reading(measure=measure, on=first + datetime.timedelta(weeks=week), value=value, read_by=lead)
        for week, value in enumerate(values)
    )


def make_event(project: Project, **fields: Any) -> Event:
    """Something that happened today."""
    return actions.mark(
        project=project, by=lead_of(project), **{"on": project.today(), "words": "Go-live", **fields}
    )


def make_funnel(project: Project, **fields: Any) -> Funnel:
    """A weekly funnel with its four measures."""
    given = {"name": f"Outreach {next(_numbers)}", "outcome": "completed visit", **fields}
    return actions.make_funnel(project=project, by=lead_of(project), **given)


def make_period(funnel: Funnel, **fields: Any) -> FunnelPeriod:
    """Today's period."""
    given = {"on": funnel.project.today(), "attempted": 400, "reached": 150, "scheduled": 60, "showed": 40}
    return actions.write_period(funnel=funnel, by=lead_of(funnel.project), **{**given, **fields})


def make_constraint(project: Project, **fields: Any) -> Constraint:
    """A firm one about money."""
    given = {"statement": f"Limit {next(_numbers)}", "kind": "money", "hardness": "firm", **fields}
    return actions.say_constraint(project=project, by=lead_of(project), **given)


def make_friction(project: Project, words: str = "", *, days: float = 0, **fields: Any) -> Friction:
    """Something that went wrong so many days ago."""
    friction = actions.log_friction(
        project=project, by=lead_of(project), words=words or f"Screen {next(_numbers)} froze", **fields
    )
    at = timezone.now() - datetime.timedelta(days=days)
    friction.sightings.update(seen_at=at)
    return friction


def make_lesson(project: Project, **fields: Any) -> Lesson:
    """A lesson."""
    given = {"title": f"Lesson {next(_numbers)}", "proved": "It works.", "carries": "Do it.", **fields}
    return actions.learn(project=project, by=lead_of(project), **given)


def make_friction_link(project: Project) -> PersonalLink:
    """The link by which the floor says what goes wrong."""
    actions.open_link(project=project, by=lead_of(project))
    return PersonalLink.objects.get(purpose="outcomes:say_by_link", person=links.naming(project))


def make_item(project: Project, **fields: Any) -> BuildItem:
    """One thing that has to stand."""
    given = {"stream": "qa", "words": f"Thing {next(_numbers)}", **fields}
    return actions.add_item(project=project, by=lead_of(project), **given)


def make_colleague(project: Project, **fields: Any) -> Colleague:
    """Somebody who answers calls."""
    number = next(_numbers)
    given = {"name": f"Colleague {number}", "email": f"colleague{number}@example.org", **fields}
    return actions.add_colleague(project=project, by=lead_of(project), **given)


def make_sop(project: Project, **fields: Any) -> Sop:
    """A procedure with one version."""
    given = {"title": f"Procedure {next(_numbers)}", "text": "First ask, then act.", **fields}
    return actions.write_sop(project=project, by=lead_of(project), **given)


def make_scorecard(project: Project, **fields: Any) -> Scorecard:
    """Two lines, yes or no."""
    given = {
        "name": f"Card {next(_numbers)}",
        "scale": "yes_no",
        "lines": ["Greets", "Says goodbye"],
        **fields,
    }
    return actions.make_scorecard(project=project, by=lead_of(project), **given)


def make_call(card: Scorecard, **fields: Any) -> Call:
    """A call to be scored."""
    given = {"label": f"Recording {next(_numbers)}", **fields}
    return actions.add_call(scorecard=card, by=lead_of(card.project), **given)


def make_unit(project: Project, **fields: Any) -> TrainingUnit:
    """A part of the curriculum."""
    return actions.add_unit(
        project=project, by=lead_of(project), **{"name": f"Unit {next(_numbers)}", **fields}
    )
