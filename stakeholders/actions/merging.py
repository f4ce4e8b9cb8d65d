"""Two rows of the register that are one person: what was said under either stands under one, and can go back.

Interviews (with their answers, follow-ups and wishes) and asks move; what the one lacks is filled in from the
other; mails and old links stay with the row that is put away, and its link opens the page of the two.
"""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

import mailroom.actions as mailroom
from mailroom.models import Suppression
from projects import audit
from projects.models import User
from stakeholders.actions.attendance import tell_who_comes, told_with
from stakeholders.models import Ask, Interview, Merge, Stakeholder, State, TwoPeople
from stakeholders.queries.duplicates import filled

# Of two interviews in one round, the one that has come further stands in front.
_FURTHER = [State.CHOSEN, State.DECLINED, State.INVITED, State.STARTED, State.SUBMITTED]


class CannotMerge(Exception):
    """The two cannot become one now, or two again; the text says why."""


@dataclass
class _Moved:
    """What an undo needs."""

    interviews: list[int] = field(default_factory=list)
    asks: list[int] = field(default_factory=list)
    # Interviews of the one who stays that changed places with those of the other.
    swapped: list[int] = field(default_factory=list)
    second: list[int] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)
    # What stood in a field, and what stands in it now.
    filled: dict[str, list[Any]] = field(default_factory=dict)
    suppression: int | None = None


@transaction.atomic
def merge(*, into: Stakeholder, gone: Stakeholder, seen: tuple[int, int] | None = None, by: User) -> Merge:
    """`gone` becomes part of `into`; `seen` are the versions that were looked at. Raises `CannotMerge`."""
    into, gone = _locked(into, gone)
    _refuse(into, gone, seen)
    moved = _Moved()
    calendars = told_with([into, gone])
    _move_interviews(into, gone, moved)
    asks = gone.asks.all()
    moved.asks = list(asks.values_list("pk", flat=True))
    asks.update(stakeholder=into)
    moved.merged = list(gone.merged.values_list("pk", flat=True))
    gone.merged.update(merged_into=into)
    gone.merged_into, gone.archived_at, gone.archived_by = into, timezone.now(), by
    gone.version += 1
    gone.save(update_fields=["merged_into", "archived_at", "archived_by", "version"])
    # Only now may the one who stays take over the other's address.
    _fill_in(into, gone, moved)
    tell_who_comes(calendars, moved_to=into.email)
    held = mailroom.hold_for_too(project=into.project, of=gone.email, email=into.email, person=into)
    moved.suppression = held.pk if held else None
    _tell_rooms(into, gone)
    done = Merge.objects.create(project=into.project, into=into, gone=gone, kept=vars(moved), created_by=by)
    audit.record(
        project=into.project,
        by=by,
        verb="merged two stakeholders",
        on=into,
        gone=gone.name,
        interviews=len(moved.interviews),
        asks=len(moved.asks),
    )
    return done


def _tell_rooms(into: Stakeholder, gone: Stakeholder) -> None:
    """What other rooms reckon from these two people is reckoned anew."""
    for name in settings.MERGE_FOLLOWERS:
        import_string(name)(into=into, gone=gone)


def _locked(into: Stakeholder, gone: Stakeholder) -> tuple[Stakeholder, Stakeholder]:
    """Both rows, locked in one order, so that two who merge the same people wait for each other."""
    rows = Stakeholder.objects.select_for_update(of=("self",)).select_related("project").order_by("pk")
    by_key = {one.pk: one for one in rows.filter(pk__in=[into.pk, gone.pk])}
    return by_key[into.pk], by_key[gone.pk]


def _refuse(into: Stakeholder, gone: Stakeholder, seen: tuple[int, int] | None) -> None:
    if into.pk == gone.pk or into.project_id != gone.project_id or into.voice_of_id or gone.voice_of_id:
        raise CannotMerge(_("These are not two people of one register."))
    for one in (into, gone):
        if one.archived_at is not None:
            raise CannotMerge(_("%(name)s is no longer in the register.") % {"name": one.name})
    if seen is not None and seen != (into.version, gone.version):
        raise CannotMerge(_("Somebody changed one of the two meanwhile. Please look again."))


