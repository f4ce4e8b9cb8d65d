"""Tables of the ground floor."""

from projects.models.arrival import Arrival
from projects.models.audit import AuditEntry
from projects.models.form_key import FormKey
from projects.models.membership import Invitation, Membership, NoticeChoice, NoticeKind, Notices, Role
from projects.models.project import GRACE, Project
from projects.models.template import Template
from projects.models.user import User

__all__ = [
    "GRACE",
    "Arrival",
    "AuditEntry",
    "FormKey",
    "Invitation",
    "Membership",
    "NoticeChoice",
    "NoticeKind",
    "Notices",
    "Project",
    "Role",
    "Template",
    "User",
]
