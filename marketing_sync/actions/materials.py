"""The files of a launch."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketing_sync.models import Launch, Material
from projects import audit
from projects.models import User
from reports import files

MOST = 20


@transaction.atomic
def attach(*, launch: Launch, by: User, upload: UploadedFile) -> Material:
    """Keeps a file with the launch. Raises `reports.files.Refused` with a sentence for the person."""
    Launch.objects.select_for_update(no_key=True).get(pk=launch.pk)
    if launch.materials.kept().count() >= MOST:
        raise files.Refused(_("A launch keeps up to %(count)d files. Take one away first.") % {"count": MOST})
    stored = files.store_upload(project=launch.project, upload=upload, by=by)
    material = Material.objects.create(launch=launch, file=stored)
    audit.record(project=launch.project, by=by, verb="added a file to", on=launch, file=stored.name)
    return material


@transaction.atomic
def detach(*, material: Material, by: User) -> None:
    """Takes a file away from its launch; it can be put back."""
    if Material.objects.kept().filter(pk=material.pk).update(removed_at=timezone.now(), removed_by=by):
        launch = material.launch
        audit.record(
            project=launch.project, by=by, verb="took a file from", on=launch, file=material.file.name
        )


@transaction.atomic
def put_back(*, material: Material, by: User) -> None:
    """Puts a file back that was taken away."""
    taken = Material.objects.filter(pk=material.pk, removed_at__isnull=False)
    if taken.update(removed_at=None, removed_by=None):
        launch = material.launch
        audit.record(
            project=launch.project, by=by, verb="put a file back to", on=launch, file=material.file.name
        )
