"""What is kept about one person: shown to them, and taken out so that every count stays right.

What belongs to a stakeholder is found by a walk over foreign keys, like what belongs to a project. Erasing
puts “(erased)” in place of words and names; no row goes. Guards of frozen rows let exactly that through
(see docs/decisions/what-goes-and-how.md).
"""

import datetime
import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Left
from django.utils import timezone

from callcenter_planner.whole import exceptions, pack, shape
from mailroom import links
from mailroom.models import Attempt, Message, PersonalLink, State, Suppression
from projects import audit
from projects.models import AuditEntry, Project, User
from stakeholders.models import Answer, AnswerText, Ask, BulkChange, Import, Merge, Stakeholder

ERASED = "(erased)"
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
}


@functools.cache
def ways(model: shape.Model) -> tuple[shape.Way, ...]:
    """The chains of foreign keys from a row to the stakeholder it is about."""
    return tuple(_ways(model, ()))


def _ways(model: shape.Model, seen: tuple[shape.Model, ...]) -> Iterator[shape.Way]:
    for key in shape.foreign_keys(model):
        target = shape.target_of(key)
        if target is Stakeholder:
            yield (key.name,)
        elif target in shape.owned() and target not in (*seen, model):
            for rest in _ways(target, (*seen, model)):
                yield (key.name, *rest)


def rows_about(model: shape.Model, person: Stakeholder) -> models.QuerySet[Any]:
    """The rows of a table that are about the person."""
    rows = model._base_manager.all()
    if model is Stakeholder:
        return rows.filter(pk=person.pk)
    named = links.naming(person)
    label = model._meta.label
    about = Q(pk__in=[])
    for way in ways(model):
        about |= Q(**{"__".join(way): person.pk})
    for name in exceptions.NAMING:
        if name.rpartition(".")[0] == label:
            about |= Q(**{name.rpartition(".")[2]: named})
    if model is Attempt:
        about |= Q(message__person=named)
    return rows.filter(pk__in=rows.filter(about).values("pk"))


def tables() -> list[shape.Model]:
    """The tables in which something about a person can stand, themselves first."""
    naming = {name.rpartition(".")[0] for name in exceptions.NAMING}
    return [
        Stakeholder,
        *(
            model
            for model in shape.owned()
            if model is not Stakeholder and (ways(model) or model._meta.label in naming or model is Attempt)
        ),
    ]


def everything_about(person: Stakeholder) -> dict[str, list[dict[str, Any]]]:
    """All that is kept about the person, by table in words, as JSON has it; no secret of a link among it.

    Leads read it, so of an anonymous round it tells no more than their pages do: neither whether the person
    has answered nor what they are typing.
    """
    told = {}
    for model in tables():
        label = model._meta.label
        rows = _readable(model, rows_about(model, person)).order_by("pk")
        noted = exceptions.NOTED.get(label, {})
        hide: Callable[[dict[str, Any]], dict[str, Any]] = exceptions.REWRITTEN[label] if noted else dict
        columns = [
            one
            for one in shape.fields(model)
            if f"{label}.{one.name}" not in exceptions.FRESH and not isinstance(one, models.BinaryField)
        ]
        stored: Iterable[dict[str, Any]] = rows.annotate(**noted).values(
            "pk", *(one.attname for one in columns), *noted
        )
        lines = [
            {str(one.verbose_name): pack.plain(row[one.attname]) for one in columns if row[one.attname]}
            for row in map(hide, stored)
        ]
        if lines:
            told[str(model._meta.verbose_name_plural)] = lines
    return told