def _move_interviews(into: Stakeholder, gone: Stakeholder, moved: _Moved) -> None:
    # Both people's in the order of their keys, as the end of an anonymous round locks them.
    rows = Interview.objects.filter(stakeholder__in=[into, gone]).order_by("pk")
    both = list(rows.select_for_update(of=("self",)))
    there = {one.round_id: one for one in both if one.stakeholder_id == into.pk and not one.second}
    for one in [one for one in both if one.stakeholder_id == gone.pk]:
        rival = None if one.second else there.get(one.round_id)
        if rival is None:
            moved.interviews.append(one.pk)
            _put(one, into, second=one.second)
        elif not _says_something(one):
            # Nothing was said in it: it stays behind, and the other is the one that counts.
            continue
        elif not _says_something(rival):
            moved.swapped.append(rival.pk)
            moved.interviews.append(one.pk)
            _put(one, gone, second=True)
            _put(rival, gone, second=False)
            _put(one, into, second=False)
        else:
            behind = min(
                one, rival, key=lambda interview: (_FURTHER.index(State(interview.state)), -interview.pk)
            )
            moved.second.append(behind.pk)
            moved.interviews.append(one.pk)
            _put(rival, into, second=behind is rival)
            _put(one, into, second=behind is one)


def _says_something(interview: Interview) -> bool:
    wished = (interview.declined_at, interview.talk_wanted_at, interview.colleague_named_at)
    return interview.state == State.SUBMITTED or any(wished) or interview.answers.exists()


def _put(interview: Interview, person: Stakeholder, *, second: bool) -> None:
    interview.stakeholder, interview.second = person, second
    interview.save(update_fields=["stakeholder", "second"])


def _fill_in(into: Stakeholder, gone: Stakeholder, moved: _Moved) -> None:
    for name, value in filled(into, gone).items():
        moved.filled[name] = [getattr(into, name), value]
        setattr(into, name, value)
    into.version += 1
    into.save(update_fields=[*moved.filled, "version"])


@transaction.atomic
def undo_merge(*, merge: Merge, by: User) -> Merge:
    """Makes two people of them again; what was lifted out since goes with the interview it came from."""
    current = Merge.objects.select_for_update(of=("self",)).select_related("project").get(pk=merge.pk)
    if current.undone_at is not None:
        return current
    into, gone = _locked(current.into, current.gone)
    if into.merged_into_id is not None:
        raise CannotMerge(_("%(name)s has been merged further. Take that back first.") % {"name": into.name})
    moved = _Moved(**current.kept)
    calendars = told_with([into, gone])
    _put_back_interviews(into, gone, moved)
    Ask.objects.filter(pk__in=moved.asks, stakeholder=into).update(stakeholder=gone)
    Ask.objects.filter(answer__interview__in=moved.interviews, stakeholder=into).update(stakeholder=gone)
    Stakeholder.objects.filter(pk__in=moved.merged, merged_into=into).update(merged_into=gone)
    _take_out(into, moved)
    gone.merged_into = gone.archived_at = gone.archived_by = None
    if gone.email and _is_taken(gone):
        gone.email = ""
    gone.version += 1
    gone.save(update_fields=["merged_into", "archived_at", "archived_by", "email", "version"])
    tell_who_comes(calendars)
    Suppression.objects.filter(pk=moved.suppression or 0).delete()
    _tell_rooms(into, gone)
    current.undone_at, current.undone_by = timezone.now(), by
    current.save(update_fields=["undone_at", "undone_by"])
    audit.record(
        project=current.project, by=by, verb="undid a merge of two stakeholders", on=into, gone=gone.name
    )
    return current


def _put_back_interviews(into: Stakeholder, gone: Stakeholder, moved: _Moved) -> None:
    keys = [*moved.interviews, *moved.swapped, *moved.second]
    both = Interview.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    rows = {one.pk: one for one in both}
    # What changed places first stands behind, so that neither has two in front at any moment.
    for pk in moved.swapped:
        if pk in rows:
            _put(rows[pk], gone, second=True)
    for pk in moved.interviews:
        if pk in rows:
            _put(rows[pk], gone, second=rows[pk].second and pk not in moved.second)
    for pk in moved.swapped:
        if pk in rows:
            _put(rows[pk], into, second=False)
    for pk in set(moved.second) - set(moved.interviews):
        if pk in rows:
            _put(rows[pk], into, second=False)


def _take_out(into: Stakeholder, moved: _Moved) -> None:
    """What was filled in goes, where nobody has written something else since."""
    back = [name for name, (_before, after) in moved.filled.items() if getattr(into, name) == after]
    for name in back:
        setattr(into, name, moved.filled[name][0])
    into.version += 1
    into.save(update_fields=[*back, "version"])


def _is_taken(gone: Stakeholder) -> bool:
    others = gone.project.stakeholders.unmerged().exclude(pk=gone.pk)
    return others.filter(email__iexact=gone.email).exists()


@transaction.atomic
def say_two_people(*, one: Stakeholder, other: Stakeholder, by: User) -> TwoPeople:
    """They only look alike: they are not offered for merging any more."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    said, made = TwoPeople.objects.get_or_create(
        project=first.project, one=first, other=second, defaults={"created_by": by}
    )
    if made:
        audit.record(
            project=first.project, by=by, verb="said that two are two people", on=first, other=str(second)
        )
    return said
