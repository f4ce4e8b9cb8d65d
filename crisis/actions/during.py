"""What is changed for as long as a run lasts: procedures, launches; and pictures for its timeline."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from crisis import queries
from crisis.actions.broadcasting import broadcast
from crisis.actions.running import keep, locked, running
from crisis.models import Activation, Broadcast, ProcedureChange, RunPhoto
from marketing_sync import actions as marketing
from marketing_sync.models import Launch
from projects import audit
from projects.models import User
from reports import files

MOST_PHOTOS = 200


@transaction.atomic
def change_procedure(
    *, activation: Activation, usual: str, instead: str, by: User, chase_minutes: int = 10
) -> ProcedureChange:
    """Announces that a procedure is done otherwise until the all-clear; everybody is asked to confirm."""
    activation = running(activation)
    announced = broadcast(
        activation=activation,
        by=by,
        subject=(_("Done otherwise from now on: %(usual)s") % {"usual": usual})[:150],
        text=_("%(instead)s\n\nThis holds until you are told that the usual way holds again.")
        % {"instead": instead},
        chase_minutes=chase_minutes,
    )
    changed = ProcedureChange.objects.create(
        activation=activation, usual=usual, instead=instead, announced=announced
    )
    keep(activation, by, _("Procedure “%(usual)s” is done otherwise") % {"usual": usual})
    return changed


@transaction.atomic
def reverse_procedures(
    *, activation: Activation, by: User, only: ProcedureChange | None = None
) -> Broadcast | None:
    """Tells everybody that the usual way holds again, with confirmation; of one procedure, or of all."""
    activation = locked(activation)
    changed = activation.procedures.filter(reversed_by=None)
    if only is not None:
        changed = changed.filter(pk=only.pk)
    names = [one.usual for one in changed]
    if not names:
        return None
    sent = broadcast(
        activation=activation,
        by=by,
        subject=(_("The usual way again: %(usual)s") % {"usual": ", ".join(names)})[:150],
        text=_("From now on the usual procedure holds again:\n\n%(usual)s\n\nPut away the temporary one.")
        % {"usual": "\n".join(names)},
        outlasts=True,
    )
    changed.update(reversed_by=sent)
    keep(activation, by, _("The usual way again: %(usual)s") % {"usual": ", ".join(names)})
    return sent


@transaction.atomic
def pause_launches(*, activation: Activation, launches: list[Launch], by: User) -> list[Launch]:
    """Holds launches back until the all-clear. In a drill nothing is held, only said on the timeline."""
    activation = running(activation)
    if activation.is_drill:
        held = launches
    else:
        held = marketing.pause(
            project=activation.project,
            launches=launches,
            key=queries.key_of(activation),
            because=f"{activation.severity}, {activation.title}",
            by=by,
        )
    says = (
        _("Would be paused: launch “%(launch)s”") if activation.is_drill else _("Launch “%(launch)s” paused")
    )
    for launch in held:
        keep(activation, by, says % {"launch": launch})
    return held


@transaction.atomic
def resume_launches(*, activation: Activation, by: User, only: Launch | None = None) -> list[Launch]:
    """Lets launches go on that this run held back; one, or all."""
    activation = locked(activation)
    resumed = marketing.end_pauses(
        project=activation.project, key=queries.key_of(activation), by=by, launch=only
    )
    for launch in resumed:
        keep(activation, by, _("Launch “%(launch)s” goes on") % {"launch": launch})
    return resumed


@transaction.atomic
def add_photo(*, activation: Activation, upload: UploadedFile, text: str, by: User) -> RunPhoto:
    """Puts a picture on the timeline. Raises `reports.files.Refused` with a sentence for the person."""
    activation = locked(activation)
    if RunPhoto.objects.filter(entry__activation=activation).count() >= MOST_PHOTOS:
        raise files.Refused(_("A run keeps up to %(count)d pictures.") % {"count": MOST_PHOTOS})
    stored = files.store_upload(project=activation.project, upload=upload, by=by)
    if not stored.content_type.startswith("image/") or "svg" in stored.content_type:
        raise files.Refused(_("“%(name)s” is not a picture.") % {"name": stored.name})
    entry = keep(activation, by, text or _("Picture"), is_note=True)
    photo = RunPhoto.objects.create(entry=entry, file=stored)
    audit.record(
        project=activation.project, by=by, verb="added a picture to", on=activation, file=stored.name
    )
    return photo