def _readable(model: shape.Model, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Without what nobody may read yet, and without what belongs to such a row."""
    if model._meta.label in exceptions.ROWS:
        rows = rows.filter(exceptions.ROWS[model._meta.label]())
    for key in shape.foreign_keys(model):
        target = shape.target_of(key)
        if target._meta.label in exceptions.ROWS:
            allowed = target._base_manager.filter(exceptions.ROWS[target._meta.label]())
            rows = rows.filter(Q(**{key.name: None}) | Q(**{f"{key.name}__in": allowed.values("pk")}))
    return rows


@transaction.atomic
def erase(*, person: Stakeholder, by: User) -> int:
    """Takes the person's name and words out of everything; says from how many rows. Their links open nothing.

    The trail tells that it was done, and not of whom.
    """
    person = Stakeholder.objects.select_for_update(of=("self",)).select_related("project").get(pk=person.pk)
    names = {text for text in (person.name, person.email) if text and text != ERASED}
    found = {model: list(rows_about(model, person).values_list("pk", flat=True)) for model in tables()}
    with _Erasing():
        _trail(person, found, names)
        _close(person)
        Suppression.objects.filter(pk__in=found[Suppression]).delete()
        for model, pks in found.items():
            _blank(model, pks)
        _lists_that_came_in(person.project, names)
        _undo(person)
        _mentions(person.project, names)
        Stakeholder.objects.filter(pk=person.pk).update(
            email="", tags=[], owner=None, version=F("version") + 1
        )
    rows = sum(map(len, found.values()))
    audit.record(project=person.project, by=by, verb="erased a person", rows=rows)
    return rows


class _Erasing:
    """While it lasts, the guards of this transaction let words go, and nothing else."""

    def __enter__(self) -> None:
        _set("on")

    def __exit__(self, *_error: object) -> None:
        if _error[0] is None:
            _set("")


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('planner.erasing', %s, true)", [value])


def _blank(model: shape.Model, pks: list[Any]) -> None:
    """Every column of free words says “(erased)” from now on; addresses are empty."""
    rows = model._base_manager.filter(pk__in=pks)
    for one in shape.fields(model):
        name = f"{model._meta.label}.{one.name}"
        if name in KEPT or name in exceptions.NAMING or name in exceptions.FRESH or not _is_words(one):
            continue
        filled = rows.exclude(**{one.name: ""}).exclude(**{one.name: ERASED})
        is_empty = isinstance(one, models.EmailField) or (one.max_length or 99) < len(ERASED)
        filled.update(**{one.name: "" if is_empty else ERASED})


def _is_words(one: shape.Column) -> bool:
    if isinstance(one, ArrayField) or one.choices is not None or one.unique:
        return False
    return isinstance(one, models.CharField | models.TextField)


def _close(person: Stakeholder) -> None:
    """Their links open nothing, and no mail goes to them."""
    named = links.naming(person)
    PersonalLink.objects.filter(person=named, revoked_at=None).update(revoked_at=timezone.now())
    mails = Message.objects.filter(person=named)
    mails.waiting().update(state=State.CANCELLED)
    mails.update(calendar="", calendar_method="")


def _trail(person: Stakeholder, found: dict[shape.Model, list[Any]], names: set[str]) -> None:
    entries = AuditEntry.objects.filter(project=person.project)
    for model, pks in found.items():
        about = entries.filter(object_type=model._meta.label_lower, object_id__in=pks)
        about.update(object_label=ERASED, detail={})
    for name in names:
        entries.filter(by=None, by_label=name).update(by_label=ERASED)
        entries.filter(object_label__icontains=name).update(object_label=ERASED)
        entries.annotate(words=models.functions.Cast("detail", models.TextField())).filter(
            words__icontains=name
        ).update(detail={})


def _mentions(project: Project, names: set[str]) -> None:
    """Their name and address wherever else somebody wrote them: in mails to others, in notes, in titles.

    Tables whose rows are guarded are left as they are: what is frozen there and theirs is erased already.
    """
    guarded = _guarded()
    for model in shape.owned():
        if model._meta.db_table in guarded:
            continue
        for one in shape.fields(model):
            name = f"{model._meta.label}.{one.name}"
            if name in KEPT or name in exceptions.NAMING or name in exceptions.FRESH or not _is_words(one):
                continue
            for text in names:
                written = shape.rows(model, project).filter(**{f"{one.name}__contains": text})
                written.update(**{one.name: _without_mention(one, text)})


def _without_mention(one: shape.Column, text: str) -> Any:
    """The column's text with “(erased)” for the name, where it stands as a word of its own."""
    pattern = rf"(?<!\w){re.escape(text)}(?!\w)"
    replaced = models.Func(
        F(one.name), models.Value(pattern), models.Value(ERASED), models.Value("g"), function="regexp_replace"
    )
    return Left(replaced, one.max_length) if one.max_length else replaced


def _guarded() -> set[str]:
    """Tables whose rows a trigger keeps from being changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            # A row's own trigger (1) before (2) an update (16).
            "WHERE NOT tgisinternal AND tgtype & 19 = 19"
        )
        return {name for (name,) in cursor.fetchall()}


def _lists_that_came_in(project: Project, names: set[str]) -> None:
    """Rows of imported lists in which they stand."""
    wanted = {name.casefold() for name in names}
    for one in Import.objects.filter(project=project):
        kept = _without(one.cells, wanted), _without(one.remarks, wanted)
        if kept != (one.cells, one.remarks):
            one.cells, one.remarks = kept
            one.save(update_fields=["cells", "remarks"])


def _without(value: Any, names: set[str]) -> Any:
    """The value, where each row that holds one of the names holds nothing but that it was erased."""
    if isinstance(value, dict):
        return {key: _without(one, names) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    if any(isinstance(one, str) and one.strip().casefold() in names for one in value):
        return [ERASED if isinstance(one, str) and one else one for one in value]
    return [_without(one, names) for one in value]


def _undo(person: Stakeholder) -> None:
    """An undoing would bring their title, address or owner back."""
    Merge.objects.filter(Q(into=person) | Q(gone=person)).delete()
    for change in BulkChange.objects.filter(project=person.project):
        before = [one for one in change.before if one.get("pk") != person.pk]
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
    with _Erasing():
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
