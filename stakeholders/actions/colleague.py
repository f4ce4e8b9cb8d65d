"""Somebody named a colleague to answer instead: the lead takes them up."""

from django.db import transaction
from django.utils.translation import gettext as _

from projects import audit
from projects.models import Project, User
from stakeholders.actions.rounds import NotReady, choose
from stakeholders.models import Interview, Stakeholder


@transaction.atomic
def take_up_colleague(*, interview: Interview, by: User) -> Stakeholder:
    """Puts the named colleague into the register, if they are not there, and into the round; nothing is sent.

    Raises `NotReady` when the round is over, no address was given, or the address is of somebody archived.
    """
    asked = interview.round
    # One at a time, so that two clicks do not add the same person twice.
    project = Project.objects.select_for_update(of=("self",), no_key=True).get(pk=asked.project_id)
    if interview.colleague_named_at is None or not interview.colleague_email:
        raise NotReady(_("No e-mail address was given for the colleague. Add them to the register first."))
    if not asked.is_open:
        raise NotReady(_("The time for answers is over. Give the round a later date first."))
    email = interview.colleague_email.lower()
    known = project.stakeholders.unmerged().filter(email__iexact=email).first()
    if known is not None and known.archived_at is not None:
        raise NotReady(_("%(name)s is archived. Bring them back first.") % {"name": known.name})
    person = known or Stakeholder.objects.create(
        project=project,
        name=interview.colleague_name,
        email=email,
        language=interview.stakeholder.language,
        notes=_("Named by %(name)s to answer in their place.") % {"name": interview.stakeholder.name},
        created_by=by,
    )
    choose(round=asked, add=[person], by=by)
    audit.record(
        project=project,
        by=by,
        verb="took up a named colleague",
        on=person,
        instead_of=str(interview.stakeholder),
    )
    return person
