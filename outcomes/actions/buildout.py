"""The checklists of the build-out: begun from a starter, done with evidence, taken off and put back."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from outcomes.actions.rows import rewrite
from outcomes.models import BuildItem
from outcomes.starter import STARTER
from projects import audit
from projects.models import Project, User
from reports import files


@transaction.atomic
def begin_buildout(*, project: Project, by: User) -> int:
    """Lays the starter checklists down, once; returns how many items there are new."""
    Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project.pk)
    if project.build_items.exists():
        return 0
    items = [
        BuildItem(project=project, stream=stream, words=words, position=position)
        for stream, lines in STARTER.items()
        for position, words in enumerate(lines)
    ]
    BuildItem.objects.bulk_create(items)
    audit.record(project=project, by=by, verb="began the build-out", on=project, items=len(items))
    return len(items)


@transaction.atomic
def add_item(*, project: Project, by: User, upload: UploadedFile | None = None, **fields: Any) -> BuildItem:
    """One more thing that has to stand. Raises `reports.files.Refused` for a file that cannot be kept."""
    last = project.build_items.filter(stream=fields["stream"]).aggregate(last=Max("position"))["last"]
    stored = files.store_upload(project=project, upload=upload, by=by) if upload else None
    item = BuildItem.objects.create(
        project=project, position=0 if last is None else last + 1, file=stored, **fields
    )
    audit.record(project=project, by=by, verb="added to the build-out", on=item)
    return item


@transaction.atomic
def change_item(
    *, item: BuildItem, by: User, version: int, upload: UploadedFile | None = None, **fields: Any
) -> BuildItem:
    """Rewrites it, made from `version`; a new file takes the place of the old one."""
    if upload:
        fields["file"] = files.store_upload(project=item.project, upload=upload, by=by)
    stored: BuildItem = rewrite(item, by=by, version=version, verb="changed in the build-out", fields=fields)
    return stored


@transaction.atomic
def item_stands(*, item: BuildItem, by: User) -> None:
    """It stands."""
    if BuildItem.objects.filter(pk=item.pk, done_at=None).update(done_at=timezone.now(), done_by=by):
        audit.record(project=item.project, by=by, verb="finished in the build-out", on=item)


@transaction.atomic
def item_is_open(*, item: BuildItem, by: User) -> None:
    """It does not stand after all."""
    done = BuildItem.objects.filter(pk=item.pk, done_at__isnull=False)
    if done.update(done_at=None, done_by=None):
        audit.record(project=item.project, by=by, verb="opened again in the build-out", on=item)


@transaction.atomic
def take_off(*, item: BuildItem, by: User) -> None:
    """Takes it off the checklist; it can be put back."""
    if BuildItem.objects.kept().filter(pk=item.pk).update(removed_at=timezone.now(), removed_by=by):
        audit.record(project=item.project, by=by, verb="took off the build-out", on=item)


@transaction.atomic
def put_on(*, item: BuildItem, by: User) -> None:
    """Puts it back."""
    gone = BuildItem.objects.filter(pk=item.pk, removed_at__isnull=False)
    if gone.update(removed_at=None, removed_by=None):
        audit.record(project=item.project, by=by, verb="put back on the build-out", on=item)
