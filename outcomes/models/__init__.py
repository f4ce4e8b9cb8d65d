"""The tables of outcomes."""

from outcomes.models.buildout import BuildItem, BuildItemQuerySet, Workstream
from outcomes.models.constraint import Constraint, ConstraintKind, ConstraintQuerySet, Hardness
from outcomes.models.friction import Friction, FrictionQuerySet, FrictionState, FrictionStep, Sighting
from outcomes.models.funnel import Funnel, FunnelPeriod, PeriodQuerySet
from outcomes.models.lesson import Lesson, LessonQuerySet
from outcomes.models.measure import Cadence, Direction, Measure, MeasureKind, MeasureQuerySet, Source
from outcomes.models.quality import Call, CardLine, CardScale, Score, Scorecard
from outcomes.models.reading import Event, EventQuerySet, Reading, ReadingQuerySet
from outcomes.models.reading_import import DateOrder, DecimalMark, ReadingImport
from outcomes.models.sop import Colleague, ColleagueQuerySet, Sop, SopQuerySet, SopVersion
from outcomes.models.training import Trained, TrainingDate, TrainingUnit

__all__ = [
    "BuildItem",
    "BuildItemQuerySet",
    "Cadence",
    "Call",
    "CardLine",
    "CardScale",
    "Colleague",
    "ColleagueQuerySet",
    "Constraint",
    "ConstraintKind",
    "ConstraintQuerySet",
    "DateOrder",
    "DecimalMark",
    "Direction",
    "Event",
    "EventQuerySet",
    "Friction",
    "FrictionQuerySet",
    "FrictionState",
    "FrictionStep",
    "Funnel",
    "FunnelPeriod",
    "Hardness",
    "Lesson",
    "LessonQuerySet",
    "Measure",
    "MeasureKind",
    "MeasureQuerySet",
    "PeriodQuerySet",
    "Reading",
    "ReadingImport",
    "ReadingQuerySet",
    "Score",
    "Scorecard",
    "Sighting",
    "Sop",
    "SopQuerySet",
    "SopVersion",
    "Source",
    "Trained",
    "TrainingDate",
    "TrainingUnit",
    "Workstream",
]
