"""The mails by which agents get their briefs."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mailroom import content
from mailroom.actions import Envelope
from mailroom.models import PersonalLink
from marketing_sync.models import Brief, LaunchChange, LaunchState, News, Reading
from projects.templatetags.planner import day, plain_day

BRIEF = "marketing_sync:brief_reading"
KIND = "marketing_sync.brief"
MOST_LINKS = 20


def brief_envelope(reading: Reading, *, again: bool = False) -> Envelope:
    """The brief, to one agent, in their language; `again` when they have not confirmed it yet."""
    brief, agent = reading.brief, reading.agent
    launch = brief.launch
    with translation.override(agent.language):
        return Envelope(
            project=launch.project,
            kind=KIND,
            dedupe_key=f"brief:{reading.pk}" + (f":again:{timezone.now():%Y%m%d%H}" if again else ""),
            to_email=agent.email,
            to_name=agent.name,
            subject=_subject(brief, again=again),
            blocks=_blocks(reading, again=again),
            person=agent,
            reminder=again,
            language=agent.language,
        )


def _subject(brief: Brief, *, again: bool) -> str:
    facts = {"launch": brief.launch.name, "day": day(brief.likely)}
    if again:
        return _("Please read: %(launch)s, %(day)s") % facts
    if brief.number > 1:
        return _("The brief has changed: %(launch)s, %(day)s") % facts
    return _("Brief: %(launch)s, %(day)s") % facts


def _blocks(reading: Reading, *, again: bool) -> list[content.Block]:
    brief = reading.brief
    blocks: list[content.Block] = []
    if again:
        blocks.append(content.Paragraph(_("You have not confirmed yet that you have read this brief.")))
    elif brief.number > 1:
        blocks.append(
            content.Paragraph(_("This brief has changed. Please read it again, and confirm this version."))
        )
    blocks.append(content.Facts(((_("Goes out"), _days(brief)),)))
    for heading, text in (
        (_("What it offers"), brief.offer),
        (_("What callers will ask"), brief.caller_questions),
        (_("What to say"), brief.answers),
        (_("Where to look"), brief.look),
        (_("When you cannot help"), brief.escalation),
    ):
        if text:
            blocks += [content.Heading(heading), content.Paragraph(text)]
    blocks.append(content.Button(_("Open the brief and confirm"), reading.link))
    return blocks


def _days(brief: Brief) -> str:
    if brief.earliest == brief.latest:
        return plain_day(brief.likely)
    days = {
        "day": plain_day(brief.likely),
        "first": plain_day(brief.earliest),
        "last": plain_day(brief.latest),
    }
    return _("%(day)s; possible from %(first)s to %(last)s") % days


def news_envelope(reading: Reading, change: LaunchChange) -> Envelope:
    """That the date of a launch changed, to an agent who has its brief; asks for no confirmation."""
    launch, agent = change.launch, reading.agent
    with translation.override(agent.language):
        said = _news(change)
        blocks: list[content.Block] = [content.Paragraph(f"{said}.")]
        if change.reason:
            blocks.append(content.Paragraph(change.reason))
        blocks.append(content.Button(_("Open the brief"), reading.link))
        return Envelope(
            project=launch.project,
            kind=KIND,
            dedupe_key=f"brief-news:{change.pk}:{agent.pk}",
            to_email=agent.email,
            to_name=agent.name,
            subject=said,
            blocks=blocks,
            person=agent,
            language=agent.language,
        )


def _news(change: LaunchChange) -> str:
    launch = change.launch
    facts = {"launch": launch.name, "day": day(launch.dropped_on or launch.likely)}
    match News(change.what):
        case News.MOVED:
            return _("New date: %(launch)s now goes out %(day)s") % facts
        case News.DROPPED:
            return _("It is out: %(launch)s went out %(day)s") % facts
        case News.CANCELLED:
            return _("Cancelled: %(launch)s does not go out") % facts
        case _:
            return _("On again: %(launch)s goes out %(day)s") % facts


def links_for(email: str) -> list[tuple[PersonalLink, str]]:
    """The briefs that this address has still to confirm, for `mailroom`'s new links."""
    waiting = (
        Reading.objects.open()
        .filter(
            agent__email__iexact=email,
            brief__launch__state__in=[LaunchState.PLANNED, LaunchState.LIVE],
        )
        .select_related("agent", "link__project")
        .order_by("-pk")[:MOST_LINKS]
    )
    return [(reading.link, reading.agent.name) for reading in waiting]
