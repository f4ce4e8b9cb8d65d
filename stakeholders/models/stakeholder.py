"""The people without whose support the project fails."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project


class Level(models.TextChoices):
    """Where somebody stands in the organisation."""

    EXECUTIVE = "executive", _("Executive")
    DIRECTOR = "director", _("Director")
    MANAGER = "manager", _("Manager")
    FRONT_LINE = "front_line", _("Front line")
    PHYSICIAN = "physician", _("Physician")
    EXTERNAL = "external", _("External")


class Stance(models.TextChoices):
    """How somebody looks at the project, as far as the team knows."""

    CHAMPION = "champion", _("Champion")
    SUPPORTER = "supporter", _("Supporter")
    NEUTRAL = "neutral", _("Neutral")
    SCEPTIC = "sceptic", _("Sceptic")
    OPPONENT = "opponent", _("Opponent")


class PreferredWay(models.TextChoices):
    """How somebody likes to be asked."""

    EMAIL = "email", _("By e-mail")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video call")
    IN_PERSON = "in_person", _("In person")
    GROUP = "group", _("In a group")


class StakeholderQuerySet(models.QuerySet["Stakeholder"]):
    """Stakeholders narrowed."""

    def live(self) -> "StakeholderQuerySet":
        """Those not archived; people, not the voices of an anonymous round."""
        return self.filter(archived_at=None, voice_of=None)

    def unmerged(self) -> "StakeholderQuerySet":
        """People of their own, archived or not; without those who became part of another."""
        return self.filter(voice_of=None, merged_into=None)

    def matching(self, text: str) -> "StakeholderQuerySet":
        """Those whose name, address, title, department or tags contain every word of `text`."""
        found = self
        for word in text.split()[:8]:
            found = found.filter(words__contains=Lower(Value(word)))
        return found


class Stakeholder(models.Model):
    """A person without whose support the project fails. They need no account."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="stakeholders")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    department = models.CharField(_("department"), max_length=120, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, blank=True)
    power = models.PositiveSmallIntegerField(
        _("power"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    interest = models.PositiveSmallIntegerField(
        _("interest"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    stance = models.CharField(_("stance"), max_length=12, choices=Stance.choices, blank=True)
    why_needed = models.TextField(_("why the project fails without them"), blank=True, max_length=4000)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("relationship owner"),
    )
    preferred_way = models.CharField(
        _("preferred way of being asked"), max_length=12, choices=PreferredWay.choices, blank=True
    )
    notes = models.TextField(_("notes"), blank=True, max_length=10_000)
    tags = ArrayField(models.CharField(max_length=40), verbose_name=_("tags"), default=list, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("en", _("English")), ("es", _("Spanish"))], default="en"
    )
    # Everything that a search looks through, in small letters: one comparison a row instead of five.
    words = models.GeneratedField(
        expression=Lower(
            Concat(
                "name",
                Value(" "),
                "email",
                Value(" "),
                "title",
                Value(" "),
                "department",
                Value(" "),
                Func(F("tags"), function="stakeholders_in_words", output_field=models.TextField()),
                output_field=models.TextField(),
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    # Set, this is no person: it stands for all who answered that anonymous round.
    voice_of = models.OneToOneField(
        "stakeholders.Round", null=True, on_delete=models.CASCADE, related_name="voice", editable=False
    )
    # Set, this row is no longer a person of its own: all that was said under it hangs on that one now.
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged", editable=False
    )
    # What an edit form was made from; a save that carries an older one is a conflict.
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "project",
                Lower("email"),
                condition=~Q(email="") & Q(merged_into=None),
                name="stakeholder_one_per_address",
            ),
            models.CheckConstraint(name="stakeholder_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="stakeholder_level_is_known", condition=Q(level__in=["", *Level.values])
            ),
            models.CheckConstraint(
                name="stakeholder_stance_is_known", condition=Q(stance__in=["", *Stance.values])
            ),
            models.CheckConstraint(
                name="stakeholder_preferred_way_is_known",
                condition=Q(preferred_way__in=["", *PreferredWay.values]),
            ),
            models.CheckConstraint(
                name="stakeholder_power_from_one_to_five", condition=Q(power=None) | Q(power__range=(1, 5))
            ),
            models.CheckConstraint(
                name="stakeholder_interest_from_one_to_five",
                condition=Q(interest=None) | Q(interest__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="stakeholder_merged_is_archived",
                condition=Q(merged_into=None) | Q(archived_at__isnull=False),
            ),
            models.CheckConstraint(
                name="stakeholder_archived_at_and_by_together",
                condition=Q(archived_at=None, archived_by=None)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["project", "name"], name="stakeholder_by_name"),
            GinIndex(fields=["tags"], name="stakeholder_by_tag"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Their page in the register."""
        return reverse("stakeholders:person", args=[self.project.slug, self.pk])

    # Django's own methods of these names translate every choice each time: ten times as long, for each row.

    def get_level_display(self) -> str:  # type: ignore[no-redef]
        """The level in words, or nothing."""
        return str(Level(self.level).label) if self.level else ""

    def get_stance_display(self) -> str:  # type: ignore[no-redef]
        """The stance in words, or nothing."""
        return str(Stance(self.stance).label) if self.stance else ""

    @property
    def first_name(self) -> str:
        """How a mail greets them: "Dr Okafor" for "Dr Ngozi Okafor", else the first word."""
        words = self.name.split()
        if len(words) > 1 and words[0].rstrip(".").lower() in {"dr", "prof", "dra"}:
            return f"{words[0]} {words[-1]}"
        return words[0] if words else self.name
