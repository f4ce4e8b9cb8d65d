"""What is learned: the review that drafts itself, and improvements that are followed until they are done."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crisis import mail, queries
from crisis.actions.running import ChangedMeanwhile
from crisis.models import Activation, AfterAction, Finding, FindingKind, Improvement
from mailroom import actions as mailroom
from outcomes import actions as outcomes
from outcomes.models import Lesson
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
    review, made = AfterAction.objects.get_or_create(activation=activation)
    if made:
        drafted = {FindingKind.WELL: looked_back.went_well, FindingKind.GAP: looked_back.gaps}
        Finding.objects.bulk_create(
            Finding(review=review, kind=kind, text=text[:1000])
            for kind, texts in drafted.items()
            for text in texts
        )
        request_report(activation=activation, by=by)
    return review


def request_report(*, activation: Activation, by: User) -> Report:
    """Asks for the after-action report as a PDF."""
    title = _("After-action report: %(title)s") % {"title": activation}
    return reports.request_report(
        project=activation.project,
        kind="after_action",
        title=f"DRILL. {title}" if activation.is_drill else title,
        about_id=activation.pk,
        by=by,
    )


@transaction.atomic
def add_finding(*, review: AfterAction, kind: str, text: str, by: User) -> Finding:
    """One more thing that went well or did not."""
    found = Finding.objects.create(
        review=review, kind=kind, text=text, changed_at=timezone.now(), changed_by=by
    )
    activation = review.activation
    audit.record(project=activation.project, by=by, verb="added to the review of", on=activation, text=text)
    return found


@transaction.atomic
def change_finding(*, finding: Finding, version: int, text: str, by: User, put_back: bool = False) -> Finding:
    """Says it in people's own words. Raises `ChangedMeanwhile` with what it says now, or who took it out.

    With `put_back` it comes back into the review when it was taken out.
    """
    stored = _locked(finding)
    if stored.removed_at is not None and not put_back:
        facts = {"text": stored.text, "name": stored.removed_by}
        raise ChangedMeanwhile(
            _("%(name)s took this out meanwhile: “%(text)s”. Save again to put it back in your words.")
            % facts
        )
    if stored.version != version:
        facts = {"text": stored.text, "name": stored.changed_by}
        raise ChangedMeanwhile(
            _("%(name)s changed it meanwhile: “%(text)s”. Save again to keep what you typed.") % facts
        )
    if stored.removed_at is not None:
        _put_back(stored, by)
    stored.text, stored.changed_at, stored.changed_by = text, timezone.now(), by
    stored.version += 1
    _keep_finding(stored, by, "changed the review of", ["text", "changed_at", "changed_by", "version"])
    return stored


@transaction.atomic
def remove_finding(*, finding: Finding, by: User) -> None:
    """Takes it out of the review; what came of it stays."""
    stored = _locked(finding)
    if stored.removed_at is None:
        stored.removed_at, stored.removed_by = timezone.now(), by
        _keep_finding(stored, by, "took out of the review of", ["removed_at", "removed_by"])


@transaction.atomic
def restore_finding(*, finding: Finding, by: User) -> None:
    """Puts it back into the review."""
    stored = _locked(finding)
    if stored.removed_at is not None:
        _put_back(stored, by)


def _put_back(stored: Finding, by: User) -> None:
    stored.removed_at = stored.removed_by = None
    _keep_finding(stored, by, "put back into the review of", ["removed_at", "removed_by"])


@transaction.atomic
def learn_from(*, finding: Finding, words: str, by: User) -> Lesson:
    """A lesson from one finding, once; `words` say which run taught it.

    Raises `ChangedMeanwhile` when it was taken out.
    """
    stored = _locked(finding)
    if stored.lesson is not None:
        return stored.lesson
    if stored.removed_at is not None:
        raise ChangedMeanwhile(
            _("%(name)s took this out of the review meanwhile. Put it back first, then make a lesson of it.")
            % {"name": stored.removed_by}
        )
    project = stored.review.activation.project
    stored.lesson = outcomes.learn(
        project=project, by=by, title=stored.text[:160], proved=f"{words}{stored.text}"
    )
    _keep_finding(stored, by, "learned from the review of", ["lesson"])
    return stored.lesson


def _locked(finding: Finding) -> Finding:
    return (
        Finding.objects.select_for_update(of=("self",))
        .select_related("review__activation__project", "changed_by", "removed_by", "lesson__project")
        .get(pk=finding.pk)
    )


def _keep_finding(stored: Finding, by: User, verb: str, fields: list[str]) -> None:
    stored.save(update_fields=fields)
    activation = stored.review.activation
    audit.record(project=activation.project, by=by, verb=verb, on=activation, text=stored.text)


@transaction.atomic
def add_improvement(
    *,
    project: Project,
    text: str,
    owner: User,
    due_on: datetime.date,
    by: User,
    activation: Activation | None = None,
    finding: Finding | None = None,
) -> Improvement:
    """Something to be better at next time. Its owner is told unless they wrote it themselves."""
    made = Improvement.objects.create(
        project=project,
        activation=activation,
        finding=finding,
        text=text,
        owner=owner,
        due_on=due_on,
        made_by=by,
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
