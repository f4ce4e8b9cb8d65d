"""Lists of launches."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, OuterRef, Q, When
from django.utils.translation import gettext as _

from marketing_sync.models import Launch, LaunchQuerySet, LaunchState, Pause
from marketing_sync.queries.gate import Gate, gates
from marketing_sync.queries.readiness import Known, known
from projects.models import Project


@dataclass(frozen=True)
class LaunchRow:
    """A launch as it stands in the list."""

    launch: Launch
    group: str
    known: Known
    gate: Gate

    @property
    def reasons(self) -> list[str]:
        """Why it is not ready."""
        return self.gate.reasons

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in its way."""
        return not self.reasons


def launches(
    project: Project, *, text: str = "", when: str = "", kind: str = "", impact: str = ""
) -> LaunchQuerySet:
    """The project's launches, narrowed. `when` is a tab's name; anything unknown means ahead and out."""
    found = _of_tab(Launch.objects.filter(project=project), when, project.today())
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(offer__icontains=text) | Q(caller_questions__icontains=text)
        )
    if kind:
        found = found.filter(kind=kind)
    if impact:
        found = found.filter(impact=impact)
    # What is out comes first, then what is ahead.
    return found.annotate(
        rank=Case(When(state=LaunchState.LIVE, then=0), default=1),
        is_paused=Exists(Pause.objects.holding().filter(launch=OuterRef("pk"))),
    )


def _of_tab(found: LaunchQuerySet, when: str, today: datetime.date) -> LaunchQuerySet:
    match when:
        case "now":
            return found.live()
        case "week":
            return found.this_week(today)
        case "later":
            return found.later(today)
        case "over":
            return found.filter(state=LaunchState.OVER)
        case "cancelled":
            return found.filter(state=LaunchState.CANCELLED)
        case "all":
            return found
        case _:
            return found.open()


@dataclass(frozen=True)
class Tab:
    """One choice above the list, and how many launches it holds."""

    name: str
    label: str
    count: int


def tabs(project: Project) -> list[Tab]:
    """The choices above the list, counted by one query."""
    week = project.today() + datetime.timedelta(days=7)
    planned = Q(state=LaunchState.PLANNED)
    counts = Launch.objects.filter(project=project).aggregate(
        now=Count("pk", filter=Q(state=LaunchState.LIVE)),
        week=Count("pk", filter=planned & Q(likely__lt=week)),
        later=Count("pk", filter=planned & Q(likely__gte=week)),
        over=Count("pk", filter=Q(state=LaunchState.OVER)),
        cancelled=Count("pk", filter=Q(state=LaunchState.CANCELLED)),
    )
    return [
        Tab("", _("Ahead and out"), counts["now"] + counts["week"] + counts["later"]),
        Tab("now", _("Out now"), counts["now"]),
        Tab("week", _("This week"), counts["week"]),
        Tab("later", _("Later"), counts["later"]),
        Tab("over", _("Over"), counts["over"]),
        Tab("cancelled", _("Cancelled"), counts["cancelled"]),
    ]


def rows(
    project: Project, launches: Sequence[Launch], *, told: Mapping[int, Known] | None = None
) -> list[LaunchRow]:
    """Launches with what is known of them, by three queries however many they are.

    `told` saves one of them where it was read already.
    """
    told = known(launches) if told is None else told
    people = dict(project.alert_contacts.told_first().values_list("pk", "name"))
    passed = gates(launches, told, people)
    today = project.today()
    return [
        LaunchRow(launch, _group(launch, today), told[launch.pk], passed[launch.pk]) for launch in launches
    ]


def _group(launch: Launch, today: datetime.date) -> str:
    if launch.state == LaunchState.LIVE:
        return _("Out now")
    if launch.is_planned:
        return _("This week") if launch.likely < today + datetime.timedelta(days=7) else _("Later")
    return launch.get_state_display()
