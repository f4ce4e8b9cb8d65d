"""What the mails of outcomes say."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mailroom import content
from mailroom.actions import Envelope
from mailroom.models import Confirmation, PersonalLink
from outcomes.models import Colleague, SopVersion

SOP = "outcomes.sop"


def read_envelope(version: SopVersion, colleague: Colleague, confirmation: Confirmation) -> Envelope:
    """A procedure to read: to somebody who answers calls, once a day at most."""
    project = version.sop.project
    with translation.override(colleague.language):
        facts = {"sop": version.sop.title, "number": version.number}
        blocks: list[content.Block] = [
            content.Paragraph(_("Please read how we do this: %(sop)s (version %(number)d).") % facts)
        ]
        if version.what_changed:
            blocks.append(content.Facts(((_("What changed"), version.what_changed),)))
        blocks += [
            content.Button(_("Read it"), confirmation.link),
            content.Small(_("There is a button below the text to say that you have read it.")),
        ]
        return Envelope(
            project=project,
            kind=SOP,
            dedupe_key=f"sop:{version.pk}:{colleague.pk}:{timezone.localdate():%Y-%m-%d}",
            to_email=colleague.email,
            to_name=colleague.name,
            subject=_("Please read: %(sop)s") % facts,
            blocks=blocks,
            person=colleague,
            language=colleague.language,
        )


def links_for(email: str) -> list[tuple[PersonalLink, str]]:
    """The pages to read of a colleague who lost their links."""
    people = Colleague.objects.kept().filter(email__iexact=email)
    naming = [f"{Colleague._meta.label_lower}:{pk}" for pk in people.values_list("pk", flat=True)]
    waiting = Confirmation.objects.open().filter(kind=SOP, person__in=naming).select_related("link__project")
    return [(one.link, one.name) for one in waiting if one.link.is_open][:10]
