"""What people said, and every text that was not to be lost when two were written at once."""

import datetime

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.models.question import QuestionWording
from stakeholders.models.round import Interview, State, handed_over

# What is said in English or in Spanish is found in either; each language has its own stems and stop words.
LANGUAGES = ("english", "spanish")


def _words() -> models.GeneratedField:
    english, spanish = (SearchVector("text", config=language) for language in LANGUAGES)
    return models.GeneratedField(
        expression=english + spanish, output_field=SearchVectorField(), db_persist=True
    )


# Of fewer people nothing is shown that they said without their names.
FEWEST = 5


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers narrowed."""

    def readable(self, now: datetime.datetime | None = None) -> "AnswerQuerySet":
        """Those that the team may read: submitted, or left when the round was over, and not declined.

        What somebody is still typing is theirs until then. Of an anonymous round only what was cut from its
        people can be read, all of it at once when the round is closed, and when at least `FEWEST` spoke.
        """
        now = now or timezone.now()
        named = Q(unnamed=False) & handed_over(now, "interview__")
        common = Q(unnamed=True, interview__voices__gte=FEWEST, interview__round__closed_at__isnull=False)
        return self.exclude(interview__state=State.DECLINED).filter(named | common)

    def saying(self) -> "AnswerQuerySet":
        """Those that say something."""
        return self.filter(~Q(text="") | Q(texts__kind__in=AnswerText.STANDING)).distinct()

    def unread(self) -> "AnswerQuerySet":
        """Those that nobody has read for asks since they last changed."""
        return self.filter(Q(read_version=None) | Q(read_version__lt=F("version")))


class Answer(models.Model):
    """What one stakeholder said to one question, in the wording in which it was asked.

    `value` is what was chosen (a number, a position, a list of positions), `text` the same in words.
    An unnamed one hangs on what its round holds in common: nothing in it tells whose it was, or when.
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="answers")
    # Its index is `answer_by_wording`.
    wording = models.ForeignKey(
        QuestionWording, on_delete=models.PROTECT, related_name="answers", db_index=False
    )
    text = models.TextField(blank=True)
    value = models.JSONField(null=True)
    # Rises with each change; a save that carries an older one is kept beside, not over it.
    version = models.PositiveIntegerField(default=0)
    device = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    unnamed = models.BooleanField(default=False, editable=False)
    read_version = models.PositiveIntegerField(null=True)
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    words = _words()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "wording"],
                condition=Q(unnamed=False),
                name="answer_one_per_question",
            ),
            models.CheckConstraint(
                name="answer_unnamed_tells_no_device_or_change",
                condition=Q(unnamed=False) | Q(device="", version=1, created_at=F("updated_at")),
            ),
            models.CheckConstraint(
                name="answer_read_at_and_by_together",
                condition=Q(read_at=None, read_by=None, read_version=None)
                | Q(read_at__isnull=False, read_by__isnull=False, read_version__isnull=False),
            ),
        ]
        indexes = [
            GinIndex(fields=["words"], name="answer_by_words"),
            # A page of the desk reads on from one answer to the next within a wording.
            models.Index(fields=["wording", "id"], name="answer_by_wording"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_unread(self) -> bool:
        """Whether nobody has read it for asks since it last changed."""
        return self.read_version is None or self.read_version < self.version


class AnswerText(models.Model):
    """A text of an answer that is kept although the answer now says something else."""

    class Kind(models.TextChoices):
        """Why it is kept."""

        # Written knowingly over by a later text.
        EARLIER = "earlier", _("Earlier")
        # Written at the same time on another device; stands beside the answer until the person chooses.
        BESIDE = "beside", _("Beside")
        # Came after the deadline.
        LATE = "late", _("Late")

    # What counts as said, beside the answer's own text.
    STANDING = (Kind.BESIDE, Kind.LATE)

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField()
    value = models.JSONField(null=True)
    device = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=timezone.now)
    words = _words()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "kind", "device"],
                condition=~Q(kind="earlier"),
                name="answer_text_one_per_device",
            ),
            models.CheckConstraint(
                name="answer_text_kind_is_known", condition=Q(kind__in=["earlier", "beside", "late"])
            ),
        ]
        indexes = [GinIndex(fields=["words"], name="answer_text_by_words")]

    def __str__(self) -> str:
        return self.text[:80]
