"""Briefs: written by marketing, approved by the liaison, frozen, and each version read by every agent."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mailroom import actions as mailroom
from mailroom import links
from mailroom.models import PersonalLink
from marketing_sync import mail, mail_briefs, queries
from marketing_sync.actions.conflict import ChangedMeanwhile, NotPossible
from marketing_sync.models import Agent, Brief, BriefDraft, Launch, LaunchChange, Reading
from projects import audit
from projects.models import User

# Who was reminded is left in peace for so long.
_REST = datetime.timedelta(hours=20)


@transaction.atomic
def write_brief(*, launch: Launch, by: User, version: int, ask: bool, **texts: str) -> BriefDraft:
    """Keeps the draft (offer, caller_questions, answers, look, escalation); `ask` calls for its approval.

    `version` is the draft's that was read, 0 for none. Raises `ChangedMeanwhile`.
    """
    launch = Launch.objects.select_for_update(of=("self",)).select_related("project").get(pk=launch.pk)
    draft = BriefDraft.objects.filter(launch=launch).first()
    if draft is not None and draft.version != version:
        raise ChangedMeanwhile(draft, _("Somebody changed this brief while you were writing."))
    if draft is None:
        draft = BriefDraft(launch=launch, version=0)
    for name, text in texts.items():
        setattr(draft, name, text)
    draft.version += 1
    draft.written_at, draft.written_by = timezone.now(), by
    draft.save()
    audit.record(project=launch.project, by=by, verb="wrote the brief of", on=launch)
    if ask:
        draft.launch = launch
        mailroom.queue_many(mail.approval_envelope(draft, user) for user in queries.liaisons(launch.project))
    return draft


@transaction.atomic
def approve_brief(*, launch: Launch, by: User, version: int) -> Brief:
    """Freezes the draft as the next version, with the days that hold now, and asks every agent to read it.

    Raises `ChangedMeanwhile` when the draft is no longer the one that was read.
    """
    launch = Launch.objects.select_for_update(of=("self",)).select_related("project").get(pk=launch.pk)
    draft = BriefDraft.objects.filter(launch=launch).first()
    if draft is None or not launch.is_open:
        raise NotPossible(_("There is no brief to approve."))
    if draft.version != version:
        raise ChangedMeanwhile(draft, _("Somebody changed this brief while you were reading."))
    latest = queries.latest_brief(launch)
    if latest is not None and draft.says_the_same(latest) and latest.tells_the_days_of(launch):
        raise NotPossible(_("It says what the approved brief says. Agents are not asked twice."))
    brief = Brief.objects.create(
        launch=launch,
        number=latest.number + 1 if latest else 1,
        earliest=launch.earliest,
        likely=launch.likely,
        latest=launch.latest,
        written_at=draft.written_at,
        written_by=draft.written_by,
        approved_by=by,
        **{name: getattr(draft, name) for name in Brief.TEXTS},
    )
    audit.record(project=launch.project, by=by, verb="approved the brief of", on=launch, number=brief.number)
    ask(brief=brief, agents=list(launch.project.agents.active()))
    return brief


def ask(*, brief: Brief, agents: Sequence[Agent]) -> None:
    """Mails the brief to these agents, each with a link of their own; who was asked before is not again."""
    asked = set(Reading.objects.filter(brief=brief, agent__in=agents).values_list("agent", flat=True))
    fresh = [agent for agent in agents if agent.pk not in asked]
    project = brief.launch.project
    rows = links.issue_many(
        project=project, purpose=mail_briefs.BRIEF, of=[(agent, f"brief:{brief.pk}") for agent in fresh]
    )
    readings = Reading.objects.bulk_create(
        [Reading(brief=brief, agent=agent, link=link) for agent, link in zip(fresh, rows, strict=True)]
    )
    back = _reopened(brief, agents)
    with timezone.override(project.zone):
        mailroom.queue_many(
            [
                *(mail_briefs.brief_envelope(reading) for reading in readings),
                *(mail_briefs.brief_envelope(reading, again=True) for reading in back),
            ]
        )


def _reopened(brief: Brief, agents: Sequence[Agent]) -> list[Reading]:
    """What agents had not confirmed when they left: open again, under addresses of their own."""
    closed = Reading.objects.open().filter(brief=brief, agent__in=agents, link__revoked_at__isnull=False)
    found = list(closed.select_related("agent", "link"))
    for reading in found:
        reading.brief = brief
        links.rotate(reading.link)
    return found


@transaction.atomic
def confirm_reading(*, reading: Reading) -> bool:
    """Keeps that the agent has read this version; True the first time. Later clicks change nothing."""
    first = bool(Reading.objects.filter(pk=reading.pk, confirmed_at=None).update(confirmed_at=timezone.now()))
    if first:
        launch = reading.brief.launch
        audit.record(
            project=launch.project,
            by=reading.agent.name,
            verb="confirmed the brief of",
            on=launch,
            number=reading.brief.number,
        )
    reading.refresh_from_db(fields=["confirmed_at"])
    return first


@transaction.atomic
def remind_readers(*, brief: Brief, by: User) -> int:
    """Asks once more who has not confirmed; whoever was asked in the last hours is left in peace."""
    before = timezone.now() - _REST
    waiting = [
        reading
        for reading in Reading.objects.open()
        .filter(brief=brief)
        .select_related("agent", "link")
        .select_for_update(of=("self",))
        if (reading.reminded_at or reading.asked_at) <= before
    ]
    project = brief.launch.project
    for reading in waiting:
        reading.brief, reading.reminded_at = brief, timezone.now()
    Reading.objects.bulk_update(waiting, ["reminded_at"])
    with timezone.override(project.zone):
        mailroom.queue_many(mail_briefs.brief_envelope(reading, again=True) for reading in waiting)
    if waiting:
        audit.record(
            project=project, by=by, verb="reminded agents of", on=brief.launch, reminded=len(waiting)
        )
    return len(waiting)


def tell_readers(*, change: LaunchChange) -> None:
    """Tells every agent who has the brief that the launch moved, went out, was called off or is on again."""
    brief = queries.latest_brief(change.launch)
    if brief is None:
        return
    project = change.launch.project
    readings = (
        Reading.objects.filter(brief=brief, agent__removed_at=None)
        .select_related("agent", "link")
        .order_by("pk")
    )
    with timezone.override(project.zone):
        mailroom.queue_many(mail_briefs.news_envelope(reading, change) for reading in readings)


def close_links(*, agent: Agent) -> None:
    """Closes every link to a brief that this agent was sent."""
    PersonalLink.objects.filter(brief_reading__agent=agent, revoked_at=None).update(revoked_at=timezone.now())
