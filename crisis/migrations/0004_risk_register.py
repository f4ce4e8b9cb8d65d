import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crisis", "0003_broadcasts"),
        ("projects", "0003_settings_have_versions"),
        ("projects", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Risk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(blank=True, editable=False, max_length=60)),
                ("name", models.CharField(max_length=200, verbose_name="hazard")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("technological", "Technology"),
                            ("operational", "Operations"),
                            ("human", "People"),
                            ("natural", "Nature"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, max_length=2000, verbose_name="what it would mean here"),
                ),
                ("playbook_key", models.SlugField(blank=True, max_length=60, verbose_name="playbook")),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="risks",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RiskRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "probability",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "not applicable"), (1, "low"), (2, "moderate"), (3, "high")],
                        null=True,
                        verbose_name="probability",
                    ),
                ),
                (
                    "human",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "not applicable"), (1, "low"), (2, "moderate"), (3, "high")],
                        null=True,
                        verbose_name="harm to people",
                    ),
                ),
                (
                    "material",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "not applicable"), (1, "low"), (2, "moderate"), (3, "high")],
                        null=True,
                        verbose_name="damage to things and data",
                    ),
                ),
                (
                    "business",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "not applicable"), (1, "low"), (2, "moderate"), (3, "high")],
                        null=True,
                        verbose_name="loss of service and trust",
                    ),
                ),
                (
                    "preparedness",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "not applicable"), (1, "high"), (2, "moderate"), (3, "low or none")],
                        null=True,
                        verbose_name="preparedness",
                    ),
                ),
                (
                    "internal",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "not applicable"), (1, "high"), (2, "moderate"), (3, "low or none")],
                        null=True,
                        verbose_name="our own response",
                    ),
                ),
                (
                    "external",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "not applicable"), (1, "high"), (2, "moderate"), (3, "low or none")],
                        null=True,
                        verbose_name="help from outside",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="why it is scored")),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revealed_at", models.DateTimeField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                (
                    "reason",
                    models.CharField(blank=True, max_length=1000, verbose_name="how you came to agree"),
                ),
                ("risk_share", models.FloatField(null=True)),
                ("severity_share", models.FloatField(null=True)),
                ("spread", models.JSONField(default=dict)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revealed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rounds", to="crisis.risk"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("risk", "number"), name="risk_round_numbered_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("agreed_at", None)),
                        fields=("risk",),
                        name="risk_scored_in_one_round_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revealed_at", None), ("revealed_by", None)),
                            models.Q(("revealed_at__isnull", False), ("revealed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="risk_round_revealed_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at", None), ("agreed_by", None), ("risk_share", None)),
                            models.Q(
                                ("agreed_at__isnull", False),
                                ("agreed_by__isnull", False),
                                ("risk_share__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="risk_round_agreed_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_at", None), ("revealed_at__isnull", False), _connector="OR"
                        ),
                        name="risk_round_agreed_only_after_it_was_revealed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("probability__isnull", True), ("probability__lte", 3), _connector="OR"),
                            models.Q(("human__isnull", True), ("human__lte", 3), _connector="OR"),
                            models.Q(("material__isnull", True), ("material__lte", 3), _connector="OR"),
                            models.Q(("business__isnull", True), ("business__lte", 3), _connector="OR"),
                            models.Q(
                                ("preparedness__isnull", True), ("preparedness__lte", 3), _connector="OR"
                            ),
                            models.Q(("internal__isnull", True), ("internal__lte", 3), _connector="OR"),
                            models.Q(("external__isnull", True), ("external__lte", 3), _connector="OR"),
                        ),
                        name="risk_round_numbers_from_0_to_3",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "probability",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "not applicable"), (1, "low"), (2, "moderate"), (3, "high")],
                        null=True,
                        verbose_name="probability",
                    ),
                ),
                (
                    "human",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "not applicable"), (1, "low"), (2, "moderate"), (3, "high")],
                        null=True,
                        verbose_name="harm to people",
                    ),
                ),
                (
                    "material",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "not applicable"), (1, "low"), (2, "moderate"), (3, "high")],
                        null=True,
                        verbose_name="damage to things and data",
                    ),
                ),
                (
                    "business",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "not applicable"), (1, "low"), (2, "moderate"), (3, "high")],
                        null=True,
                        verbose_name="loss of service and trust",
                    ),
                ),
                (
                    "preparedness",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "not applicable"), (1, "high"), (2, "moderate"), (3, "low or none")],
                        null=True,
                        verbose_name="preparedness",
                    ),
                ),
                (
                    "internal",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "not applicable"), (1, "high"), (2, "moderate"), (3, "low or none")],
                        null=True,
                        verbose_name="our own response",
                    ),
                ),
                (
                    "external",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "not applicable"), (1, "high"), (2, "moderate"), (3, "low or none")],
                        null=True,
                        verbose_name="help from outside",
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=1000, verbose_name="why")),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="crisis.riskround",
                    ),
                ),
            ],
            options={
                "ordering": ["by__name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "by"), name="risk_score_one_per_person_and_round"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("probability__isnull", True), ("probability__lte", 3), _connector="OR"),
                            models.Q(("human__isnull", True), ("human__lte", 3), _connector="OR"),
                            models.Q(("material__isnull", True), ("material__lte", 3), _connector="OR"),
                            models.Q(("business__isnull", True), ("business__lte", 3), _connector="OR"),
                            models.Q(
                                ("preparedness__isnull", True), ("preparedness__lte", 3), _connector="OR"
                            ),
                            models.Q(("internal__isnull", True), ("internal__lte", 3), _connector="OR"),
                            models.Q(("external__isnull", True), ("external__lte", 3), _connector="OR"),
                        ),
                        name="risk_score_numbers_from_0_to_3",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="what is done")),
                ("due_on", models.DateField(verbose_name="until")),
                ("done_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "done_by",
                    models.ForeignKey(
                        editable=False,
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
                        verbose_name="by whom",
                    ),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="actions", to="crisis.risk"
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("done_by", None)),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="risk_action_done_at_and_by_together",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="risk",
            name="agreed",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="crisis.riskround",
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("project", "key"),
                name="risk_adopted_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["technological", "operational", "human", "natural"])),
                name="risk_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("archived_at", None), ("archived_by", None)),
                    models.Q(("archived_at__isnull", False), ("archived_by__isnull", False)),
                    _connector="OR",
                ),
                name="risk_archived_at_and_by_together",
            ),
        ),
    ]
