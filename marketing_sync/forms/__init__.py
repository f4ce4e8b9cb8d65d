"""What may come in about launches."""

from marketing_sync.forms.brief import AgentForm, ApproveForm, BriefForm, PrepareForm
from marketing_sync.forms.calls import CallFileForm
from marketing_sync.forms.centre import CentreForm, StaffFileForm, StaffForm
from marketing_sync.forms.forecast import AcceptForm, AssumptionsForm
from marketing_sync.forms.imports import AgentsUploadForm, DaysUploadForm, LaunchesUploadForm
from marketing_sync.forms.intake import IntakeForm
from marketing_sync.forms.launch import (
    CancelForm,
    ChangeForm,
    DropForm,
    MaterialForm,
    MoveForm,
    RegisterForm,
    ReviewForm,
)
from marketing_sync.forms.meeting import MinutesForm, PlanForm, PromiseForm, VisitForm
from marketing_sync.forms.people import (
    AgreementForm,
    ContactForm,
    LadderForms,
    LadderVersionForm,
    given_rungs,
)
from marketing_sync.forms.special_day import SpecialDayForm
from marketing_sync.forms.training import TrainingForm

__all__ = [
    "AcceptForm",
    "AgentForm",
    "AgentsUploadForm",
    "AgreementForm",
    "ApproveForm",
    "AssumptionsForm",
    "BriefForm",
    "CallFileForm",
    "CancelForm",
    "CentreForm",
    "ChangeForm",
    "ContactForm",
    "DaysUploadForm",
    "DropForm",
    "IntakeForm",
    "LadderForms",
    "LadderVersionForm",
    "LaunchesUploadForm",
    "MaterialForm",
    "MinutesForm",
    "MoveForm",
    "PlanForm",
    "PrepareForm",
    "PromiseForm",
    "RegisterForm",
    "ReviewForm",
    "SpecialDayForm",
    "StaffFileForm",
    "StaffForm",
    "TrainingForm",
    "VisitForm",
    "given_rungs",
]
