"""What may come in about outcomes."""

from outcomes.forms.buildout import (
    CallForm,
    ColleagueForm,
    ItemForm,
    PublishForm,
    ScorecardForm,
    ScoreForm,
    SopForm,
    UnitForm,
)
from outcomes.forms.constraints import ConstraintForm
from outcomes.forms.floor import LogForm, SayForm
from outcomes.forms.frictions import FrictionForm, StepForm
from outcomes.forms.funnels import FunnelForm, PeriodForm
from outcomes.forms.importing import UploadForm
from outcomes.forms.lessons import LessonForm
from outcomes.forms.measures import BaselineForm, EventForm, MeasureForm, ReadingForm

__all__ = [
    "BaselineForm",
    "CallForm",
    "ColleagueForm",
    "ConstraintForm",
    "EventForm",
    "FrictionForm",
    "FunnelForm",
    "ItemForm",
    "LessonForm",
    "LogForm",
    "MeasureForm",
    "PeriodForm",
    "PublishForm",
    "ReadingForm",
    "SayForm",
    "ScoreForm",
    "ScorecardForm",
    "SopForm",
    "StepForm",
    "UnitForm",
    "UploadForm",
]
