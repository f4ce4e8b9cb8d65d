"""Tables of the launches and their alerts."""

from marketing_sync.models.alert import Alert, AlertQuerySet, AlertState, Skipped
from marketing_sync.models.brief import Agent, AgentQuerySet, Brief, BriefDraft, BriefReadingQuerySet, Reading
from marketing_sync.models.centre import HALF_HOUR, HALF_HOURS, Centre, OpenHours, SpecialDay, Staffed
from marketing_sync.models.imports import ListImport, ListOf
from marketing_sync.models.intervals import CallInterval, CallUpload
from marketing_sync.models.launch import (
    Impact,
    Kind,
    Launch,
    LaunchChange,
    LaunchQuerySet,
    LaunchState,
    News,
    Window,
)
from marketing_sync.models.material import Material, MaterialQuerySet
from marketing_sync.models.meeting import Meeting, MeetingAction, MeetingPlan, Visit, VisitState
from marketing_sync.models.pause import Pause, PauseQuerySet
from marketing_sync.models.people import Agreement, AlertContact, AlertRung
from marketing_sync.models.plan import (
    Assumptions,
    CurveKind,
    Forecast,
    ForecastState,
    LearnedRate,
    StaffingPlan,
)
from marketing_sync.models.preparation import Item, Preparation
from marketing_sync.models.training import CampaignTraining

__all__ = [
    "HALF_HOUR",
    "HALF_HOURS",
    "Agent",
    "AgentQuerySet",
    "Agreement",
    "Alert",
    "AlertContact",
    "AlertQuerySet",
    "AlertRung",
    "AlertState",
    "Assumptions",
    "Brief",
    "BriefDraft",
    "BriefReadingQuerySet",
    "CallInterval",
    "CallUpload",
    "CampaignTraining",
    "Centre",
    "CurveKind",
    "Forecast",
    "ForecastState",
    "Impact",
    "Item",
    "Kind",
    "Launch",
    "LaunchChange",
    "LaunchQuerySet",
    "LaunchState",
    "LearnedRate",
    "ListImport",
    "ListOf",
    "Material",
    "MaterialQuerySet",
    "Meeting",
    "MeetingAction",
    "MeetingPlan",
    "News",
    "OpenHours",
    "Pause",
    "PauseQuerySet",
    "Preparation",
    "Reading",
    "Skipped",
    "SpecialDay",
    "Staffed",
    "StaffingPlan",
    "Visit",
    "VisitState",
    "Window",
]
