"""Standing a run down, and all that ends with it."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis import channels
from crisis.actions.during import resume_launches, reverse_procedures
from crisis.actions.learning import draft_review
from crisis.actions.running import commanded, keep, moment
from crisis.models import Activation
from projects import audit
from projects.actions import Refused
from projects.models import User


class CriteriaOpen(Refused):
    """It is stood down before everything is met, without a reason."""

    sentence = gettext_lazy(
        "Not every criterion is met. Tick them all, or say why you stand down all the same."
    )


@transaction.atomic
def stand_down(
    *,
    activation: Activation,
    version: int,
    met: list[int],
    reason: str,
    by: User,
    said_at: datetime.datetime | None = None,
) -> Activation:
    """Ends the run: what was done otherwise and what was paused goes back, and the review is drafted.

    `met` are the places of the criteria that are met; the others need a reason.
    Raises `CriteriaOpen`, or `ChangedMeanwhile` when somebody else commanded something since.
    """
    activation = commanded(activation, version)
    criteria = activation.playbook_version.stand_down_when
    missing = [words for place, words in enumerate(criteria) if place not in met]
    if missing and not reason:
        raise CriteriaOpen
    activation.stood_down_at, activation.stood_down_by = moment(activation, said_at), by
    activation.save(update_fields=["stood_down_at", "stood_down_by", "version"])
    says = _("Stood down by %(name)s; all criteria met.")
    if missing:
        says = _("Stood down by %(name)s before this was met: %(missing)s. Because: %(reason)s")
    facts = {"name": by, "missing": "; ".join(missing), "reason": reason}
    keep(activation, by, says % facts, said_at=activation.stood_down_at)
    audit.record(project=activation.project, by=by, verb="stood down", on=activation)
    channels.tell(
        activation,
        kind="crisis.stood_down",
        key=f"crisis-stood-down:{activation.pk}",
        title=_("All clear: %(title)s") % {"title": activation},
        text=_("Stood down by %(name)s.") % {"name": by},
    )
    reverse_procedures(activation=activation, by=by)
    resume_launches(activation=activation, by=by)
    draft_review(activation=activation, by=by)
    return activation
