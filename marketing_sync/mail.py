"""What the mails about launches say. Dates are told in the zone in force."""

import datetime
from collections.abc import Callable, Sequence

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mailroom import content, links
from mailroom.actions import Envelope
from mailroom.models import Confirmation, PersonalLink
from marketing_sync.models import Alert, AlertContact, BriefDraft, Launch, LaunchState, MeetingAction, News
from projects.models import NoticeKind, User
from projects.templatetags.planner import day, plain_day

KIND = "marketing_sync.alert"
INTAKE = "marketing_sync:intake"
INTAKE_STATE = "marketing_sync:intake_state"
FLOOR = "marketing_sync:floor"
FEED = "marketing_sync:feed"
INTAKE_KIND = "marketing_sync.intake"
MEETING_KIND = "marketing_sync.meeting"
REVIEW_KIND = "marketing_sync.review"
APPROVAL_KIND = "marketing_sync.approval"
MOST_LINKS = 10


def subject(alert: Alert) -> str:
    """The one sentence that has to arrive, also when nothing else is read."""
    return _headline(alert, day)


def title(alert: Alert) -> str:
    """The same for the page on which it is confirmed, which may be opened on another day."""
    return _headline(alert, plain_day)


def _headline(alert: Alert, shown: Callable[[datetime.date], str]) -> str:
    launch = alert.change.launch
    facts = {"launch": launch.name, "day": shown(launch.dropped_on or launch.likely)}
    match News(alert.change.what) if alert.is_news else News.REGISTERED:
        case News.MOVED:
            return _("New date: %(launch)s now goes out %(day)s") % facts
        case News.DROPPED:
            return _("It is out: %(launch)s went out %(day)s") % facts
        case News.CANCELLED:
            return _("Cancelled: %(launch)s does not go out") % facts
        case News.RESTORED:
            return _("On again: %(launch)s goes out %(day)s") % facts
        case _:
            return _("%(launch)s goes out %(day)s") % facts


def envelope(alert: Alert, confirmation: Confirmation) -> Envelope:
    """The alert as a mail with one button."""
    launch, contact = alert.change.launch, alert.contact
    blocks: list[content.Block] = [content.Paragraph(f"{subject(alert)}.")]
    if alert.stands_in_for is not None:
        first = alert.stands_in_for.contact.name
        blocks.append(
            content.Paragraph(
                _("You get this because %(name)s has not confirmed it in time. Please see to it.")
                % {"name": first}
            )
        )
    if alert.is_news and alert.change.reason:
        blocks.append(content.Paragraph(alert.change.reason))
    blocks.append(content.Facts(tuple(_facts(launch))))
    if launch.caller_questions:
        blocks += [content.Heading(_("What callers will ask")), content.Paragraph(launch.caller_questions)]
    blocks += [
        content.Button(_("I have read this"), confirmation.link),
        content.Small(_("If nobody confirms, the next person on the list is told.")),
    ]
    return Envelope(
        project=launch.project,
        kind=KIND,
        dedupe_key=f"launch-alert:{alert.pk}",
        to_email=contact.email,
        to_name=contact.name,
        subject=subject(alert),
        blocks=blocks,
        person=contact,
    )


def digest_envelope(contact: AlertContact, alerts: Sequence[tuple[Alert, Confirmation]]) -> Envelope:
    """The one mail of the day: each launch with its own button."""
    project = contact.project
    launches = [alert.change.launch for alert, _confirmation in alerts]
    blocks: list[content.Block] = []
    for alert, confirmation in alerts:
        launch = alert.change.launch
        blocks += [content.Heading(subject(alert)), content.Facts(tuple(_facts(launch)))]
        if launch.caller_questions:
            blocks.append(content.Paragraph(launch.caller_questions))
        blocks.append(
            content.Button(_("I have read this: %(launch)s") % {"launch": launch}, confirmation.link)
        )
    blocks.append(content.Small(_("If nobody confirms, the next person on the list is told.")))
    said = (
        subject(alerts[0][0])
        if len(alerts) == 1
        else _("%(count)d launches to know of: %(launches)s")
        % {"count": len(alerts), "launches": ", ".join(map(str, launches))}
    )
    return Envelope(
        project=project,
        kind=KIND,
        dedupe_key=f"launch-digest:{contact.pk}:{alerts[0][0].pk}",
        to_email=contact.email,
        to_name=contact.name,
        subject=said,
        blocks=blocks,
        person=contact,
    )


def review_envelope(launch: Launch, user: User, *, due: datetime.date, escalated: bool) -> Envelope:
    """A review is overdue: to the liaison, or, once the liaison was told in vain, to operations and leads."""
    facts = {"launch": launch.name, "day": plain_day(due)}
    if escalated:
        said = _("The liaison was told a day ago, and nobody has judged %(launch)s yet.") % facts
    else:
        said = _("%(launch)s waits for your judgement of what it means for the call centre.") % facts
    blocks: list[content.Block] = [
        content.Paragraph(said),
        content.Paragraph(_("Its review was due %(day)s. Until then it does not count as ready.") % facts),
        content.Facts(tuple(_facts(launch))),
        content.Button(_("Review it"), settings.BASE_URL + _review_page(launch)),
    ]
    return Envelope(
        project=launch.project,
        kind=REVIEW_KIND,
        dedupe_key=review_key(launch, user, escalated=escalated),
        to_email=user.email,
        to_name=user.name,
        subject=_("Review overdue: %(launch)s") % facts,
        blocks=blocks,
        person=user,
    )


