"""A person is taken out so that every count stays right.

Erasing puts “(erased)” in place of words and names; no row goes but those that would bring them back. Guards
of frozen rows let exactly that through (see docs/decisions/what-goes-and-how.md).
"""

import datetime
import itertools
from collections.abc import Iterable
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat, Lower
from django.utils import timezone

from callcenter_planner.whole import about, exceptions, mentions, people, shape
from mailroom import links
from mailroom.models import Attempt, Confirmation, Message, PersonalLink, State, Suppression
from projects import audit
from projects.erased import ERASED, NOWHERE
from projects.models import AuditEntry, Invitation, Project, User
from stakeholders.models import Answer, AnswerText, Ask, BulkChange, Merge, Stakeholder

# What a row says that is not the person's and no word about them: places, kinds and names of things.
KEPT = {
    "stakeholders.Stakeholder.department",
    "stakeholders.Stakeholder.language",
    "mailroom.Message.kind",
    "mailroom.Message.from_name",
    "mailroom.Message.reply_to",
    "mailroom.Message.marker",
    "mailroom.Message.message_id",
    "mailroom.Message.calendar_method",
    "mailroom.PersonalLink.purpose",
    "mailroom.PersonalLink.about",
    "mailroom.Confirmation.kind",
    "vision.OutcomeLine.title",
    "vision.OutcomeLine.reason",
    "vision.OutcomeLine.before_title",
    "marketing_sync.Agent.team",
    "marketing_sync.AlertContact.time_zone",
    "outcomes.TrainingDate.campaign",
    # Of a visit at their side: who came, and what that person took away.
    "marketing_sync.Visit.visitor",
    "marketing_sync.Visit.took_away",
}


@transaction.atomic
def erase(*, person: Any, by: User) -> int:
    """Takes a person's name and words out of everything; says from how many rows. Their links open nothing.

    `person` is their row in one of the registers; what stands in the others under the same address goes, too.
    The trail tells that it was done, and not of whom.
    """
    project = Project.objects.select_for_update(no_key=True).defer("logo").get(pk=person.project_id)
    rows = people.together(type(person)._base_manager.get(pk=person.pk))
    names = people.known_by(rows)
    asked = _asked_to_join(project, {one.email.lower() for one in rows} - {""})
    for one in rows:
        people.TABLES[type(one)].let_go(one, by)
    found = {
        model: list(about.rows_about(model, rows).values_list("pk", flat=True)) for model in about.tables()
    }
    with Erasing(names):
        _trail(project, found)
        mentions.trail(project, names)
        close(rows)
        uninvite(asked, by)
        Suppression.objects.filter(pk__in=found[Suppression]).delete()
        for model, pks in found.items():
            blank(model, pks)
        mentions.lists_that_came_in(project, names)
        _undo(project, found[Stakeholder])
        mentions.take_out(project, mentions.telling(names), KEPT)
        Stakeholder.objects.filter(pk__in=found[Stakeholder]).update(
            email="", tags=[], owner=None, version=F("version") + 1
        )
    count = sum(map(len, found.values()))
    audit.record(project=project, by=by, verb="erased a person", rows=count)
    return count


