"""Editing a playbook: a draft that two people do not overwrite, and versions frozen when published."""

import calendar
import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from crisis import content, mail, queries
from crisis.actions.saving import SavedMeanwhile
from crisis.models import Phase, Playbook, PlaybookDraft, PlaybookVersion
from mailroom import actions as mailroom
from projects import audit
from projects.actions import Refused
from projects.models import Project, User

_PHASES = [phase.value for phase in Phase]


class NothingToPublish(Refused):
    """The draft says what the published version says, or there is none."""

    sentence = gettext_lazy("Nothing differs from the version that is published.")


class NotRunnable(Refused):
    """It could not be run like this."""

    sentence = gettext_lazy(
        "A playbook needs one step at least, and one thing to be met before standing down."
    )


@transaction.atomic
def write_playbook(*, project: Project, by: User, title: str, hazard: str, severity: str) -> Playbook:
    """A playbook of the project's own, as an empty draft. It can be declared once it is published."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    playbook = Playbook.objects.create(
        project=project, key=_free_key(project, title), title=title, hazard=hazard
    )
    PlaybookDraft.objects.create(playbook=playbook, content=content.empty(title, severity), saved_by=by)
    audit.record(project=project, by=by, verb="began the playbook", on=playbook)
    return playbook


def _free_key(project: Project, title: str) -> str:
    taken = {*project.playbooks.values_list("key", flat=True), *(one.key for one in queries.playbooks())}
    stem = slugify(title)[:50] or "playbook"
    # "new" and what begins with "own" are no starter's; a number keeps two of one name apart.
    return next(key for number in range(1, 10_000) if (key := f"own-{stem}-{number}") not in taken)


@transaction.atomic
def save_draft(*, playbook: Playbook, by: User, version: int, written: content.Content) -> PlaybookDraft:
    """Keeps the draft, made from `version` of it (0: there was none); raises `SavedMeanwhile`."""
    Playbook.objects.select_for_update(no_key=True).get(pk=playbook.pk)
    written = {**written, "steps": content.in_phases(written["steps"], _PHASES)}
    draft = PlaybookDraft.objects.select_related("saved_by").filter(playbook=playbook).first()
    if (draft.version if draft else 0) != version:
        raise SavedMeanwhile(draft)
    if draft is None:
        draft = PlaybookDraft.objects.create(playbook=playbook, content=written, saved_by=by)
    else:
        draft.content, draft.saved_at, draft.saved_by = written, timezone.now(), by
        draft.version += 1
        draft.save(update_fields=["content", "saved_at", "saved_by", "version"])
    audit.record(project=playbook.project, by=by, verb="wrote on the draft of", on=playbook)
    return draft


@transaction.atomic
def discard_draft(*, playbook: Playbook, by: User) -> None:
    """Throws the draft away; the published version stays. A playbook never published goes with it."""
    if not PlaybookDraft.objects.filter(playbook=playbook).delete()[0]:
        return
    audit.record(project=playbook.project, by=by, verb="threw away the draft of", on=playbook)
    if not playbook.versions.exists():
        playbook.delete()


@transaction.atomic
def publish_playbook(
    *, playbook: Playbook, by: User, version: int, note: str, review_on: datetime.date | None
) -> PlaybookVersion:
    """Freezes the draft, made from `version` of it, as the next version: what is declared from now on.

    Raises `SavedMeanwhile`, `NothingToPublish` or `NotRunnable`.
    """
    playbook = Playbook.objects.select_for_update(of=("self",)).select_related("project").get(pk=playbook.pk)
    draft = PlaybookDraft.objects.filter(playbook=playbook).first()
    latest = playbook.versions.first()
    if draft is None or (latest and not content.differences(queries.content_of(latest), draft.content)):
        raise NothingToPublish
    if draft.version != version:
        raise SavedMeanwhile(draft)
    written = draft.content
    if not written["steps"] or not written["stand_down_when"]:
        raise NotRunnable
    number = (playbook.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    fields = {name: written[name] for name in (*content.LISTS, "severity", "steps", "messages", "starts")}
    made = PlaybookVersion.objects.create(
        playbook=playbook, number=number, title=written["title"], note=note, made_by=by, **fields
    )
    playbook.title, playbook.review_on = written["title"], review_on
    playbook.save(update_fields=["title", "review_on"])
    draft.delete()
    audit.record(project=playbook.project, by=by, verb="published the playbook", on=playbook, number=number)
    return made


@transaction.atomic
def reviewed(*, playbook: Playbook, by: User, review_on: datetime.date) -> None:
    """Somebody read it and found it right; it is read again on that day."""
    Playbook.objects.filter(pk=playbook.pk).update(
        review_on=review_on, reviewed_at=timezone.now(), reviewed_by=by
    )
    audit.record(
        project=playbook.project, by=by, verb="reviewed the playbook", on=playbook, next=str(review_on)
    )


def remind_of_review(*, playbook: Playbook, readers: list[User]) -> None:
    """Tells those who keep the playbooks that one is due, once per review date."""
    mailroom.queue_many([mail.review_envelope(playbook, one) for one in readers])


def next_review(today: datetime.date, months: int) -> datetime.date:
    """The same day so many months on; the last of the month where there is no such day."""
    month = today.month - 1 + months
    year, month = today.year + month // 12, month % 12 + 1
    return datetime.date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
