"""How people bear a run, as far as anybody may know it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from crisis.models import Activation, CrisisRole, Feeling, RoleHolder, SupportOffer
from crisis.queries.people import held_roles

# No answers are shown below this many, and they are shown anew at each further such number alone.
FEWEST_SHOWN = 5


@dataclass(frozen=True)
class Pulse:
    """An offer and what may be seen of its answers."""

    offer: SupportOffer
    asked: int

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Each answer with its number; empty while too few have answered."""
        return [(str(word), self.offer.shown.get(value, 0)) for value, word in Feeling.choices] * bool(
            self.offer.shown
        )

    @property
    def says(self) -> str:
        """How many answers stand in it."""
        shown = sum(self.offer.shown.values())
        if not shown:
            return _("Fewer than %(fewest)d have answered, so nothing is shown.") % {"fewest": FEWEST_SHOWN}
        return _("%(shown)d answers of %(asked)d people. It is brought up to date at each fifth answer.") % {
            "shown": shown,
            "asked": self.asked,
        }


def pulses(activation: Activation) -> list[Pulse]:
    """The offers of a run with what may be seen of them, the newest first."""
    offers = activation.support_offers.select_related("made_by").prefetch_related("asked")
    return [Pulse(offer, len(offer.asked.all())) for offer in offers]


def supporters(activation: Activation) -> list[RoleHolder]:
    """Who leads the support of staff, the first of them first, with the ways to reach them."""
    held = held_roles(activation.project).filter(role=CrisisRole.STAFF_SUPPORT_LEAD)
    return list(held.prefetch_related("person__ways"))
