"""A project is brought in: its file is kept until a worker made a project of it or said why it cannot."""

import io

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from callcenter_planner.whole import unpack
from projects import audit
from projects.models import Arrival, User
from reports import files

LARGEST = 400 * 1024 * 1024
MOST_ATTEMPTS = 3


class TooLarge(Exception):
    """The text says how large a file may be."""


@transaction.atomic
def give(*, upload: UploadedFile, by: User) -> Arrival:
    """Keeps the file until a worker has read it. Raises `TooLarge`."""
    if (upload.size or 0) > LARGEST:
        raise TooLarge(
            _("This file is larger than %(size)d MB. Ask whoever looks after this server to bring it in.")
            % {"size": LARGEST // 1024 // 1024}
        )
    name = files.safe_name(upload.name or "")
    arrival = Arrival.objects.create(name=name, content=upload.read(), given_by=by)
    audit.record(project=None, by=by, verb="gave a project's file", on=arrival)
    return arrival


def take_in(*, arrival_id: int) -> bool:
    """Makes the project, once, whoever else tries; False when there is nothing to do.

    A worker that is lost leaves nothing behind but that it tried.
    """
    tried = Arrival.objects.filter(
        pk=arrival_id, state=Arrival.State.WAITING, attempts__lt=MOST_ATTEMPTS
    ).update(attempts=F("attempts") + 1)
    if not tried:
        return False
    with transaction.atomic():
        arrival = (
            Arrival.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("given_by")
            .filter(pk=arrival_id, state=Arrival.State.WAITING)
            .first()
        )
        if arrival is None:
            return False
        _read(arrival)
    return True


def _read(arrival: Arrival) -> None:
    try:
        with transaction.atomic():
            arrival.project, names = unpack.unpack(io.BytesIO(bytes(arrival.content)), by=arrival.given_by)
    except unpack.CannotOpen as error:
        arrival.state, arrival.error = Arrival.State.FAILED, str(error)
    else:
        arrival.state = Arrival.State.DONE
        arrival.says = str(names)
    arrival.content = b""
    arrival.save(update_fields=["project", "state", "error", "says", "content"])


def left_behind() -> list[int]:
    """Files that no worker has read to the end. Those that were tried too often are given up."""
    waiting = Arrival.objects.filter(state=Arrival.State.WAITING)
    waiting.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=Arrival.State.FAILED,
        content=b"",
        error=_("The worker that read it was lost %(count)d times, so it was stopped. It may be too large.")
        % {"count": MOST_ATTEMPTS},
    )
    return list(waiting.values_list("pk", flat=True))
