"""SOPs and their readers: published version by version, and read, which each reader confirms by a link."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mailroom import actions as mailroom
from outcomes import mail
from outcomes.actions.measures import NotPossible
from outcomes.actions.rows import rewrite
from outcomes.models import Colleague, Sop, SopVersion
from projects import audit
from projects.models import Project, User

LASTS = datetime.timedelta(days=400)


@transaction.atomic
def write_sop(*, project: Project, by: User, text: str, **fields: Any) -> Sop:
    """A new procedure with its first version."""
    sop = Sop.objects.create(project=project, **fields)
    publish_sop(sop=sop, by=by, text=text, seen=0)
    return sop


@transaction.atomic
def change_sop(*, sop: Sop, by: User, version: int, **fields: Any) -> Sop:
    """Its title, its owner, when it is looked at again; made from `version`."""
    stored: Sop = rewrite(sop, by=by, version=version, verb="changed the SOP", fields=fields)
    return stored


@transaction.atomic
def publish_sop(*, sop: Sop, by: User, text: str, seen: int, what_changed: str = "") -> SopVersion:
    """Publishes the next version, written by who saw number `seen` as the latest.

    Raises `NotPossible` when another version came between, or when nothing is different.
    """
    Sop.objects.select_for_update(of=("self",), no_key=True).get(pk=sop.pk)
    latest = sop.versions.first()
    if latest is not None and latest.number != seen:
        raise NotPossible(
            _("Version %(number)d was published while you were writing. What you typed is still below.")
            % {"number": latest.number}
        )
    if latest is not None and latest.text == text:
        raise NotPossible(_("This is what version %(number)d says already.") % {"number": latest.number})
    version = SopVersion.objects.create(
        sop=sop, number=seen + 1, text=text, what_changed=what_changed, published_by=by
    )
    audit.record(project=sop.project, by=by, verb="published the SOP", on=sop, number=version.number)
    return version


@transaction.atomic
def ask_to_read(*, version: SopVersion, by: User) -> int:
    """Asks every colleague who has not confirmed this version yet, by mail; returns how many.

    Who was asked before is asked again once a day at most.
    """
    project = version.sop.project
    people = list(Colleague.objects.filter(project=project).kept())
    confirmations = mailroom.ask_confirmations(
        project=project,
        kind=mail.SOP,
        asked=[
            mailroom.Asked(
                about_id=version.pk,
                person=one,
                name=one.name,
                email=one.email,
                title=str(version),
                text=version.text,
            )
            for one in people
        ],
        expires_at=timezone.now() + LASTS,
    )
    open_ = [
        (one, confirmation)
        for one, confirmation in zip(people, confirmations, strict=True)
        if confirmation.confirmed_at is None
    ]
    mailroom.queue_many([mail.read_envelope(version, one, confirmation) for one, confirmation in open_])
    if open_:
        audit.record(project=project, by=by, verb="asked to read the SOP", on=version.sop, people=len(open_))
    return len(open_)


@transaction.atomic
def archive_sop(*, sop: Sop, by: User) -> None:
    """Puts it aside."""
    if Sop.objects.active().filter(pk=sop.pk).update(archived_at=timezone.now(), archived_by=by):
        audit.record(project=sop.project, by=by, verb="archived the SOP", on=sop)


@transaction.atomic
def restore_sop(*, sop: Sop, by: User) -> None:
    """Takes it up again."""
    if Sop.objects.archived().filter(pk=sop.pk).update(archived_at=None, archived_by=None):
        audit.record(project=sop.project, by=by, verb="restored the SOP", on=sop)


@transaction.atomic
def add_colleague(*, project: Project, by: User, **fields: Any) -> Colleague:
    """Somebody who answers calls. Raises `NotPossible` when the address is on the list."""
    try:
        with transaction.atomic():
            colleague = Colleague.objects.create(project=project, **fields)
    except IntegrityError:
        raise NotPossible(_taken()) from None
    audit.record(project=project, by=by, verb="added the colleague", on=colleague)
    return colleague


@transaction.atomic
def add_colleagues(*, project: Project, by: User, people: Sequence[tuple[str, str, str]]) -> int:
    """Many at once (name, address, language), and how many came; who is on the list stays as they are."""
    known = {
        one.lower()
        for one in Colleague.objects.kept().filter(project=project).values_list("email", flat=True)
    }
    new = {email.lower(): (name, email, language) for name, email, language in people}
    made = Colleague.objects.bulk_create(
        [
            Colleague(project=project, name=name, email=email, language=language)
            for address, (name, email, language) in new.items()
            if address not in known
        ],
        ignore_conflicts=True,
    )
    if made:
        audit.record(project=project, by=by, verb="added many colleagues", people=len(made))
    return len(made)


@transaction.atomic
def change_colleague(*, colleague: Colleague, by: User, version: int, **fields: Any) -> Colleague:
    """Another name, address or language; made from `version`."""
    try:
        with transaction.atomic():
            stored: Colleague = rewrite(
                colleague, by=by, version=version, verb="changed the colleague", fields=fields
            )
    except IntegrityError:
        raise NotPossible(_taken()) from None
    return stored


@transaction.atomic
def remove_colleague(*, colleague: Colleague, by: User) -> None:
    """Takes them off the list; what they read and learned stays."""
    if Colleague.objects.kept().filter(pk=colleague.pk).update(removed_at=timezone.now(), removed_by=by):
        audit.record(project=colleague.project, by=by, verb="took off the colleague", on=colleague)


@transaction.atomic
def restore_colleague(*, colleague: Colleague, by: User) -> None:
    """Puts them back. Raises `NotPossible` when the address is taken by now."""
    gone = Colleague.objects.filter(pk=colleague.pk, removed_at__isnull=False)
    try:
        with transaction.atomic():
            back = gone.update(removed_at=None, removed_by=None)
    except IntegrityError:
        raise NotPossible(_taken()) from None
    if back:
        audit.record(project=colleague.project, by=by, verb="put back the colleague", on=colleague)


def _taken() -> str:
    return _("This address is on the list already.")
