"""What a walk over the tables cannot know, each with its reason. A test fails for whatever is not named.

Names are "app.Model" and "app.Model.field".
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import F, Q

from mailroom.models import State as MessageState
from mailroom.models.link import fresh_nonce
from mailroom.models.message import BROUGHT_IN
from reports.models import State as ReportState
from stakeholders.models import Answer, Way
from stakeholders.models import State as InterviewState

# Gives the place of a key, or the key at a place.
Mapped = Callable[[Any], Any]

# The format of the file. It rises when a file of the old kind can no longer be read as it stands.
SCHEMA = 1

# Tables that stay behind.
LEFT = {
    "projects.Membership": "who may enter is decided anew, by invitation",
    "projects.NoticeChoice": "it goes with who may enter",
    "projects.Invitation": "its link and its question belong to the first project",
    "mailroom.Webhook": "its address is a secret, and it calls the outside",
    "marketing_sync.Forecast": "it is computed anew from what is carried",
    "mailroom.Call": "what the first project told the outside",
    "projects.Arrival": "a file that came in, and not what is in the project",
    "stakeholders.BulkChange": "what undoing puts back, named by keys of the first project",
    "stakeholders.Merge": "what undoing puts back, named by keys of the first project",
    "vision.Batch": "what undoing puts back, named by keys of the first project",
}

# Columns that are never written, and what a new row gets in their place.
FRESH: dict[str, Callable[[], Any]] = {
    # Secrets, and what makes a row unique in its installation.
    "mailroom.PersonalLink.nonce": fresh_nonce,
    "mailroom.Message.dedupe_key": lambda: f"{BROUGHT_IN}{uuid.uuid4()}",
    # What a worker has in hand.
    "mailroom.Message.lease": lambda: None,
    "reports.Report.lease": lambda: None,
    "reports.Report.leased_until": lambda: None,
    # The project's own: its address, and its standing in the installation it came from.
    "projects.Project.slug": str,
    "projects.Project.is_sample": bool,
    "projects.Project.version": lambda: 1,
    "projects.Project.created_by": lambda: None,
    "projects.Project.archived_at": lambda: None,
    "projects.Project.archived_by": lambda: None,
    "projects.Project.deleted_at": lambda: None,
    "projects.Project.deleted_by": lambda: None,
    "projects.Project.quiet": lambda: True,
}

# Columns that name a row in words, "stakeholders.stakeholder:12".
NAMING = {
    "mailroom.Confirmation.person",
    "mailroom.Message.person",
    "mailroom.PersonalLink.person",
    "mailroom.Suppression.person",
}
# Rows that mean nothing once nobody is named in them any more.
NAMING_IS_NEEDED = {"mailroom.Confirmation.person", "mailroom.PersonalLink.person"}

# Whose row a personal link of each purpose is for. A page reads the row by the link's key alone, so a file
# that named another table's row would open the page of whoever has that number in another project.
# None: any row but an account's; these pages read nothing by it.
LINKS_OF: dict[str, str | None] = {
    "stakeholders:personal": "stakeholders.Stakeholder",
    "vision:outcome": "vision.OutcomeMessage",
    "vision:rate_by_link": "vision.Rater",
    "outcomes:say_by_link": "projects.Project",
    "crisis:contact": "crisis.CrisisPerson",
    "crisis:pulse": "crisis.CrisisPerson",
    "reports:shared": "reports.Report",
    "marketing_sync:brief_reading": "marketing_sync.Agent",
    "marketing_sync:feed": "projects.Project",
    "marketing_sync:floor": "projects.Project",
    "marketing_sync:intake": "projects.Project",
    "marketing_sync:intake_state": "marketing_sync.Launch",
    "mailroom:confirm": None,
    "mailroom:unsubscribe": None,
}
# Links that no file may bring: they open an account, or a project by an invitation, which stays behind.
LINKS_LEFT = {"roof:new_password", "roof:confirm_address", "roof:join"}

# Columns that hold a key whose table another column tells, by its value.
KEYED = {
    "mailroom.Confirmation.about_id": (
        "kind",
        {
            "marketing_sync.alert": "marketing_sync.Alert",
            "crisis.broadcast": "crisis.Broadcast",
            "outcomes.sop": "outcomes.SopVersion",
        },
    ),
    "reports.Report.about_id": (
        "kind",
        {
            "vision": "vision.Version",
            "coverage": "projects.Project",
            "after_action": "crisis.Activation",
            "brief": "marketing_sync.Brief",
            "outcome": "projects.Project",
            "book": "projects.Project",
            "crisis_pack": "projects.Project",
            "vision_preview": "projects.Project",
            "whole_project": "projects.Project",
        },
    ),
}
# The same, where the value is the table's own name.
KEYED_BY_NAME = {"projects.AuditEntry.object_id": "object_type"}

# Columns of numbers that look like keys and are none.
NO_KEYS = {
    "vision.Board.revision": "counts changes",
    "vision.Board.columns_revision": "counts changes",
    "vision.Element.revision": "counts changes",
    "vision.Version.revision": "counts changes",
    "outcomes.Lesson.origin": "tells copies of one lesson in several projects",
    "crisis.TimelineEntry.key": "tells a note sent twice from two notes",
    "reports.Report.lease": "a worker's turn",
    "mailroom.Message.lease": "a worker's turn",
}

# JSON in which no keys of rows stand. (The trail's details may tell a number; it is told and not looked up.)
NO_KEYS_INSIDE = {
    "projects.AuditEntry.detail",
    "stakeholders.Answer.value",
    "stakeholders.AnswerText.value",
    "stakeholders.Import.cells",
    "stakeholders.Import.columns",
    "stakeholders.Import.remarks",
    "stakeholders.QuestionSetItem.when",
    "stakeholders.QuestionWording.options",
    "stakeholders.QuestionWording.translations",
    "stakeholders.RoundItem.when",
    "outcomes.ReadingImport.cells",
    "outcomes.ReadingImport.columns",
    "outcomes.ReadingImport.remarks",
    "crisis.PlaybookVersion.triggers",
    "crisis.PlaybookVersion.escalate_when",
    "crisis.PlaybookVersion.stand_down_when",
    "crisis.PlaybookVersion.steps",
    "crisis.PlaybookVersion.messages",
    "crisis.PlaybookVersion.starts",
    "crisis.PlaybookDraft.content",
    "crisis.RiskRound.spread",
    "crisis.SupportOffer.counted",
    "crisis.SupportOffer.shown",
    "marketing_sync.CallUpload.cells",
    "marketing_sync.CallUpload.choices",
    "marketing_sync.CallUpload.columns",
    "marketing_sync.CallUpload.remarks",
    "marketing_sync.ListImport.cells",
    "marketing_sync.ListImport.columns",
    "marketing_sync.ListImport.remarks",
    "marketing_sync.StaffingPlan.ways",
}


def _agenda(agenda: Any, mapped: Mapped) -> Any:
    """The kept agenda of a meeting: sections of points, each about a launch or none."""
    return [[heading, [[words, mapped(launch)] for words, launch in points]] for heading, points in agenda]


# JSON in which keys stand: of which table, and how each of them is replaced.
KEYS_INSIDE: dict[str, tuple[str, Callable[[Any, Mapped], Any]]] = {
    "marketing_sync.Meeting.agenda": ("marketing_sync.Launch", _agenda),
}

_PRIVATE = list(settings.LEAD_REPORT_KINDS)


def _may_be_read() -> Q:
    """What is being typed is its writer's; of an anonymous round nothing is told before its end.

    What is noted in a conversation is the team's from the first word on.
    """
    return Q(pk__in=Answer.objects.readable().values("pk")) | Q(
        interview__round__way__in=[Way.INDIVIDUAL, Way.GROUP], interview__round__anonymous=False
    )


# Rows that stay behind: what nobody may read yet, and what is only on its way.
ROWS: dict[str, Callable[[], Q]] = {
    "stakeholders.Answer": _may_be_read,
    "reports.Report": lambda: Q(state__in=[ReportState.DONE, ReportState.FAILED]) & ~Q(kind__in=_PRIVATE),
    "reports.StoredFile": lambda: Q(report=None) | ~Q(report__kind__in=_PRIVATE),
}


def _still(row: dict[str, Any]) -> dict[str, Any]:
    """A mail that still waits leaves from the first project alone."""
    if row["state"] in {MessageState.QUEUED, MessageState.SENDING, MessageState.AMBIGUOUS}:
        row = row | {"state": MessageState.CANCELLED}
    return row | {"in_digest": False}


def _unknown_whether(row: dict[str, Any]) -> dict[str, Any]:
    """Of an anonymous round nobody is told who has answered, who has not, and when."""
    is_anonymous = row.pop("_anonymous")
    if not is_anonymous or row["voices"] is not None or row["state"] == InterviewState.CHOSEN:
        return row
    nothing = dict.fromkeys(
        ("opened_at", "started_at", "submitted_at", "amended_at", "declined_at", "reminded_at")
    )
    quiet = {"state": InterviewState.INVITED, "decline_reason": "", "reminders": 0, "reminded_for_end": None}
    return row | nothing | quiet


def _as_shown(row: dict[str, Any]) -> dict[str, Any]:
    """Of private answers no more leaves than leads see: nobody reads one of them off the difference."""
    return row | {"counted": row["shown"]}


def _nobody_answered(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"has_answered": False}


# Rows that are written otherwise than they stand.
REWRITTEN = {
    "mailroom.Message": _still,
    "stakeholders.Interview": _unknown_whether,
    "crisis.SupportOffer": _as_shown,
    "crisis.SupportAsked": _nobody_answered,
}
# What rewriting needs to know beside the row.
NOTED = {"stakeholders.Interview": {"_anonymous": F("round__anonymous")}}
