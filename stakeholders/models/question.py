"""What people are asked: topics, questions in frozen wordings, and sets of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from projects.models import Project


class Kind(models.TextChoices):
    """How a question is answered."""

    LONG_TEXT = "long_text", _("Long text")
    SHORT_TEXT = "short_text", _("Short text")
    ONE_OF = "one_of", _("One of several")
    SOME_OF = "some_of", _("Some of several")
    SCALE = "scale", _("0 to 10")
    YES_NO = "yes_no", _("Yes or no")
    RANK = "rank", _("Put in order")


WITH_OPTIONS = {Kind.ONE_OF, Kind.SOME_OF, Kind.RANK}


class Topic(models.Model):
    """What is inquired about. Each project starts with the ten and may add its own."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="topics")
    key = models.SlugField(max_length=40)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="topic_key_once_per_project"),
            models.UniqueConstraint("project", Lower("name"), name="topic_name_once_per_project"),
            models.CheckConstraint(name="topic_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions narrowed."""

    def live(self) -> "QuestionQuerySet":
        """Those not archived."""
        return self.filter(archived_at=None)


class Question(models.Model):
    """One thing to ask. How it is worded stands in its wordings; the latest is the one asked next."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="questions")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="questions")
    # For the person who asks; never shown to the person asked.
    hint = models.TextField(_("hint for the interviewer"), blank=True, max_length=1000)
    # The starter question this was taken from, so that adopting the bank twice adds nothing.
    starter_key = models.SlugField(max_length=60, blank=True, editable=False)
    latest = models.ForeignKey(
        "stakeholders.QuestionWording", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["topic__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "starter_key"],
                condition=~Q(starter_key=""),
                name="question_starter_adopted_once",
            ),
            models.CheckConstraint(
                name="question_archived_at_and_by_together",
                condition=Q(archived_at=None, archived_by=None)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.latest.text if self.latest else f"question {self.pk}"


class QuestionWording(models.Model):
    """One way a question was worded. Never changed: an answer keeps the wording that it answered.

    `translations` holds, by language code, {"text": …, "help": …, "options": […]}; an answer is
    stored by the position of its options, so that it means the same in each language.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("question"), max_length=1000)
    help = models.TextField(_("help"), blank=True, max_length=1000)
    kind = models.CharField(_("kind of answer"), max_length=12, choices=Kind.choices, default=Kind.LONG_TEXT)
    options = models.JSONField(default=list)
    required = models.BooleanField(_("required"), default=False)
    translations = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="wording_numbers_once_per_question"),
            models.CheckConstraint(name="wording_kind_is_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="wording_has_a_text", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def shown(self) -> dict[str, Any]:
        """Text, help and options in the language in force, else as first written."""
        own = {"text": self.text, "help": self.help, "options": self.options}
        spoken = self.translations.get((get_language() or "en")[:2], {})
        return {part: spoken.get(part) or own[part] for part in own}


class QuestionSetQuerySet(models.QuerySet["QuestionSet"]):
    """Sets narrowed."""

    def live(self) -> "QuestionSetQuerySet":
        """Those not archived."""
        return self.filter(archived_at=None)


class QuestionSet(models.Model):
    """An ordered choice of questions, to be used again in any round."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="question_sets")
    name = models.CharField(_("name"), max_length=120)
    about = models.TextField(_("for whom and what for"), blank=True, max_length=1000)
    minutes = models.PositiveSmallIntegerField(
        _("minutes it takes"), default=15, help_text=_("Told to the people who are asked.")
    )
    starter_key = models.SlugField(max_length=60, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = QuestionSetQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "starter_key"],
                condition=~Q(starter_key=""),
                name="set_starter_adopted_once",
            ),
            models.CheckConstraint(name="set_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="set_archived_at_and_by_together",
                condition=Q(archived_at=None, archived_by=None)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class QuestionSetItem(models.Model):
    """A question's place in a set."""

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    # Asked only when an earlier question of the set was answered so (see `condition`).
    after = models.ForeignKey(Question, null=True, on_delete=models.RESTRICT, related_name="+")
    when = models.JSONField(default=list)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="set_item_condition_is_whole",
                condition=Q(after=None, when=[]) | (Q(after__isnull=False) & ~Q(when=[])),
            ),
            models.UniqueConstraint(fields=["question_set", "question"], name="set_asks_a_question_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.question}"