def arrived_envelope(launch: Launch, user: User) -> Envelope:
    """A launch came in by the intake link: to the liaison."""
    facts = {"launch": launch.name, "sender": launch.sender_name}
    return Envelope(
        project=launch.project,
        kind=REVIEW_KIND,
        dedupe_key=f"launch-arrived:{launch.pk}:{user.pk}",
        notice=NoticeKind.LAUNCHES,
        to_email=user.email,
        to_name=user.name,
        subject=_("New launch to judge: %(launch)s") % facts,
        blocks=[
            content.Paragraph(_("%(sender)s sent %(launch)s by the intake link.") % facts),
            content.Facts(tuple(_facts(launch))),
            content.Button(_("Review it"), settings.BASE_URL + _review_page(launch)),
        ],
        person=user,
    )


def approval_envelope(draft: BriefDraft, user: User) -> Envelope:
    """A brief waits to be approved: to the liaison."""
    launch = draft.launch
    facts = {"launch": launch.name, "writer": draft.written_by}
    page = reverse("marketing_sync:brief", args=[launch.project.slug, launch.pk])
    return Envelope(
        project=launch.project,
        kind=APPROVAL_KIND,
        dedupe_key=f"brief-approval:{draft.pk}:{draft.version}:{user.pk}",
        to_email=user.email,
        to_name=user.name,
        subject=_("Brief to approve: %(launch)s") % facts,
        blocks=[
            content.Paragraph(_("%(writer)s wrote the brief of %(launch)s.") % facts),
            content.Paragraph(_("As soon as you approve it, every agent gets it and is asked to confirm.")),
            content.Button(_("Read and approve it"), settings.BASE_URL + page),
        ],
        person=user,
    )


def promise_envelope(action: MeetingAction, by: User) -> Envelope:
    """Somebody noted at the meeting that this member will do something: to them."""
    meeting = action.meeting
    facts = {"what": action.what, "day": plain_day(action.due_on), "by": by}
    return Envelope(
        project=meeting.project,
        kind=MEETING_KIND,
        dedupe_key=f"meeting-action:{action.pk}",
        to_email=action.owner.email,
        to_name=action.owner.name,
        subject=_("For you, until %(day)s: %(what)s") % facts,
        blocks=[
            content.Paragraph(_("%(by)s noted at the standing meeting that you do this:") % facts),
            content.Quote(action.what),
            content.Button(_("Open the meeting"), settings.BASE_URL + meeting.get_absolute_url()),
        ],
        person=action.owner,
    )


def promise_due_envelope(action: MeetingAction) -> Envelope:
    """What this member promised at the meeting comes due: to them."""
    meeting = action.meeting
    facts = {"what": action.what, "day": plain_day(action.due_on)}
    return Envelope(
        project=meeting.project,
        kind=MEETING_KIND,
        dedupe_key=f"meeting-action-due:{action.pk}",
        to_email=action.owner.email,
        to_name=action.owner.name,
        subject=_("Due %(day)s: %(what)s") % facts,
        blocks=[
            content.Paragraph(_("At the standing meeting you said that you do this until %(day)s:") % facts),
            content.Quote(action.what),
            content.Paragraph(_("When it is done, say so on the meeting's page, and nobody asks again.")),
            content.Button(_("Open the meeting"), settings.BASE_URL + meeting.get_absolute_url()),
        ],
        person=action.owner,
        notice=NoticeKind.MEETINGS,
    )


def received_envelope(launch: Launch, *, language: str) -> Envelope:
    """To who sent it: that it arrived, and the link by which to see what becomes of it."""
    link = links.issue(project=launch.project, purpose=INTAKE_STATE, person=launch)
    with translation.override(language):
        facts = {"launch": launch.name}
        return Envelope(
            project=launch.project,
            kind=INTAKE_KIND,
            dedupe_key=f"launch-received:{launch.pk}",
            to_email=launch.sender_email,
            to_name=launch.sender_name,
            subject=_("We have your launch: %(launch)s") % facts,
            blocks=[
                content.Paragraph(_("Thank you. %(launch)s has arrived with the call centre.") % facts),
                content.Button(_("See what becomes of it"), link),
            ],
            person=launch,
            language=language,
        )


def review_key(launch: Launch, user: User, *, escalated: bool) -> str:
    """Which telling it is, so that each person is told once by each step."""
    return f"launch-review:{launch.pk}:{'escalated' if escalated else 'liaison'}:{user.pk}"


def _review_page(launch: Launch) -> str:
    return reverse("marketing_sync:review", args=[launch.project.slug, launch.pk])


def links_for(email: str) -> list[tuple[PersonalLink, str]]:
    """What this address has still to confirm of launches ahead and out, for `mailroom`'s new links."""
    unconfirmed = (
        Alert.objects.unconfirmed()
        .filter(
            contact__email__iexact=email,
            contact__active=True,
            change__launch__state__in=[LaunchState.PLANNED, LaunchState.LIVE],
        )
        .select_related("contact", "confirmation__link__project")
        .order_by("-pk")[:MOST_LINKS]
    )
    return [
        (alert.confirmation.link, alert.contact.name)
        for alert in unconfirmed
        if alert.confirmation is not None
    ]


def _facts(launch: Launch) -> list[tuple[str, str]]:
    facts = [(_("What"), launch.get_kind_display())]
    if launch.audience_size is not None:
        facts.append((_("To how many"), intcomma(launch.audience_size)))
    if launch.dropped_on is not None:
        facts.append((_("Went out"), plain_day(launch.dropped_on)))
    elif launch.is_window:
        facts.append((_("Likely day"), plain_day(launch.likely)))
        days = {"first": plain_day(launch.earliest), "last": plain_day(launch.latest)}
        facts.append((_("Possible days"), _("%(first)s to %(last)s") % days))
    else:
        facts.append((_("Day"), plain_day(launch.likely)))
    if launch.offer:
        facts.append((_("Offer"), launch.offer))
    facts.append((_("Registered by"), launch.registrar))
    return facts
