"""Criteria, raters and ratings."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from mailroom import actions as mailroom
from projects import audit
from projects.models import Project, User
from stakeholders.models import Stakeholder
from vision import mail, queries
from vision.actions.board import touch
from vision.models import Choice, Criterion, Element, Preference, Rater, Rating


@transaction.atomic
def add_criterion(*, project: Project, name: str, weight: int, by: User) -> Criterion:
    """One more thing to weigh elements by."""
    touch(project)
    criterion = project.criteria.create(name=name, weight=weight, position=project.criteria.count())
    audit.record(project=project, by=by, verb="added a criterion", on=criterion, weight=weight)
    return criterion


@transaction.atomic
def weigh(*, criterion: Criterion, weight: int, by: User) -> None:
    """The criterion counts more or less; all scores follow."""
    before = criterion.weight
    criterion.weight = weight
    criterion.save(update_fields=["weight"])
    _scores_changed(criterion.project)
    audit.record(
        project=criterion.project,
        by=by,
        verb="weighed a criterion",
        on=criterion,
        before=before,
        weight=weight,
    )


@transaction.atomic
def remove_criterion(*, criterion: Criterion, by: User) -> None:
    """The criterion goes, with what was rated on it; the activity keeps how many ratings these were."""
    _scores_changed(criterion.project)
    audit.record(
        project=criterion.project,
        by=by,
        verb="removed a criterion",
        on=criterion,
        name=criterion.name,
        ratings=criterion.ratings.count(),
    )
    criterion.delete()


def _scores_changed(project: Project) -> None:
    """Every rated card says another score."""
    revision = touch(project)
    project.elements.filter(ratings__isnull=False).update(revision=revision)


@transaction.atomic
def ask_raters(*, project: Project, stakeholders: Iterable[Stakeholder], by: User) -> list[Rater]:
    """Mails each stakeholder the link to their own rating page; who was asked already gets it again."""
    touch(project)
    asked = []
    for stakeholder in stakeholders:
        rater, _made = Rater.objects.get_or_create(project=project, stakeholder=stakeholder)
        rater.asked_at = timezone.now()
        rater.save(update_fields=["asked_at"])
        asked.append(rater)
    mailroom.queue_many(mail.rating_invitations(asked, sender=str(by)))
    audit.record(
        project=project, by=by, verb="asked to rate", on=project, people=[str(rater) for rater in asked]
    )
    return asked


def member_rater(*, project: Project, user: User) -> Rater:
    """The member as a rater, made when they rate for the first time."""
    rater, _made = Rater.objects.get_or_create(project=project, user=user)
    return rater


@transaction.atomic
def rate(*, rater: Rater, given: Sequence[tuple[Element, Criterion, int | None]]) -> None:
    """Keeps ratings from 0 to 10; None takes one back. The cards show the new score."""
    revision = touch(rater.project)
    now = timezone.now()
    for element, criterion, value in given:
        if value is None:
            queries.given_by(rater).filter(element=element, criterion=criterion).delete()
        else:
            Rating.objects.update_or_create(
                rater=rater, element=element, criterion=criterion, defaults={"value": value, "at": now}
            )
    rated = [element.pk for element, _criterion, _value in given]
    rater.project.elements.filter(pk__in=rated).update(revision=revision)


@transaction.atomic
def finish_rating(*, rater: Rater) -> None:
    """The rater says that they are done; they may go on all the same."""
    if Rater.objects.filter(pk=rater.pk, done_at=None).update(done_at=timezone.now()):
        by = str(rater) if rater.person else rater.user
        audit.record(project=rater.project, by=by, verb="has rated the elements", on=rater.project)


@transaction.atomic
def prefer(*, rater: Rater, first: Element, second: Element, choice: Choice) -> Preference:
    """Keeps which of two the rater would have first; choosing again of the same pair replaces it."""
    one, other = sorted((first, second), key=lambda element: element.pk)
    if one != first and choice is not Choice.EVEN:
        choice = Choice.ONE if choice is Choice.OTHER else Choice.OTHER
    preference, _made = Preference.objects.update_or_create(
        rater=rater, one=one, other=other, defaults={"choice": choice, "at": timezone.now()}
    )
    return preference


@transaction.atomic
def forget_last(*, rater: Rater) -> Preference | None:
    """Takes the rater's latest choice back, so that the pair is asked again; None when there is none."""
    given = Preference.objects.filter(rater__in=rater.project.raters.of_the_same(rater))
    last = given.select_related("one", "other").first()
    if last is not None:
        given.filter(one=last.one, other=last.other).delete()
    return last


def people_merged(*, into: Stakeholder, gone: Stakeholder) -> None:
    """Two who may have rated became one person, or two again: the cards show what counts now."""
    if Rating.objects.filter(rater__stakeholder__in=[into, gone]).exists():
        _scores_changed(into.project)
