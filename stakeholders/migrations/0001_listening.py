import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("projects", "0002_audit_is_append_only"),
        ("projects", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuestionSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "about",
                    models.TextField(blank=True, max_length=1000, verbose_name="for whom and what for"),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=15,
                        help_text="Told to the people who are asked.",
                        verbose_name="minutes it takes",
                    ),
                ),
                ("starter_key", models.SlugField(blank=True, editable=False, max_length=60)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                (
                    "archived_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="question_sets",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("starter_key", ""), _negated=True),
                        fields=("project", "starter_key"),
                        name="set_starter_adopted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="set_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_at", None), ("archived_by", None)),
                            models.Q(("archived_at__isnull", False), ("archived_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="set_archived_at_and_by_together",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("intro", models.TextField(blank=True, max_length=4000, verbose_name="what you say to them")),
                ("deadline", models.DateTimeField(verbose_name="answers until")),
                (
                    "reminder_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="reminders after",
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(default=15, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("sent_at", models.DateTimeField(editable=False, null=True)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rounds",
                        to="projects.project",
                    ),
                ),
                (
                    "question_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="stakeholders.questionset",
                        verbose_name="question set",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="round_has_a_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at", None), ("sent_by", None)),
                            models.Q(("sent_at__isnull", False), ("sent_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="round_sent_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_by", None)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="round_closed_at_and_by_together",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stakeholder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="title")),
                ("department", models.CharField(blank=True, max_length=120, verbose_name="department")),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("executive", "Executive"),
                            ("director", "Director"),
                            ("manager", "Manager"),
                            ("front_line", "Front line"),
                            ("physician", "Physician"),
                            ("external", "External"),
                        ],
                        max_length=12,
                        verbose_name="level",
                    ),
                ),
                (
                    "power",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="power",
                    ),
                ),
                (
                    "interest",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="interest",
                    ),
                ),
                (
                    "stance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("champion", "Champion"),
                            ("supporter", "Supporter"),
                            ("neutral", "Neutral"),
                            ("sceptic", "Sceptic"),
                            ("opponent", "Opponent"),
                        ],
                        max_length=12,
                        verbose_name="stance",
                    ),
                ),
                (
                    "why_needed",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="why the project fails without them"
                    ),
                ),
                (
                    "preferred_way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("email", "By e-mail"),
                            ("phone", "By phone"),
                            ("video", "By video call"),
                            ("in_person", "In person"),
                            ("group", "In a group"),
                        ],
                        max_length=12,
                        verbose_name="preferred way of being asked",
                    ),
                ),
                ("notes", models.TextField(blank=True, max_length=10000, verbose_name="notes")),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="tags",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish")],
                        default="en",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                (
                    "archived_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="relationship owner",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stakeholders",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("project"),
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="stakeholder_one_per_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="stakeholder_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "level__in",
                                [
                                    "",
                                    "executive",
                                    "director",
                                    "manager",
                                    "front_line",
                                    "physician",
                                    "external",
                                ],
                            )
                        ),
                        name="stakeholder_level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stance__in", ["", "champion", "supporter", "neutral", "sceptic", "opponent"])
                        ),
                        name="stakeholder_stance_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("preferred_way__in", ["", "email", "phone", "video", "in_person", "group"])
                        ),
                        name="stakeholder_preferred_way_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("power", None), ("power__range", (1, 5)), _connector="OR"),
                        name="stakeholder_power_from_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("interest", None), ("interest__range", (1, 5)), _connector="OR"),
                        name="stakeholder_interest_from_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_at", None), ("archived_by", None)),
                            models.Q(("archived_at__isnull", False), ("archived_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="stakeholder_archived_at_and_by_together",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["project", "name"], name="stakeholder_by_name"),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="stakeholder_by_tag"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Interview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("chosen", "Chosen"),
                            ("invited", "Invited"),
                            ("started", "Started"),
                            ("submitted", "Submitted"),
                            ("declined", "Declined"),
                        ],
                        default="chosen",
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("invited_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("amended_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("decline_reason", models.TextField(blank=True, max_length=2000)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("reminders", models.PositiveSmallIntegerField(default=0)),
                ("reminders_stopped_at", models.DateTimeField(null=True)),
                ("talk_wanted_at", models.DateTimeField(null=True)),
                ("talk_note", models.TextField(blank=True, max_length=2000)),
                ("colleague_named_at", models.DateTimeField(null=True)),
                ("colleague_name", models.CharField(blank=True, max_length=120)),
                ("colleague_email", models.EmailField(blank=True, max_length=254)),
                ("colleague_note", models.TextField(blank=True, max_length=2000)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interviews",
                        to="stakeholders.round",
                    ),
                ),
                (
                    "stakeholder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interviews",
                        to="stakeholders.stakeholder",
                    ),
                ),
            ],
            options={
                "ordering": ["stakeholder__name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "stakeholder"), name="interview_one_per_round"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["chosen", "invited", "started", "submitted", "declined"])
                        ),
                        name="interview_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "submitted"), _negated=True),
                            ("submitted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="interview_submitted_at_when_submitted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("declined_at__isnull", False), ("state", "declined")),
                            models.Q(models.Q(("state", "declined"), _negated=True), ("declined_at", None)),
                            _connector="OR",
                        ),
                        name="interview_declined_at_when_declined",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topics",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "key"), name="topic_key_once_per_project"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="topic_has_a_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("filename", models.CharField(max_length=200)),
                ("cells", models.JSONField()),
                ("columns", models.JSONField(default=list)),
                ("remarks", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("added", models.PositiveIntegerField(default=0)),
                ("updated", models.PositiveIntegerField(default=0)),
                ("bad", models.PositiveIntegerField(default=0)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("confirmed_by", None)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="import_confirmed_at_and_by_together",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "hint",
                    models.TextField(blank=True, max_length=1000, verbose_name="hint for the interviewer"),
                ),
                ("starter_key", models.SlugField(blank=True, editable=False, max_length=60)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                (
                    "archived_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="projects.project",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="stakeholders.topic",
                    ),
                ),
            ],
            options={
                "ordering": ["topic__position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="QuestionSetItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="stakeholders.question",
                    ),
                ),
                (
                    "question_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="stakeholders.questionset",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("question_set", "question"), name="set_asks_a_question_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionWording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField(max_length=1000, verbose_name="question")),
                ("help", models.TextField(blank=True, max_length=1000, verbose_name="help")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("long_text", "Long text"),
                            ("short_text", "Short text"),
                            ("one_of", "One of several"),
                            ("some_of", "Some of several"),
                            ("scale", "0 to 10"),
                            ("yes_no", "Yes or no"),
                            ("rank", "Put in order"),
                        ],
                        default="long_text",
                        max_length=12,
                        verbose_name="kind of answer",
                    ),
                ),
                ("options", models.JSONField(default=list)),
                ("required", models.BooleanField(default=False, verbose_name="required")),
                ("translations", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wordings",
                        to="stakeholders.question",
                    ),
                ),
            ],
            options={
                "ordering": ["question", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("question", "number"), name="wording_numbers_once_per_question"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["long_text", "short_text", "one_of", "some_of", "scale", "yes_no", "rank"],
                            )
                        ),
                        name="wording_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="wording_has_a_text"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("value", models.JSONField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("device", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_version", models.PositiveIntegerField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector("text", config="english"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="stakeholders.interview",
                    ),
                ),
                (
                    "wording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="stakeholders.questionwording",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("interview", "wording"), name="answer_one_per_question"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("read_at", None), ("read_by", None), ("read_version", None)),
                            models.Q(
                                ("read_at__isnull", False),
                                ("read_by__isnull", False),
                                ("read_version__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="answer_read_at_and_by_together",
                    ),
                ],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="answer_by_words")
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="stakeholders.round",
                    ),
                ),
                (
                    "wording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stakeholders.questionwording",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "wording"), name="round_asks_a_wording_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Ask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="what they want")),
                ("quote", models.TextField(blank=True, max_length=4000, verbose_name="their words")),
                ("quote_start", models.PositiveIntegerField(editable=False, null=True)),
                ("quote_end", models.PositiveIntegerField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                (
                    "answer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asks",
                        to="stakeholders.answer",
                    ),
                ),
                (
                    "archived_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asks",
                        to="projects.project",
                    ),
                ),
                (
                    "stakeholder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asks",
                        to="stakeholders.stakeholder",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="asks",
                        to="stakeholders.topic",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="ask_has_a_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quote_end", None), ("quote_start", None)),
                            models.Q(
                                ("quote_end__gt", models.F("quote_start")), ("quote_start__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="ask_quote_has_both_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_at", None), ("archived_by", None)),
                            models.Q(("archived_at__isnull", False), ("archived_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="ask_archived_at_and_by_together",
                    ),
                ],
                "indexes": [models.Index(fields=["project", "-created_at"], name="ask_by_project_newest")],
            },
        ),
        migrations.CreateModel(
            name="AnswerText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("earlier", "Earlier"), ("beside", "Beside"), ("late", "Late")], max_length=8
                    ),
                ),
                ("text", models.TextField()),
                ("value", models.JSONField(null=True)),
                ("device", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector("text", config="english"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="stakeholders.answer",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="answer_text_by_words")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "earlier"), _negated=True),
                        fields=("answer", "kind", "device"),
                        name="answer_text_one_per_device",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["earlier", "beside", "late"])),
                        name="answer_text_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="question",
            name="latest",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="stakeholders.questionwording",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                condition=models.Q(("starter_key", ""), _negated=True),
                fields=("project", "starter_key"),
                name="question_starter_adopted_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("archived_at", None), ("archived_by", None)),
                    models.Q(("archived_at__isnull", False), ("archived_by__isnull", False)),
                    _connector="OR",
                ),
                name="question_archived_at_and_by_together",
            ),
        ),
    ]
