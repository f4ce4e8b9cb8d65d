"""Tables of the worst day: people and roles, playbooks, and what is run."""

from crisis.models.broadcast import Broadcast, BroadcastRecipient, Delivery
from crisis.models.draft import PlaybookDraft
from crisis.models.during import (
    Capability,
    DrillRating,
    Feeling,
    Inject,
    Observation,
    ProcedureChange,
    Rating,
    RunPhoto,
    SupportAsked,
    SupportOffer,
)
from crisis.models.duty import DutyShift, DutyShiftQuerySet
from crisis.models.learning import (
    AfterAction,
    Finding,
    FindingKind,
    FindingQuerySet,
    Improvement,
    ImprovementQuerySet,
    PackMonth,
)
from crisis.models.people import CheckStanding, CrisisPerson, RoleHolder
from crisis.models.planned import PlannedDrill, PlannedDrillQuerySet, PlannedInject
from crisis.models.playbook import Playbook, PlaybookVersion
from crisis.models.risk import Degree, Readiness, Risk, RiskAction, RiskQuerySet, RiskRound, RiskScore
from crisis.models.run import (
    Activation,
    ActivationQuerySet,
    ActivationRole,
    Participant,
    RunStep,
    StepState,
    TimelineEntry,
)
from crisis.models.systems import System, SystemTest
from crisis.models.ways import NUMBERED, ContactWay, WayKind
from crisis.models.words import CrisisRole, Hazard, Phase, Severity, drilled

__all__ = [
    "NUMBERED",
    "Activation",
    "ActivationQuerySet",
    "ActivationRole",
    "AfterAction",
    "Broadcast",
    "BroadcastRecipient",
    "Capability",
    "CheckStanding",
    "ContactWay",
    "CrisisPerson",
    "CrisisRole",
    "Degree",
    "Delivery",
    "DrillRating",
    "DutyShift",
    "DutyShiftQuerySet",
    "Feeling",
    "Finding",
    "FindingKind",
    "FindingQuerySet",
    "Hazard",
    "Improvement",
    "ImprovementQuerySet",
    "Inject",
    "Observation",
    "PackMonth",
    "Participant",
    "Phase",
    "PlannedDrill",
    "PlannedDrillQuerySet",
    "PlannedInject",
    "Playbook",
    "PlaybookDraft",
    "PlaybookVersion",
    "ProcedureChange",
    "Rating",
    "Readiness",
    "Risk",
    "RiskAction",
    "RiskQuerySet",
    "RiskRound",
    "RiskScore",
    "RoleHolder",
    "RunPhoto",
    "RunStep",
    "Severity",
    "StepState",
    "SupportAsked",
    "SupportOffer",
    "System",
    "SystemTest",
    "TimelineEntry",
    "WayKind",
    "drilled",
]
