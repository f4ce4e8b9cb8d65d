"""What the clock starts. Every row says itself whether it is due: running twice changes nothing."""

import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from crisis import actions, queries
from crisis.models import Broadcast, CrisisPerson, Improvement, Inject, PackMonth
from projects.models import Project
from reports.models import State

# So long one waits before a pack that could not be drawn is asked for again.
AGAIN_AFTER = datetime.timedelta(days=1)


def watched() -> list[int]:
    """The broadcasts that are still to be answered."""
    return _keys(Broadcast.objects.filter(chase_at__isnull=False))


@transaction.atomic
def tend(broadcast_id: int) -> None:
    """Does for one broadcast what is due. One that another worker is at is left to the next minute."""
    rows = Broadcast.objects.select_related(
        "activation__project", "activation__commander", "activation__playbook"
    )
    sent = _free(rows.filter(pk=broadcast_id, chase_at__isnull=False))
    if sent is not None:
        actions.chase(sent=sent)


def injects_due() -> list[int]:
    """The news of drills whose time has come."""
    rows = Inject.objects.filter(told_at=None, due_at__lte=timezone.now())
    return _keys(rows.filter(activation__stood_down_at=None))


@transaction.atomic
def tell_inject(inject_id: int) -> None:
    """Tells the news of a drill, once."""
    inject = Inject.objects.select_related("activation").filter(pk=inject_id).first()
    if inject is not None:
        actions.tell_inject(inject=inject)


def improvements_due() -> list[int]:
    """The improvements whose owner is perhaps to be told; a day generously, since midnights differ."""
    tomorrow = timezone.now().date() + datetime.timedelta(days=1)
    last_week = tomorrow - actions.REMIND_EVERY
    rows = Improvement.objects.open().filter(due_on__lte=tomorrow)
    return _keys(rows.exclude(reminded_on__gt=last_week))


@transaction.atomic
def remind(improvement_id: int) -> None:
    """Tells the owner of one improvement, if its day has come there."""
    rows = Improvement.objects.open().select_related("project", "owner", "activation")
    improvement = _free(rows.filter(pk=improvement_id))
    if improvement is not None:
        actions.remind_owner(improvement=improvement)


def packs_due() -> list[int]:
    """The projects with a call tree whose pack of this month, as it is there, was not asked for."""
    people = CrisisPerson.objects.active().filter(project=OuterRef("pk"))
    months = PackMonth.objects.order_by().values("project").annotate(latest=Max("month"))
    latest = dict(months.values_list("project", "latest"))
    projects = Project.objects.live().filter(Exists(people)).order_by("pk")
    return [one.pk for one in projects if one.pk not in latest or latest[one.pk] < _month(one)]


def ask_for_pack(project_id: int) -> None:
    """Asks for this month's pack of one project."""
    project = Project.objects.get(pk=project_id)
    actions.pack_month(project=project, month=_month(project))


def packs_failed() -> list[int]:
    """The packs that could not be drawn, a day later."""
    rows = PackMonth.objects.filter(project__in=Project.objects.live(), mailed_at=None)
    yesterday = timezone.now() - AGAIN_AFTER
    return _keys(rows.filter(report__state=State.FAILED, report__finished_at__lte=yesterday))


@transaction.atomic
def try_pack_again(pack_id: int) -> None:
    """Asks again for a pack that failed a day ago, unless the next month's has taken its place."""
    rows = PackMonth.objects.select_related("project", "report")
    pack = _free(rows.filter(pk=pack_id, mailed_at=None))
    if pack is not None and pack.month == _month(pack.project):
        actions.pack_again(pack=pack)


def _month(project: Project) -> datetime.date:
    return project.today().replace(day=1)


def packs_drawn() -> list[int]:
    """The packs that are drawn and not mailed."""
    return _keys(PackMonth.objects.filter(mailed_at=None, report__state=State.DONE))


@transaction.atomic
def mail_pack(pack_id: int) -> None:
    """Mails one pack to the leads, once."""
    rows = PackMonth.objects.select_related("project", "report")
    pack = _free(rows.filter(pk=pack_id, mailed_at=None))
    if pack is not None:
        actions.mail_pack(pack=pack)


def _keys(rows: models.QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _free(rows: models.QuerySet[Any]) -> Any:
    """The row, locked; None when another worker is at it."""
    return rows.select_for_update(of=("self",), skip_locked=True).first()


def to_prepare() -> list[int]:
    """The projects whose playbooks and people are looked after."""
    return list(Project.objects.live().order_by("pk").values_list("pk", flat=True))


def remind_of_reviews(project_id: int) -> None:
    """Tells the leads and operations which playbooks are to be read again; each date is told once."""
    project = Project.objects.get(pk=project_id)
    due = queries.due_for_review(project, project.today())
    if due:
        readers = list(queries.keepers(project))
        for playbook in due:
            actions.remind_of_review(playbook=playbook, readers=readers)


def ask_people(project_id: int) -> None:
    """Asks, by day, whoever has not said for a quarter that they are reached like this."""
    project = Project.objects.get(pk=project_id)
    if 8 <= timezone.localtime(timezone=project.zone).hour < 18:
        people = list(project.crisis_people.to_ask())
        if people:
            actions.ask_to_check(project=project, people=people, by="the planner")
