"""What elements are rated on, by whom, and how."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from stakeholders.models import Stakeholder
from vision.models.element import Element


class Criterion(models.Model):
    """One thing that a project weighs its elements by. `weight` counts against the other criteria's."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(_("criterion"), max_length=80)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint("project", Lower("name"), name="criterion_name_is_unique_in_its_project"),
            models.CheckConstraint(name="criterion_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="criterion_weighs_one_to_ten", condition=Q(weight__gte=1, weight__lte=10)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RaterQuerySet(models.QuerySet["Rater"]):
    """Raters narrowed."""

    def of_the_same(self, rater: "Rater") -> "RaterQuerySet":
        """The rater, and whoever of the project's raters has become one person with them."""
        person = rater.person
        if person is None:
            return self.filter(pk=rater.pk)
        return self.filter(Q(stakeholder=person) | Q(stakeholder__merged_into=person))


class Rater(models.Model):
    """A member or a stakeholder who rates a project's elements. `done_at`: when they said so.

    Of two stakeholders who became one, each may have rated. Both rows stay; what they say is read as one
    person's, the latest word on a matter counting (see `person`, `who`).
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="raters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    stakeholder = models.ForeignKey(Stakeholder, null=True, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    objects = RaterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="rater_is_a_member_or_a_stakeholder",
                condition=Q(user=None, stakeholder__isnull=False) | Q(user__isnull=False, stakeholder=None),
            ),
            models.UniqueConstraint(fields=["project", "user"], name="rater_is_a_member_once"),
            models.UniqueConstraint(fields=["project", "stakeholder"], name="rater_is_a_stakeholder_once"),
        ]

    def __str__(self) -> str:
        return str(self.person.name if self.person else self.user)

    @property
    def person(self) -> Stakeholder | None:
        """The stakeholder; of two rows of the register that became one, the one that stands for both."""
        return self.stakeholder and (self.stakeholder.merged_into or self.stakeholder)

    @property
    def who(self) -> tuple[int | None, int | None]:
        """Who it is: a person's key, or a member's. Two raters of one person have the same."""
        if self.stakeholder is None:
            return None, self.user_id
        return self.stakeholder.merged_into_id or self.stakeholder_id, None

    @property
    def email(self) -> str:
        """The address on record: where a new link to the page goes."""
        return self.stakeholder.email if self.stakeholder else ""


class Rating(models.Model):
    """How much an element serves a criterion in a rater's eyes, 0 to 10."""

    rater = models.ForeignKey(Rater, on_delete=models.CASCADE, related_name="ratings")
    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="ratings")
    value = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rater", "element", "criterion"], name="rating_once_for_each_criterion"
            ),
            models.CheckConstraint(name="rating_is_nought_to_ten", condition=Q(value__lte=10)),
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.value} of 10"


class Choice(models.TextChoices):
    """Which of two should come first."""

    ONE = "one", _("the first")
    OTHER = "other", _("the second")
    EVEN = "even", _("neither before the other")


class Preference(models.Model):
    """Which of two elements should come first in a rater's eyes. `one` has the smaller key of the two.

    A preference stays with its elements when one of them is merged, and counts again when that is undone.
    """

    rater = models.ForeignKey(Rater, on_delete=models.CASCADE, related_name="preferences")
    one = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="+")
    choice = models.CharField(max_length=5, choices=Choice.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["rater", "one", "other"], name="preference_once_for_each_pair"),
            models.CheckConstraint(
                name="preference_has_its_pair_in_order", condition=Q(one__lt=models.F("other"))
            ),
            models.CheckConstraint(name="preference_choice_is_known", condition=Q(choice__in=Choice.values)),
        ]

    def __str__(self) -> str:
        return f"{self.one} or {self.other}: {self.choice}"
