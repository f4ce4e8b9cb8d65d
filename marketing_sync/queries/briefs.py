"""Briefs and their readers."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q

from marketing_sync.models import Agent, AgentQuerySet, Brief, Launch, LaunchState, Reading
from projects.models import Project


@dataclass(frozen=True)
class Readers:
    """How many of those who answer calls now were asked to read a version, and how many confirmed."""

    asked: int = 0
    confirmed: int = 0

    @property
    def missing(self) -> int:
        """How many have not confirmed."""
        return self.asked - self.confirmed


def latest_brief(launch: Launch) -> Brief | None:
    """The latest approved version."""
    return launch.briefs.order_by("-number").select_related("approved_by", "written_by").first()


def current_briefs(project: Project) -> list[Brief]:
    """The latest version of every launch that is ahead or out."""
    newest = (
        Brief.objects.filter(
            launch__project=project, launch__state__in=[LaunchState.PLANNED, LaunchState.LIVE]
        )
        .order_by("launch_id", "-number")
        .distinct("launch_id")
    )
    return list(
        Brief.objects.filter(pk__in=newest.values("pk")).select_related("launch__project").order_by("pk")
    )


def readers_of(briefs: Collection[int]) -> dict[int, Readers]:
    """By brief, how many who answer calls now were asked, and how many of them confirmed."""
    rows = (
        Reading.objects.filter(brief__in=briefs, agent__removed_at=None)
        .order_by()
        .values("brief")
        .annotate(asked=Count("pk"), confirmed=Count("confirmed_at"))
    )
    return {row["brief"]: Readers(row["asked"], row["confirmed"]) for row in rows}


@dataclass(frozen=True)
class TeamReaders:
    """A team, and how far it has read."""

    team: str
    readers: Readers


def teams_of(brief: Brief) -> list[TeamReaders]:
    """How far each team has read this version."""
    rows = (
        Reading.objects.filter(brief=brief, agent__removed_at=None)
        .order_by("agent__team")
        .values("agent__team")
        .annotate(asked=Count("pk"), confirmed=Count("confirmed_at"))
    )
    return [TeamReaders(row["agent__team"], Readers(row["asked"], row["confirmed"])) for row in rows]


def agents(project: Project, *, text: str = "", team: str = "") -> AgentQuerySet:
    """The agents, with how many current briefs each has confirmed."""
    current = [brief.pk for brief in current_briefs(project)]
    found = Agent.objects.active().filter(project=project)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(team__icontains=text))
    if team:
        found = found.filter(team=team)
    mine = Q(readings__brief__in=current)
    return found.annotate(
        asked=Count("readings", filter=mine),
        confirmed=Count("readings__confirmed_at", filter=mine),
        open=F("asked") - F("confirmed"),
        last_confirmed_at=Max("readings__confirmed_at"),
    )
