"""The mails that this room sends: an invitation to a round, and a reminder of what waits."""

import datetime
from collections.abc import Sequence

from django.db.models import Q
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailroom import content, links
from mailroom.actions import BULK, Envelope
from mailroom.models import PersonalLink
from projects.models import Project, User
from stakeholders.models import Interview, Round, Stakeholder, Way

PERSONAL = "stakeholders:personal"


def personal_link(stakeholder: Stakeholder) -> PersonalLink:
    """The one lasting page of a person."""
    return links.issue(project=stakeholder.project, purpose=PERSONAL, person=stakeholder)


def links_for(email: str) -> list[tuple[PersonalLink, str]]:
    """The pages of whoever was asked under this address, for `mailroom`'s new links."""
    asked = Interview.objects.asked().filter(round__way=Way.EMAILED)
    people = (
        Stakeholder.objects.filter(email__iexact=email)
        .filter(
            Q(archived_at=None, voice_of=None, interviews__in=asked)
            # Who became part of another opens that one's page by their old link.
            | Q(merged_into__archived_at=None, merged_into__interviews__in=asked)
        )
        .select_related("project")
        .distinct()
    )
    return [(personal_link(one), one.name) for one in people]


def invitations(interviews: Sequence[Interview], *, round: Round, sender: User) -> list[Envelope]:
    """Asks each person to answer; few statements whatever their number."""
    pages = _pages(round.project, [one.stakeholder for one in interviews])
    questions = how_many(round)
    return [
        _invitation(one, round=round, questions=questions, sender=str(sender), to=page)
        for one, page in zip(interviews, pages, strict=True)
    ]


def _pages(project: Project, people: Sequence[Stakeholder]) -> list[PersonalLink]:
    return links.issue_many(project=project, purpose=PERSONAL, of=[(one, "") for one in people])


def _invitation(
    interview: Interview, *, round: Round, questions: int, sender: str, to: PersonalLink
) -> Envelope:
    stakeholder = interview.stakeholder
    with translation.override(stakeholder.language):
        return Envelope(
            project=round.project,
            kind="stakeholders.invitation",
            dedupe_key=f"round:{round.pk}:invite:{interview.pk}",
            to_email=stakeholder.email,
            to_name=stakeholder.name,
            subject=invitation_subject(round),
            blocks=invitation_blocks(stakeholder, round=round, questions=questions, sender=sender, to=to),
            person=stakeholder,
            language=stakeholder.language,
            preheader=how_long(round, questions),
            priority=BULK,
        )


def invitation_subject(round: Round) -> str:
    """What stands in the list of mails."""
    return _("%(title)s: your part in %(project)s") % {"title": round.title, "project": round.project.name}


def invitation_blocks(
    stakeholder: Stakeholder, *, round: Round, questions: int, sender: str, to: PersonalLink | str
) -> list[content.Block]:
    """What the invitation says; the preview shows the same blocks with a dead link."""
    return [
        content.Paragraph(_("Dear %(name)s,") % {"name": stakeholder.first_name}),
        content.Paragraph(
            round.intro
            or _(
                "We are planning a contact centre for %(organisation)s, and we want to build it with the "
                "people it depends on. Please tell us what you want it to be."
            )
            % {"organisation": round.project.organisation}
        ),
        content.Paragraph(how_long(round, questions)),
        content.Button(_("Answer"), to),
        content.Small(
            (
                _(
                    "You need no password, and nobody learns who said what: your answers are cut from your "
                    "name when you hand them in. You can leave and come back until %(deadline)s."
                )
                if round.anonymous
                else _(
                    "You need no password. You can leave and come back, also from another device, until "
                    "%(deadline)s. %(sender)s reads every word, and you will hear what became of it."
                )
            )
            % {"deadline": deadline_words(round), "sender": sender}
        ),
        content.Small(
            _("On the page you can also say that you would rather talk, or that somebody else should answer.")
        ),
    ]


def reminders(interviews: Sequence[Interview], *, today: datetime.date) -> list[Envelope]:
    """One mail to each person of one project, whatever number of rounds waits for them."""
    waiting: dict[int, list[Interview]] = {}
    for interview in interviews:
        waiting.setdefault(interview.stakeholder_id, []).append(interview)
    if not waiting:
        return []
    people = [first.stakeholder for first, *_rest in waiting.values()]
    pages = _pages(interviews[0].round.project, people)
    return [
        _reminder(of_one, today=today, to=page) for of_one, page in zip(waiting.values(), pages, strict=True)
    ]


def _reminder(waiting: Sequence[Interview], *, today: datetime.date, to: PersonalLink) -> Envelope:
    stakeholder, project = waiting[0].stakeholder, waiting[0].round.project
    rounds = sorted((one.round for one in waiting), key=lambda one: one.deadline)
    with translation.override(stakeholder.language), timezone.override(project.zone):
        return Envelope(
            project=project,
            kind="stakeholders.reminder",
            dedupe_key=f"remind:{stakeholder.pk}:{today:%Y-%m-%d}",
            to_email=stakeholder.email,
            to_name=stakeholder.name,
            subject=_("A reminder: %(title)s") % {"title": rounds[0].title},
            blocks=[
                content.Paragraph(_("Dear %(name)s,") % {"name": stakeholder.first_name}),
                content.Paragraph(
                    ngettext(
                        "your answers are still missing, and we do not want to plan without them.",
                        "your answers to %(count)d rounds are still missing, and we do not want to plan "
                        "without them.",
                        len(rounds),
                    )
                    % {"count": len(rounds)}
                ),
                content.Facts(
                    tuple(
                        (one.title, _("until %(deadline)s") % {"deadline": deadline_words(one)})
                        for one in rounds
                    )
                ),
                content.Button(_("Go on where you left"), to),
                content.Small(
                    _("Not the right moment, or not for you? There you can decline or name a colleague.")
                ),
            ],
            person=stakeholder,
            reminder=True,
            language=stakeholder.language,
        )


def how_many(round: Round) -> int:
    """How many questions the round asks, or would ask if it were sent now."""
    if round.is_draft:
        return round.question_set.items.exclude(question__latest=None).count()
    return round.items.count()


def how_long(round: Round, questions: int) -> str:
    """“10 questions, about 15 minutes.”"""
    asked = ngettext("%(count)d question", "%(count)d questions", questions) % {"count": questions}
    return _("%(asked)s, about %(minutes)d minutes.") % {"asked": asked, "minutes": round.minutes}


def deadline_words(round: Round) -> str:
    """The deadline in the project's zone, in the language in force: “Fri 27 Feb, 17:00 EST”."""
    local = timezone.localtime(round.deadline, round.project.zone)
    return f"{formats.date_format(local, 'D j M, H:i')} {local.tzname()}"