class Erasing:
    """While it lasts, this transaction’s guards let words go and these names be covered; nothing else."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.words = mentions.pattern(mentions.telling(set(names)))

    def __enter__(self) -> None:
        _set("planner.erasing", "on")
        _set("planner.erased_words", self.words)

    def __exit__(self, *_error: object) -> None:
        if _error[0] is None:
            _set("planner.erasing", "")
            _set("planner.erased_words", "")


def _set(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def blank(model: shape.Model, pks: list[Any]) -> None:
    """Every column of free words says “(erased)” from now on; addresses are empty, or reach nobody."""
    rows = model._base_manager.filter(pk__in=pks)
    for one in shape.fields(model):
        name = f"{model._meta.label}.{one.name}"
        if name in KEPT or name in exceptions.NAMING or name in exceptions.FRESH:
            continue
        if not mentions.is_words(one):
            continue
        filled = rows.exclude(**{one.name: ""}).exclude(**{one.name: ERASED})
        filled.update(**{one.name: _instead(model, one)})


def _instead(model: shape.Model, one: shape.Column) -> Any:
    if isinstance(one, models.EmailField):
        # A register holds each address once, also those of people who are gone.
        is_register = model in people.TABLES and model is not Stakeholder
        key = Cast("pk", models.CharField())
        return Concat(Value("erased-"), key, Value(f"@{NOWHERE}")) if is_register else ""
    return "" if (one.max_length or 99) < len(ERASED) else ERASED


def close(rows: list[Any]) -> None:
    """Their links open nothing, and no mail goes to them."""
    named = [links.naming(one) for one in rows]
    PersonalLink.objects.filter(person__in=named, revoked_at=None).update(revoked_at=timezone.now())
    mails = Message.objects.filter(person__in=named)
    mails.waiting().update(state=State.CANCELLED)
    mails.update(calendar="", calendar_method="")


def silence(readers: Iterable[models.Model]) -> None:
    """What was mailed to them says nothing and opens nothing, and no mail goes to them."""
    rows = list(readers)
    close(rows)
    named = [links.naming(one) for one in rows]
    for model in (Message, Confirmation):
        blank(model, list(model._base_manager.filter(person__in=named).values_list("pk", flat=True)))
    blank(Attempt, list(Attempt.objects.filter(message__person__in=named).values_list("pk", flat=True)))
    Suppression.objects.filter(person__in=named).delete()


def _asked_to_join(project: Project, addresses: set[str]) -> models.QuerySet[Invitation]:
    """The invitations to these addresses, but for those by which somebody joined: these are an account's."""
    asked = project.invitations.filter(accepted_at=None)
    return asked.annotate(lower=Lower("email")).filter(lower__in=addresses)


def uninvite(asked: models.QuerySet[Invitation], by: User) -> None:
    """Nobody joins by these invitations any more, and neither they nor their mails say who was asked."""
    pks = list(asked.values_list("pk", flat=True))
    rows = Invitation.objects.filter(pk__in=pks)
    silence(rows)
    rows.filter(accepted_at=None, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by)
    key = Cast("pk", models.CharField())
    rows.update(email=Concat(Value("erased-"), key, Value(f"@{NOWHERE}"), output_field=models.CharField()))


def _trail(project: Project, found: dict[shape.Model, list[Any]]) -> None:
    entries = AuditEntry.objects.filter(project=project)
    for model, pks in found.items():
        theirs = entries.filter(object_type=model._meta.label_lower, object_id__in=pks)
        theirs.update(object_label=ERASED, detail={})


def _undo(project: Project, pks: list[int]) -> None:
    """An undoing would bring their title, address or owner back."""
    Merge.objects.filter(Q(into__in=pks) | Q(gone__in=pks)).delete()
    for change in BulkChange.objects.filter(project=project) if pks else ():
        before = [one for one in change.before if one.get("pk") not in pks]
        if len(before) != len(change.before):
            change.before = before
            change.save(update_fields=["before"])


def forget_old_words(now: datetime.datetime | None = None) -> int:
    """Takes out the words of rounds that ended longer ago than is kept; says of how many answers."""
    now = now or timezone.now()
    projects = Project.objects.live().exclude(answers_kept_months=None)
    return sum(_forget(project, now) for project in projects)


@transaction.atomic
def _forget(project: Project, now: datetime.datetime) -> int:
    before = _months_before(now, project.answers_kept_months or 0)
    ended = Q(interview__round__closed_at__lt=before) | Q(
        interview__round__closed_at=None, interview__round__deadline__lt=before
    )
    answers = Answer.objects.filter(ended, interview__round__project=project)
    old = list(answers.exclude(text__in=["", ERASED]).values_list("pk", flat=True))
    if not old:
        return 0
    asks = list(Ask.objects.filter(answer__in=old).values_list("pk", flat=True))
    with Erasing():
        Answer.objects.filter(pk__in=old).update(text=ERASED)
        AnswerText.objects.filter(answer__in=old).exclude(text="").update(text=ERASED)
        Ask.objects.filter(pk__in=asks).exclude(quote="").update(quote=ERASED)
        for model in _quoting():
            model._base_manager.filter(ask__in=asks).exclude(quote="").update(quote=ERASED)
    audit.record(project=project, by=None, verb="let go of old words", answers=len(old))
    return len(old)


def _quoting() -> Iterable[shape.Model]:
    """The tables that repeat the quote of an ask."""
    for model in shape.owned():
        names = {one.name for one in shape.fields(model)}
        if {"ask", "quote"} <= names:
            yield model


def _months_before(now: datetime.datetime, months: int) -> datetime.datetime:
    """The same day so many months ago, or the last day of that month."""
    index = now.year * 12 + now.month - 1 - months
    year, month = divmod(index, 12)
    for day in itertools.count(now.day, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise AssertionError
