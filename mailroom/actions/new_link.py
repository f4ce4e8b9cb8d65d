"""Somebody lost their link: a new one goes to the address on record, and the page never says whether."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from mailroom import bell, content, links
from mailroom.actions.queue import Envelope, queue
from mailroom.models import LinkRequest, PersonalLink


@transaction.atomic
def ask_for_new_link(*, email: str, language: str = "en") -> LinkRequest:
    """Keeps that somebody asked; a worker looks who it is. Takes the same steps for everybody."""
    request = LinkRequest.objects.create(email=email, language=language)
    bell.ring_on_commit(bell.ANSWER_LINK_REQUESTS)
    return request


@transaction.atomic
def answer_link_request(*, pk: int) -> int:
    """Mails every link that an app finds for the typed address, forgets the question; says how many."""
    request = LinkRequest.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if request is None:
        return 0
    found = [pair for finder in settings.LINK_FINDERS for pair in import_string(finder)(request.email)]
    sent = sum(_send(request, link, name) for link, name in found)
    request.delete()
    return sent


def _send(request: LinkRequest, link: PersonalLink, name: str) -> bool:
    """To the address on record, not to the typed one: two texts may look alike to a database."""
    person = links.person_of(link)
    email = getattr(person, "email", "")
    if person is None or not email or not link.is_open:
        return False
    with translation.override(request.language):
        where = link.project.name if link.project else "Callcenter Planner"
        queue(
            Envelope(
                project=link.project,
                kind="mailroom.new_link",
                dedupe_key=f"new-link:{request.pk}:{link.pk}",
                to_email=email,
                to_name=name,
                subject=_("Your link to %(where)s") % {"where": where},
                blocks=[
                    content.Paragraph(_("You asked for your personal link. Here it is.")),
                    content.Button(_("Open your page"), link),
                    content.Small(_("If you did not ask for it, you need not do anything.")),
                ],
                person=person,
                language=request.language,
            )
        )
    return True
