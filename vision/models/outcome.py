"""Telling everyone: what each person hears of their asks, and the talks that come first."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mailroom.models import Message
from projects.models import Project
from stakeholders.models import Ask, Stakeholder
from vision.models.element import Element, Place
from vision.models.version import Version


class TalkQuerySet(models.QuerySet["Talk"]):
    """Talks narrowed."""

    def open(self) -> "TalkQuerySet":
        """Those neither logged nor passed over."""
        return self.filter(closed_at=None)

    def held(self) -> "TalkQuerySet":
        """Those that took place."""
        return self.filter(closed_at__isnull=False).exclude(notes="")


class Talk(models.Model):
    """A conversation with a powerful person that comes before the mail: their ask fell below the line."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="talks")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="talks")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="talks")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who talks to them"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    due = models.DateField(_("until"))
    notes = models.TextField(_("what was said"), blank=True, max_length=4000)
    override_reason = models.CharField(_("why it goes without a talk"), max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = TalkQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "stakeholder"], name="talk_one_per_person_and_version"
            ),
            models.CheckConstraint(
                name="talk_closed_at_and_by_together",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"talk with {self.stakeholder}"

    @property
    def is_open(self) -> bool:
        """Whether mails still wait for it."""
        return self.closed_at is None


class OutcomeState(models.TextChoices):
    """Where an outcome message stands."""

    # A talk comes first.
    HELD = "held", _("Held for a talk")
    SENT = "sent", _("Told")
    # A later version came before it left; that version tells everything.
    SUPERSEDED = "superseded", _("Replaced by a later version")
    # There is no address: somebody has to tell them.
    NO_ADDRESS = "no_address", _("Has no e-mail address")


class OutcomeQuerySet(models.QuerySet["OutcomeMessage"]):
    """Outcome messages narrowed."""

    def unsent(self) -> "OutcomeQuerySet":
        """Those whose reader has not been told, and still may be."""
        return self.filter(state__in=[OutcomeState.HELD, OutcomeState.NO_ADDRESS])

    def free(self) -> "OutcomeQuerySet":
        """Those held for nothing any more: every talk that came first is closed."""
        open_talks = Talk.objects.open().filter(holds=models.OuterRef("pk"))
        return self.filter(state=OutcomeState.HELD).exclude(models.Exists(open_talks))


class OutcomeMessage(models.Model):
    """What one person is told about their asks when a version is published."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="outcomes")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="outcomes")
    state = models.CharField(max_length=12, choices=OutcomeState.choices)
    subject = models.CharField(_("subject"), max_length=200)
    words = models.TextField(_("opening words"), max_length=4000)
    edits = models.PositiveIntegerField(default=1)
    talks = models.ManyToManyField(Talk, related_name="holds")
    message = models.OneToOneField(Message, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["stakeholder__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "stakeholder"], name="outcome_one_per_person_and_version"
            ),
            models.CheckConstraint(name="outcome_state_is_known", condition=Q(state__in=OutcomeState.values)),
            models.CheckConstraint(
                name="outcome_sent_at_when_sent",
                condition=Q(state=OutcomeState.SENT, sent_at__isnull=False)
                | (~Q(state=OutcomeState.SENT) & Q(sent_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"outcome of version {self.version.number} for {self.stakeholder}"

    @property
    def email(self) -> str:
        """The address on record of whom it tells: where a new link to it goes."""
        return self.stakeholder.email


class OutcomeLine(models.Model):
    """One ask of one outcome message: what was asked, where it is, why, and where it was when last told."""

    outcome = models.ForeignKey(OutcomeMessage, on_delete=models.CASCADE, related_name="lines")
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="told")
    text = models.CharField(max_length=300)
    quote = models.TextField(blank=True)
    element = models.ForeignKey(Element, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    # TRAY: heard, and not yet decided.
    place = models.CharField(max_length=8, choices=Place.choices)
    reason = models.TextField(blank=True)
    revisit_on = models.DateField(null=True)
    # Where it was when this person was last told; "" the first time.
    before = models.CharField(max_length=8, choices=Place.choices, blank=True)
    before_title = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["outcome", "ask"], name="outcome_tells_an_ask_once"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def verdict(self) -> str:
        """What became of it, in a sentence, with where it was when this is news."""
        now = _VERDICTS[Place(self.place)]
        if not self.before:
            return str(now)
        if self.before == self.place:
            return _("%(now)s That has not changed; it has another name by now.") % {"now": now}
        return _("%(now)s Before, it was %(before)s.") % {
            "now": now,
            "before": _BEFORE[Place(self.before)],
        }

    @property
    def is_below(self) -> bool:
        """Whether what was asked for is not in this project."""
        return self.place in (Place.NEXT, Place.DECLINED)


_VERDICTS = {
    Place.NOW: _("It is part of this project."),
    Place.NEXT: _("It comes in a later phase."),
    Place.DECLINED: _("It will not be done."),
    Place.TRAY: _("It has been heard and is not decided yet."),
}
_BEFORE = {
    Place.NOW: _("part of this project"),
    Place.NEXT: _("planned for a later phase"),
    Place.DECLINED: _("declined"),
    Place.TRAY: _("not decided"),
}
