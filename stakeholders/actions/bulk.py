"""Many people at once: changed, archived, brought back, and all of that undone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from projects import audit
from projects.models import Project, User
from stakeholders.models import BulkChange, Stakeholder

_MOST_TAGS = 20
_BATCH = 500


class TooManyTags(Exception):
    """Somebody would have more tags than fit; the text says who. Nothing was written."""


@dataclass(frozen=True)
class Changed:
    """What became of many: how many were changed, who was left as they are, and the way back."""

    done: int
    # Names of those whom somebody else changed since they were shown.
    left: list[str]
    undo: BulkChange | None


def change_many(
    *,
    project: Project,
    versions: Mapping[int, int],
    by: User,
    fields: Mapping[str, Any],
    add_tags: Sequence[str] = (),
    remove_tags: Sequence[str] = (),
) -> Changed:
    """Writes `fields` to everybody who still has the version in `versions`, and adds and removes tags."""

    def wanted(one: Stakeholder) -> dict[str, Any]:
        gone = {tag.casefold() for tag in remove_tags}
        kept = [tag for tag in one.tags if tag.casefold() not in gone]
        tags = list(dict.fromkeys([*kept, *add_tags]))
        if len(tags) > max(_MOST_TAGS, len(one.tags)):
            raise TooManyTags(
                _("%(name)s would have %(count)d tags; at most %(most)d fit.")
                % {"name": one.name, "count": len(tags), "most": _MOST_TAGS}
            )
        return {**fields, "tags": tags}

    return _write(project, versions, by, wanted, verb="changed many stakeholders")


def archive_many(*, project: Project, versions: Mapping[int, int], by: User) -> Changed:
    """Puts them away; everything they said stays."""
    now = timezone.now()

    def wanted(one: Stakeholder) -> dict[str, Any]:
        return {} if one.archived_at else {"archived_at": now, "archived_by_id": by.pk}

    return _write(project, versions, by, wanted, verb="archived many stakeholders")


def restore_many(*, project: Project, versions: Mapping[int, int], by: User) -> Changed:
    """Brings them back into the register."""

    def wanted(one: Stakeholder) -> dict[str, Any]:
        # Who became part of another comes back by undoing that.
        away = one.archived_at and not one.merged_into_id
        return {"archived_at": None, "archived_by_id": None} if away else {}

    return _write(project, versions, by, wanted, verb="brought back many stakeholders")


@transaction.atomic
def undo_many(*, change: BulkChange, by: User) -> Changed:
    """Makes everybody what they were, but for those who were changed again; a second undo does nothing."""
    current = BulkChange.objects.select_for_update(of=("self",)).select_related("project").get(pk=change.pk)
    if current.undone_at is not None:
        return Changed(0, [], None)
    before = {one["pk"]: one["fields"] for one in current.before}
    versions = {one["pk"]: one["version"] for one in current.before}
    owners = set(current.project.memberships.values_list("user_id", flat=True))

    def wanted(one: Stakeholder) -> dict[str, Any]:
        fields = dict(before[one.pk])
        if isinstance(fields.get("archived_at"), str):
            fields["archived_at"] = parse_datetime(fields["archived_at"])
        # Who is no longer a member cannot be made an owner again.
        if fields.get("owner_id") and fields["owner_id"] not in owners:
            fields["owner_id"] = None
        return fields

    changed = _write(current.project, versions, by, wanted, verb="undid a change of many", keep=False)
    current.undone_at, current.undone_by = timezone.now(), by
    current.save(update_fields=["undone_at", "undone_by"])
    return changed


@transaction.atomic
def _write(
    project: Project,
    versions: Mapping[int, int],
    by: User,
    wanted: Callable[[Stakeholder], dict[str, Any]],
    *,
    verb: str,
    keep: bool = True,
) -> Changed:
    """Locks everybody in one order, so that two such acts wait for each other and never stand against."""
    people = list(
        project.stakeholders.select_for_update(of=("self",)).filter(pk__in=list(versions)).order_by("pk")
    )
    left = [one.name for one in people if one.version != versions[one.pk]]
    before, changed, names = [], [], {"version"}
    for one in people:
        if one.version != versions[one.pk]:
            continue
        fields = {name: value for name, value in wanted(one).items() if getattr(one, name) != value}
        if not fields:
            continue
        old = {name: getattr(one, name) for name in fields}
        one.version += 1
        before.append({"pk": one.pk, "version": one.version, "fields": _as_json(old)})
        for name, value in fields.items():
            setattr(one, name, value)
        names.update(name.removesuffix("_id") for name in fields)
        changed.append(one)
    if not changed:
        return Changed(0, left, None)
    Stakeholder.objects.bulk_update(changed, sorted(names), batch_size=_BATCH)
    undo = BulkChange.objects.create(project=project, before=before, created_by=by) if keep else None
    audit.record(
        project=project,
        by=by,
        verb=verb,
        people=len(changed),
        fields=sorted(names - {"version"}),
        keys=[one.pk for one in changed],
    )
    return Changed(len(changed), left, undo)


def _as_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in fields.items()
    }
