"""The fixed words of a crisis: its roles, phases, kinds of hazard and severities."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def drilled(text: str) -> str:
    """What is said in a drill, so that nobody takes it for the thing itself."""
    return gettext("DRILL: %(title)s") % {"title": text}


class Hazard(models.TextChoices):
    """The kinds of hazard, as hospitals sort them."""

    TECHNOLOGICAL = "technological", _("Technology")
    OPERATIONAL = "operational", _("Operations")
    HUMAN = "human", _("People")
    NATURAL = "natural", _("Nature")


class Phase(models.TextChoices):
    """The parts of a playbook, in their order."""

    FIRST_15 = "first_15", _("The first 15 minutes")
    FIRST_HOUR = "first_hour", _("The first hour")
    SUSTAIN = "sustain", _("While it lasts")
    STAND_DOWN = "stand_down", _("Standing down")
    AFTER = "after", _("Afterwards")


class CrisisRole(models.TextChoices):
    """Who acts in a crisis."""

    INCIDENT_COMMANDER = "incident_commander", _("Incident commander")
    DEPUTY_SCRIBE = "deputy_scribe", _("Deputy and scribe")
    OPERATIONS_LEAD = "operations_lead", _("Operations lead")
    TECHNOLOGY_LEAD = "technology_lead", _("Technology lead")
    COMMUNICATIONS_LEAD = "communications_lead", _("Communications lead")
    CLINICAL_LEAD = "clinical_lead", _("Clinical lead")
    STAFF_SUPPORT_LEAD = "staff_support_lead", _("Staff support lead")
    WORKFORCE_MANAGER = "workforce_manager", _("Workforce manager")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    SAFETY_OFFICER = "safety_officer", _("Safety officer")


class Severity(models.TextChoices):
    """How bad it is; the smaller the number, the worse."""

    ONE = "SEV-1", _("SEV-1: patients or staff in danger, or no calls at all")
    TWO = "SEV-2", _("SEV-2: a main service is down or seriously slowed")
    THREE = "SEV-3", _("SEV-3: limited, and a way around it works")
