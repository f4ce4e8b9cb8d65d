"""How far a broadcast is, and the texts that it may start from."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis.models import Activation, Broadcast, BroadcastRecipient, Delivery
from mailroom.models import Call

# Nobody may be asked to answer while answering could endanger them.
NEVER_ASKS = {"active_threat"}

TEMPLATES = {
    "first": (
        gettext_lazy("First word: what happened, what changes"),
        gettext_lazy(
            "What happened: …\n\nWhat you do differently from now on: …\n\n"
            "What you tell callers: …\n\nThe next update comes at …"
        ),
    ),
    "update": (
        gettext_lazy("Update: where we stand"),
        gettext_lazy("Since the last message: …\n\nStill open: …\n\nThe next update comes at …"),
    ),
    "clear": (
        gettext_lazy("All clear: back to the usual way"),
        gettext_lazy("It is over. From … on the usual procedures hold again.\n\nWhat is left to catch up: …"),
    ),
    "threat": (
        gettext_lazy("Stay away and stay safe"),
        gettext_lazy("Do not come to …. If you are inside: leave, or lock and hide. Do not answer this."),
    ),
}


def texts_for(activation: Activation) -> dict[str, tuple[str, str]]:
    """What a broadcast may start from, by its key: the playbook's own texts, then those for every crisis."""
    own = activation.playbook_version.messages
    return {
        **{f"own-{number}": (one["subject"], one["text"]) for number, one in enumerate(own, start=1)},
        **{key: (str(subject), str(text)) for key, (subject, text) in TEMPLATES.items()},
    }


@dataclass(frozen=True)
class Reached:
    """A broadcast and how many it has reached."""

    broadcast: Broadcast
    all: int
    confirmed: int

    @property
    def is_enough(self) -> bool:
        """Whether as many have confirmed as were asked for."""
        return self.confirmed * 100 >= self.all * self.broadcast.quorum

    @property
    def says(self) -> str:
        """“112 of 138 confirmed”."""
        if not self.broadcast.asks:
            return _("to %(all)d people, no answer asked") % {"all": self.all}
        return _("%(confirmed)d of %(all)d confirmed") % {"confirmed": self.confirmed, "all": self.all}


def reached(activation: Activation) -> list[Reached]:
    """The broadcasts of a run, the newest first, in one query."""
    rows = activation.broadcasts.annotate(
        all=Count("recipients"),
        answered=Count("recipients", filter=Q(recipients__confirmation__confirmed_at__isnull=False)),
    )
    found = []
    for one in rows:
        one.activation = activation
        found.append(Reached(one, one.all, one.answered))
    return found


def recipients_of(broadcast: Broadcast, *, with_ways: bool = False) -> list[BroadcastRecipient]:
    """Everybody whom it went to, with what became of it, and on request how else they are reached."""
    found = broadcast.recipients.select_related("person", "message", "confirmation").defer("message__html")
    rows = list(found.prefetch_related("person__ways") if with_ways else found)
    for row in rows:
        row.broadcast = broadcast
    return rows


def calls_of(broadcast: Broadcast) -> list[Call]:
    """What became of it on the other channels."""
    calls = Call.objects.filter(dedupe_key=f"crisis-broadcast:{broadcast.pk}").select_related("webhook")
    return list(calls.filter(webhook__project=broadcast.activation.project_id))


def deliveries(rows: list[BroadcastRecipient]) -> list[tuple[Delivery, int]]:
    """How many are in which state, without empty ones."""
    counted = Counter(row.delivery for row in rows)
    return [(state, counted[state]) for state in Delivery if counted[state]]
