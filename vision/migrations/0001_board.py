import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("mailroom", "0002_ground"),
        ("projects", "0002_audit_is_append_only"),
        ("projects", "__first__"),
        ("stakeholders", "0002_wordings_and_quotes_are_frozen"),
    ]

    operations = [
        migrations.CreateModel(
            name="Board",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.BigIntegerField(default=0)),
                ("columns_revision", models.BigIntegerField(default=0)),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="board",
                        to="projects.project",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "statement",
                    models.TextField(blank=True, max_length=4000, verbose_name="what do we want to create?"),
                ),
                ("constraints", models.TextField(blank=True, max_length=4000, verbose_name="constraints")),
                (
                    "success_measures",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how we will know that it works"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="vision_draft",
                        to="projects.project",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Function",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="functions",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("project"),
                        django.db.models.functions.text.Lower("name"),
                        name="function_name_is_unique_in_its_project",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="function_has_a_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("statement", models.TextField()),
                ("constraints", models.TextField(blank=True)),
                ("success_measures", models.TextField(blank=True)),
                ("revision", models.BigIntegerField()),
                ("element_count", models.PositiveIntegerField()),
                ("ask_count", models.PositiveIntegerField()),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="projects.project",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "number"), name="version_number_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="version_counts_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("statement", ""), _negated=True), name="version_has_a_statement"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Talk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due", models.DateField(verbose_name="until")),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="what was said")),
                (
                    "override_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="why it goes without a talk"),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who talks to them",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="talks",
                        to="projects.project",
                    ),
                ),
                (
                    "stakeholder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
                        to="stakeholders.stakeholder",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="talks", to="vision.version"
                    ),
                ),
            ],
            options={
                "ordering": ["due", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "stakeholder"), name="talk_one_per_person_and_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_by", None)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="talk_closed_at_and_by_together",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutcomeMessage",
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
                            ("held", "Held for a talk"),
                            ("ready", "On its way"),
                            ("sent", "Told"),
                            ("superseded", "Replaced by a later version"),
                            ("no_address", "Has no e-mail address"),
                        ],
                        max_length=12,
                    ),
                ),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("words", models.TextField(max_length=4000, verbose_name="opening words")),
                ("edits", models.PositiveIntegerField(default=1)),
                ("sent_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "message",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mailroom.message",
                    ),
                ),
                (
                    "stakeholder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="stakeholders.stakeholder",
                    ),
                ),
                ("talks", models.ManyToManyField(related_name="holds", to="vision.talk")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="vision.version",
                    ),
                ),
            ],
            options={
                "ordering": ["stakeholder__name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "stakeholder"), name="outcome_one_per_person_and_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["held", "ready", "sent", "superseded", "no_address"])
                        ),
                        name="outcome_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                            _connector="OR",
                        ),
                        name="outcome_sent_at_when_sent",
                    ),
                ],
                "indexes": [
                    models.Index(condition=models.Q(("state", "ready")), fields=["id"], name="outcome_ready")
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                ("words", models.TextField(blank=True, max_length=4000, verbose_name="opening words")),
                ("talk_due", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "override_reason",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="why the mail may go without a talk"
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="vision.draft"
                    ),
                ),
                (
                    "stakeholder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="stakeholders.stakeholder",
                    ),
                ),
                (
                    "talk_owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who talks to them",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "stakeholder"), name="draft_note_one_per_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Dependency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Element",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("description", models.TextField(blank=True, max_length=4000, verbose_name="description")),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("tray", "Unsorted"),
                            ("now", "NOW"),
                            ("next", "NEXT"),
                            ("declined", "Declined"),
                        ],
                        default="tray",
                        max_length=8,
                    ),
                ),
                ("rank", models.CharField(db_collation="C", max_length=400)),
                (
                    "reason",
                    models.TextField(blank=True, max_length=2000, verbose_name="reason for its place"),
                ),
                (
                    "effort_low",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=7, null=True, verbose_name="effort at best"
                    ),
                ),
                (
                    "effort_likely",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=7,
                        null=True,
                        verbose_name="effort most likely",
                    ),
                ),
                (
                    "effort_high",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=7, null=True, verbose_name="effort at worst"
                    ),
                ),
                (
                    "cost",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="cost"
                    ),
                ),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("integration", "Integration"),
                                ("hiring", "Hiring"),
                                ("training", "Training"),
                                ("policy", "Policy change"),
                                ("space", "Space"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("revisit_on", models.DateField(blank=True, null=True, verbose_name="look at it again on")),
                ("version", models.PositiveIntegerField(default=1)),
                ("placed", models.PositiveIntegerField(default=1)),
                ("revision", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "changed_by",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "needs",
                    models.ManyToManyField(
                        blank=True, related_name="needed_by", through="vision.Dependency", to="vision.element"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="elements",
                        to="projects.project",
                    ),
                ),
                (
                    "function",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="elements",
                        to="vision.function",
                        verbose_name="function",
                    ),
                ),
            ],
            options={
                "ordering": ["rank"],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                        fields=("project", "rank"),
                        name="element_order_is_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rank__regex", "^[0-9A-Za-z]*[1-9A-Za-z]$")),
                        name="element_rank_is_a_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place__in", ["tray", "now", "next", "declined"])),
                        name="element_place_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="element_has_a_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place__in", ["now", "next"]), _negated=True),
                            ("function__isnull", False),
                            _connector="OR",
                        ),
                        name="element_beside_the_line_has_a_function",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("effort_high", None), ("effort_likely", None), ("effort_low", None)),
                            models.Q(
                                ("effort_high__gte", models.F("effort_likely")),
                                ("effort_likely__gte", models.F("effort_low")),
                                ("effort_low__gte", 0),
                            ),
                            _connector="OR",
                        ),
                        name="element_effort_is_three_points_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cost", None), ("cost__gte", 0), _connector="OR"),
                        name="element_cost_is_not_negative",
                    ),
                ],
                "indexes": [models.Index(fields=["project", "revision"], name="element_changed_since")],
            },
        ),
        migrations.CreateModel(
            name="ElementAsk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "ask",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="joined",
                        to="stakeholders.ask",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "element",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="joined",
                        to="vision.element",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "from_place",
                    models.CharField(
                        choices=[
                            ("tray", "Unsorted"),
                            ("now", "NOW"),
                            ("next", "NEXT"),
                            ("declined", "Declined"),
                        ],
                        max_length=8,
                    ),
                ),
                ("from_rank", models.CharField(db_collation="C", max_length=400)),
                (
                    "to_place",
                    models.CharField(
                        choices=[
                            ("tray", "Unsorted"),
                            ("now", "NOW"),
                            ("next", "NEXT"),
                            ("declined", "Declined"),
                        ],
                        max_length=8,
                    ),
                ),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "element",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="vision.element"
                    ),
                ),
                (
                    "from_function",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vision.function",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moves",
                        to="projects.project",
                    ),
                ),
                (
                    "to_function",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vision.function",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at", None), ("undone_by", None)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="move_undone_at_and_by_together",
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("undone_at", None)),
                        fields=["element", "-id"],
                        name="move_last_of_element",
                    ),
                    models.Index(
                        condition=models.Q(("undone_at", None)),
                        fields=["project", "by", "-id"],
                        name="move_last_of_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutcomeLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=300)),
                ("quote", models.TextField(blank=True)),
                ("title", models.CharField(blank=True, max_length=120)),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("tray", "Unsorted"),
                            ("now", "NOW"),
                            ("next", "NEXT"),
                            ("declined", "Declined"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("revisit_on", models.DateField(null=True)),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("tray", "Unsorted"),
                            ("now", "NOW"),
                            ("next", "NEXT"),
                            ("declined", "Declined"),
                        ],
                        max_length=8,
                    ),
                ),
                ("before_title", models.CharField(blank=True, max_length=120)),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to="stakeholders.ask",
                    ),
                ),
                (
                    "element",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vision.element",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="vision.outcomemessage",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("outcome", "ask"), name="outcome_tells_an_ask_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
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
                        choices=[
                            ("decision", "Decision"),
                            ("disagreement", "Disagreement"),
                            ("concern", "Concern"),
                            ("not_meant", "Not what was meant"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="what")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="projects.project",
                    ),
                ),
                (
                    "stakeholder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to="stakeholders.stakeholder",
                    ),
                ),
                (
                    "element",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="decisions",
                        to="vision.element",
                        verbose_name="element",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to="vision.outcomeline",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="vision.version",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["decision", "disagreement", "concern", "not_meant"])
                        ),
                        name="decision_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="decision_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="decision_answered_at_and_by_together",
                    ),
                ],
                "indexes": [models.Index(fields=["project", "-at"], name="decision_by_project_newest")],
            },
        ),
        migrations.CreateModel(
            name="VersionElement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("description", models.TextField(blank=True)),
                ("function", models.CharField(blank=True, max_length=60)),
                ("function_position", models.PositiveSmallIntegerField(default=0)),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("tray", "Unsorted"),
                            ("now", "NOW"),
                            ("next", "NEXT"),
                            ("declined", "Declined"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("effort", models.DecimalField(decimal_places=1, max_digits=8, null=True)),
                ("owner_name", models.CharField(blank=True, max_length=120)),
                ("revisit_on", models.DateField(null=True)),
                ("asked", models.PositiveIntegerField(default=0)),
                (
                    "element",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published",
                        to="vision.element",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="elements",
                        to="vision.version",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "element"), name="version_holds_an_element_once"
                    ),
                    models.UniqueConstraint(fields=("version", "position"), name="version_order_is_total"),
                ],
            },
        ),
        migrations.CreateModel(
            name="VersionAsk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=300)),
                ("quote", models.TextField(blank=True)),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published",
                        to="stakeholders.ask",
                    ),
                ),
                (
                    "stakeholder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stakeholders.stakeholder",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="asks", to="vision.version"
                    ),
                ),
                (
                    "element",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asks",
                        to="vision.versionelement",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "ask"), name="version_holds_an_ask_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Dream",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="dream")),
                (
                    "why",
                    models.TextField(blank=True, max_length=2000, verbose_name="what would be better then"),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("let_go_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "let_go_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dreams",
                        to="projects.project",
                    ),
                ),
                (
                    "element",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="dreams",
                        to="vision.element",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="dream_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("let_go_at", None), ("let_go_by", None)),
                            models.Q(("let_go_at__isnull", False), ("let_go_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="dream_let_go_at_and_by_together",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="dependency",
            name="element",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="dependencies", to="vision.element"
            ),
        ),
        migrations.AddField(
            model_name="dependency",
            name="needs",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="dependents", to="vision.element"
            ),
        ),
        migrations.AddConstraint(
            model_name="dependency",
            constraint=models.UniqueConstraint(fields=("element", "needs"), name="dependency_is_said_once"),
        ),
        migrations.AddConstraint(
            model_name="dependency",
            constraint=models.CheckConstraint(
                condition=models.Q(("element", models.F("needs")), _negated=True),
                name="dependency_is_not_on_itself",
            ),
        ),
    ]
