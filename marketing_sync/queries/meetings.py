"""The agenda of the standing meeting, which writes itself, and what was promised."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from marketing_sync.models import Launch, LaunchChange, Meeting, MeetingAction, News
from marketing_sync.queries.ladder import agreement
from marketing_sync.queries.launches import rows
from projects.models import Project
from projects.templatetags.planner import plain_day

# Before the first meeting, what happened in so many days is news.
_FIRST_LOOK = datetime.timedelta(days=14)


@dataclass(frozen=True)
class Point:
    """One line of the agenda, and the launch that it is about."""

    words: str
    launch_id: int


@dataclass(frozen=True)
class Section:
    """One heading of the agenda."""

    heading: str
    points: list[Point]


@dataclass(frozen=True)
class Agenda:
    """What there is to talk about now."""

    sections: list[Section]

    def as_rows(self) -> list[Any]:
        """As a meeting keeps it once it was held."""
        return [
            [section.heading, [[point.words, point.launch_id] for point in section.points]]
            for section in self.sections
        ]


def kept_agenda(meeting: Meeting) -> Agenda:
    """The agenda of a meeting that was held."""
    return Agenda(
        [Section(heading, [Point(*point) for point in points]) for heading, points in meeting.agenda]
    )


def agenda(project: Project) -> Agenda:
    """New, changed, unreviewed and at risk since the last meeting; sections with nothing are left out."""
    last = Meeting.objects.filter(project=project, held_at__isnull=False).order_by("-held_at").first()
    since = last.held_at if last and last.held_at else None
    changes = LaunchChange.objects.filter(launch__project=project).select_related("launch").order_by("pk")
    if since is not None:
        changes = changes.filter(at__gt=since)
    else:
        start = project.today() - _FIRST_LOOK
        changes = changes.filter(at__date__gte=start)
    changed = [change for change in changes if change.what != News.REGISTERED]
    new = [change.launch for change in changes if change.what == News.REGISTERED]
    soon = project.today() + datetime.timedelta(days=agreement(project).lead_days)
    ahead = list(Launch.objects.filter(project=project).planned().select_related("project"))
    unreviewed = [launch for launch in ahead if launch.is_unreviewed]
    risky = rows(
        project, [launch for launch in ahead if launch.earliest <= soon and not launch.is_unreviewed]
    )
    found = [
        Section(_("New"), [_point(launch, plain_day(launch.likely)) for launch in new]),
        Section(_("Changed"), [_point(change.launch, _change(change)) for change in changed]),
        Section(_("Not reviewed yet"), [_point(launch, plain_day(launch.likely)) for launch in unreviewed]),
        Section(
            _("At risk"),
            [
                _point(row.launch, f"{plain_day(row.launch.likely)}; {', '.join(row.reasons)}")
                for row in risky
                if not row.is_ready
            ],
        ),
    ]
    return Agenda([section for section in found if section.points])


def _point(launch: Launch, words: str) -> Point:
    return Point(f"{launch.name}: {words}", launch.pk)


def _change(change: LaunchChange) -> str:
    said = str(change.get_what_display())
    if change.what in (News.MOVED, News.RESTORED):
        said = f"{said}, {plain_day(change.likely)}"
    return f"{said} ({change.reason})" if change.reason else said


def open_promises(project: Project) -> list[MeetingAction]:
    """What was promised at any meeting and is not done, the most urgent first."""
    return list(
        MeetingAction.objects.filter(meeting__project=project, done_at=None).select_related(
            "owner", "meeting"
        )
    )
