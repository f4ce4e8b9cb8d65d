"""How the answers on the synthesis desk are drawn: a page of them at once, without a template for each.

A template takes ten times as long for the same markup (see docs/performance.md). Everything that people
typed passes through `escape`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.middleware.csrf import get_token
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from projects import access
from projects.access import Perm, ProjectRequest
from projects.templatetags.planner import icon, moment
from stakeholders.models import AnswerText
from stakeholders.queries import Beside, Card, highlighted


@dataclass(frozen=True)
class Look:
    """How the cards of a page are laid out: beside each other by person, or as what a search found."""

    by_person: bool = False
    found: bool = False

    @property
    def name(self) -> str:
        """As the cards' forms say it, so that a card comes back as it was."""
        return "words" if self.found else "person" if self.by_person else ""


def drawn(
    request: ProjectRequest, cards: Sequence[Card], look: Look, *, said: str = "", again: bool = False
) -> list[SafeString]:
    """Each card as HTML. `said` is what just happened; `again` gives a card that comes back the focus."""
    edits = access.may(request.membership, Perm.INTERVIEW_EDIT)
    to_person, to_ask, to_read, to_lift = (
        _address(name, request.project.slug) for name in ("person", "ask", "read", "lift")
    )
    token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">' if edits else ""
    check, quote = icon("check"), icon("quote")
    says = {
        "unread": escape(_("unread")),
        "read": escape(_("Read")),
        "again": escape(_("Unread again")),
        "lift": escape(_("Make an ask")),
        "asks": escape(_("Asks lifted out of this")),
    }

    def head(one: Card) -> str:
        if look.by_person:
            title: str = escape(one.question)
        else:
            role = f' <span class="muted">{escape(one.title)}</span>' if one.title else ""
            title = f'<a href="{to_person % one.person}">{escape(one.who)}</a>{role}'
        under = f'<span class="note d-block">{escape(one.question)}</span>' if look.found else ""
        return f'<h3 class="said-question">{title}{under}</h3>'

    def marking(one: Card) -> str:
        address = to_read % one.pk
        who = f'<span class="visually-hidden">: {escape(one.who)}</span>'
        if one.is_unread:
            state = f'<span class="pill pill-line">{says["unread"]}</span>'
            button = f'<button class="btn btn-sm" id="read-{one.pk}">{check} {says["read"]}{who}</button>'
        else:
            by = escape(_("read by %(who)s") % {"who": one.reader})
            state = f'<input type="hidden" name="read" value="no"><span class="note">{by}</span>'
            button = f'<button class="btn btn-sm btn-quiet" id="read-{one.pk}">{says["again"]}{who}</button>'
        return (
            f'<form method="post" action="{address}" hx-post="{address}" hx-target="#answer-{one.pk}"'
            f' hx-swap="outerHTML">{token}<input type="hidden" name="version" value="{one.version}">'
            f'<input type="hidden" name="by" value="{look.name}">{state} {button}</form>'
        )

    def lifting(one: Card) -> str:
        address = to_lift % one.pk
        who = escape(_("from what %(who)s said") % {"who": one.who})
        done = f' <span class="saved" role="status">{check} {escape(said)}</span>' if said else ""
        return (
            f'<p class="said-actions" id="lift-{one.pk}"><a class="btn btn-sm" href="{address}"'
            f' hx-get="{address}" hx-target="#lift-{one.pk}" hx-swap="innerHTML" data-lift="{one.pk}">'
            f'{quote} {says["lift"]}<span class="visually-hidden"> {who}</span></a>{done}</p>'
        )

    def asks(one: Card) -> str:
        lines = "".join(
            f'<li><a class="pill pill-primary" href="{to_ask % pk}">{escape(text)}</a></li>'
            for pk, text in one.asks
        )
        return f'<ul class="asks" aria-label="{says["asks"]}">{lines}</ul>' if lines else ""

    focus = ' tabindex="-1" data-focus' if again else ""
    return [
        mark_safe(
            f'<article class="said" id="answer-{one.pk}"{focus}><div class="said-head">{head(one)}'
            f"{marking(one) if edits else ''}</div>{_words(one)}"
            f"{''.join(_beside(kept) for kept in one.beside)}{asks(one)}"
            f"{lifting(one) if edits else ''}</article>\n"
        )
        for one in cards
    ]


def _address(name: str, slug: str) -> str:
    """The address of one thing, to be filled with its key."""
    before, _zero, after = reverse(f"stakeholders:{name}", args=[slug, 0]).rpartition("0")
    return f"{before}%d{after}"


def _words(one: Card) -> str:
    if not one.text:
        return ""
    words = highlighted(one.excerpt) if one.excerpt else linebreaksbr(one.text)
    return f'<blockquote class="quote" data-answer="{one.pk}">{words}</blockquote>'


def _beside(kept: Beside) -> str:
    when = {"when": moment(kept.at)}
    late = kept.kind == AnswerText.Kind.LATE
    says = (
        _("came after the deadline, %(when)s") % when
        if late
        else _("also written, on another device, %(when)s") % when
    )
    return f'<blockquote class="quote">{linebreaksbr(kept.text)}<footer>{escape(says)}</footer></blockquote>'
