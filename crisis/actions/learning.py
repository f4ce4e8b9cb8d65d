"""What is learned: the review that drafts itself, and improvements that are followed until they are done."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crisis import mail, queries
from crisis.actions.running import ChangedMeanwhile
from crisis.models import Activation, AfterAction, Improvement
from mailroom import actions as mailroom
from projects import audit
from projects.models import Project, Role, User
from reports import actions as reports
from reports.models import Report

# An owner is told on the day, and then once a week until it is done.
REMIND_EVERY = datetime.timedelta(days=7)


@transaction.atomic
def draft_review(*, activation: Activation, by: User) -> AfterAction:
    """Drafts the review from the timeline and asks for its PDF, once per run."""
    looked_back = queries.review(activation)
    review, made = AfterAction.objects.get_or_create(
        activation=activation,
        defaults={
            "went_well": "\n".join(looked_back.went_well)[:6000],
            "gaps": "\n".join(looked_back.gaps)[:6000],
        },
    )
    if made:
        request_report(activation=activation, by=by)
    return review


def request_report(*, activation: Activation, by: User) -> Report:
    """Asks for the after-action report as a PDF."""
    return reports.request_report(
        project=activation.project,
        kind="after_action",
        title=_("After-action report: %(title)s") % {"title": activation},
        about_id=activation.pk,
        by=by,
    )


@transaction.atomic
def change_review(*, review: AfterAction, version: int, went_well: str, gaps: str, by: User) -> AfterAction:
    """Keeps the review in people's own words. Raises `ChangedMeanwhile` with who was first."""
    stored = (
        AfterAction.objects.select_for_update(of=("self",))
        .select_related("activation__project")
        .get(pk=review.pk)
    )
    if stored.version != version:
        facts = {"name": stored.changed_by}
        raise ChangedMeanwhile(_("%(name)s changed the review meanwhile. Both texts are below.") % facts)
    stored.went_well, stored.gaps = went_well, gaps
    stored.changed_at, stored.changed_by = timezone.now(), by
    stored.version += 1
    stored.save()
    project = stored.activation.project
    audit.record(project=project, by=by, verb="changed the review of", on=stored.activation)
    return stored


@transaction.atomic
def add_improvement(
    *,
    project: Project,
    text: str,
    owner: User,
    due_on: datetime.date,
    by: User,
    activation: Activation | None = None,
) -> Improvement:
    """Something to be better at next time. Its owner is told unless they wrote it themselves."""
    made = Improvement.objects.create(
        project=project, activation=activation, text=text, owner=owner, due_on=due_on, made_by=by
    )
    audit.record(project=project, by=by, verb="added the improvement", on=made, owner=str(owner))
    if owner != by:
        mailroom.queue(mail.improvement_envelope(made, by))
    return made


@transaction.atomic
def change_improvement(
    *, improvement: Improvement, version: int, text: str, owner: User, due_on: datetime.date, by: User
) -> Improvement:
    """Changes what is improved, by whom or until when; a new owner is told."""
    stored = _held(improvement, version)
    is_new_owner = stored.owner != owner
    if due_on != stored.due_on or is_new_owner:
        stored.reminded_on = None
    stored.text, stored.owner, stored.due_on = text, owner, due_on
    _save(stored)
    audit.record(project=stored.project, by=by, verb="changed the improvement", on=stored, owner=str(owner))
    if is_new_owner and owner != by:
        mailroom.queue(mail.improvement_envelope(stored, by))
    return stored


@transaction.atomic
def close_improvement(*, improvement: Improvement, version: int, outcome: str, by: User) -> Improvement:
    """It is done, with what came of it."""
    stored = _held(improvement, version)
    stored.done_at, stored.done_by, stored.outcome = timezone.now(), by, outcome
    _save(stored)
    audit.record(project=stored.project, by=by, verb="closed the improvement", on=stored, outcome=outcome)
    return stored


@transaction.atomic
def reopen_improvement(*, improvement: Improvement, by: User) -> Improvement:
    """It is not done after all."""
    stored = _held(improvement, None)
    stored.done_at = stored.done_by = stored.reminded_on = None
    _save(stored)
    audit.record(project=stored.project, by=by, verb="opened the improvement again", on=stored)
    return stored


@transaction.atomic
def remind_owner(*, improvement: Improvement) -> None:
    """Tells the owner that it is due, on its day and then each week; expects the row's lock.

    An owner who has left the project is told nothing more of it: its leads are.
    """
    today = improvement.project.today()
    last = improvement.reminded_on
    if improvement.due_on > today or (last is not None and today - last < REMIND_EVERY):
        return
    improvement.reminded_on = today
    improvement.save(update_fields=["reminded_on"])
    members = improvement.project.memberships.filter(user__is_active=True).select_related("user")
    readers = members.filter(user=improvement.owner) or members.filter(role=Role.LEAD)
    mailroom.queue_many(mail.improvement_due_envelope(improvement, one.user) for one in readers)


def _held(improvement: Improvement, version: int | None) -> Improvement:
    stored = (
        Improvement.objects.select_for_update(of=("self",))
        .select_related("project", "owner")
        .get(pk=improvement.pk)
    )
    if version is not None and stored.version != version:
        facts = {"text": stored.text, "owner": stored.owner}
        raise ChangedMeanwhile(
            _("It was changed meanwhile and now says: “%(text)s”, %(owner)s. Yours was not kept.") % facts
        )
    return stored


def _save(stored: Improvement) -> None:
    stored.version += 1
    stored.save()
