"""The worked example: what fell by a third, and which part of what rose is signal."""

import datetime

import pytest

from outcomes import actions, queries
from outcomes.models import Reading
from outcomes.sample import pilot as sample
from projects.models import Role
from tests.outcomes.factories import make_measure, make_reading
from tests.projects.factories import lead_of, make_project


@pytest.mark.django_db
def test_the_cost_falls_by_a_third_while_the_rates_rise():
    project = make_project()
    lead = lead_of(project)
    sample.load(
        project=project,
        members={Role.LEAD: lead, Role.OPERATIONS: lead},
        today=datetime.date(2026, 11, 18),
    )
    told = {measure.name: queries.judged(measure).verdict for measure in project.measures.all()}
    assert told == {
        "Outreach cost per completed visit": "This is signal: since 10 Aug 2026 the mean is 59.0 USD, "
        "where 84.0 USD was usual (30 % lower).",
        "Contact rate": "This is signal: since 10 Aug 2026 the mean is 50.3 %, "
        "where 36.7 % was usual (37 % higher).",
        "Scheduling rate": "Nothing but the usual ups and downs lately: this is noise.",
        "Show rate": "This is signal: since 10 Aug 2026 the mean is 74.6 %, "
        "where 64.5 % was usual (16 % higher).",
    }


@pytest.mark.django_db
def test_readings_brought_in_are_written_all_or_none():
    measure = make_measure(make_project())
    lead = lead_of(measure.project)
    make_reading(measure, on=datetime.date(2026, 3, 2))
    days = [datetime.date(2026, 3, day) for day in (1, 2)]
    with pytest.raises(actions.NotPossible, match="one of these days would have two"):
        actions.bring_in(measure=measure, by=lead, readings=[Reading(on=day, value=1) for day in days])
    assert [reading.on.day for reading in measure.readings.all()] == [2]
