from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("marketing_sync", "0010_lists_of_agents_and_launches"),
        ("projects", "0003_settings_have_versions"),
        ("projects", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="CallUpload",
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
                ("choices", models.JSONField(default=dict)),
                ("remarks", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("added", models.PositiveIntegerField(default=0)),
                ("replaced", models.PositiveIntegerField(default=0)),
                ("bad", models.PositiveIntegerField(default=0)),
                ("removed_at", models.DateTimeField(null=True)),
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
                        related_name="call_uploads",
                        to="projects.project",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
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
                        condition=models.Q(
                            models.Q(("removed_at", None), ("removed_by", None)),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("removed_at__isnull", False),
                                ("removed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="call_upload_removed_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("confirmed_by", None)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="call_upload_confirmed_at_and_by_together",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallInterval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("day", models.DateField()),
                ("minute", models.PositiveSmallIntegerField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("offered", models.PositiveIntegerField()),
                ("answered", models.PositiveIntegerField(null=True)),
                ("abandoned", models.PositiveIntegerField(null=True)),
                ("aht", models.FloatField(null=True)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="call_intervals",
                        to="projects.project",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="intervals",
                        to="marketing_sync.callupload",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at"],
                "indexes": [models.Index(fields=["project", "day"], name="call_interval_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "starts_at"), name="call_interval_once"),
                    models.CheckConstraint(
                        condition=models.Q(("minute__lt", 1440), ("minutes__gte", 1), ("minutes__lte", 60)),
                        name="call_interval_is_within_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("aht", None), ("aht__gt", 0), _connector="OR"),
                        name="call_interval_handling_is_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Centre",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "service_level",
                    models.PositiveSmallIntegerField(
                        default=80,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="service level",
                    ),
                ),
                (
                    "threshold",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[django.core.validators.MaxValueValidator(3600)],
                        verbose_name="answered within",
                    ),
                ),
                (
                    "asa",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3600),
                        ],
                        verbose_name="mean wait at most",
                    ),
                ),
                (
                    "occupancy",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        default=88,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="occupancy at most",
                    ),
                ),
                (
                    "abandonment",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="hanging up at most",
                    ),
                ),
                (
                    "patience",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(7200),
                        ],
                        verbose_name="patience of callers",
                    ),
                ),
                (
                    "aht",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(7200),
                        ],
                        verbose_name="handling time",
                    ),
                ),
                (
                    "usual_calls",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(1000000)],
                        verbose_name="calls on a usual day",
                    ),
                ),
                (
                    "shrinkage",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="shrinkage",
                    ),
                ),
                (
                    "overtime_cost",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("35"),
                        max_digits=8,
                        verbose_name="overtime, an hour",
                    ),
                ),
                (
                    "overtime_people",
                    models.PositiveSmallIntegerField(default=8, verbose_name="people who would work longer"),
                ),
                (
                    "overtime_hours",
                    models.PositiveSmallIntegerField(
                        default=6,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(40),
                        ],
                        verbose_name="overtime a week at most",
                    ),
                ),
                (
                    "deferrable",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="work that can wait",
                    ),
                ),
                (
                    "defer_cost",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=8,
                        verbose_name="deferring, an hour",
                    ),
                ),
                (
                    "temps_most",
                    models.PositiveSmallIntegerField(default=6, verbose_name="temporary agents at most"),
                ),
                (
                    "temp_cost",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("27"),
                        max_digits=8,
                        verbose_name="a temporary agent, an hour",
                    ),
                ),
                (
                    "temp_lead_days",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="days until they can start",
                    ),
                ),
                (
                    "temp_training_hours",
                    models.PositiveSmallIntegerField(
                        default=6,
                        validators=[django.core.validators.MaxValueValidator(400)],
                        verbose_name="training for the campaign alone",
                    ),
                ),
                (
                    "full_training_hours",
                    models.PositiveSmallIntegerField(
                        default=37,
                        validators=[django.core.validators.MaxValueValidator(1000)],
                        verbose_name="whole training",
                    ),
                ),
                (
                    "temp_pace",
                    models.PositiveSmallIntegerField(
                        default=75,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="their pace at first",
                    ),
                ),
                (
                    "split_days",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="days between the halves",
                    ),
                ),
                (
                    "split_cost",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1200"),
                        max_digits=10,
                        verbose_name="splitting a drop",
                    ),
                ),
                (
                    "move_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="days that a drop can move",
                    ),
                ),
                (
                    "move_cost",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("400"), max_digits=10, verbose_name="moving a drop"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("staff_version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="centre",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("service_level__gte", 1), ("service_level__lte", 99), ("shrinkage__lte", 90)
                        ),
                        name="centre_shares_are_percentages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("full_training_hours__gte", models.F("temp_training_hours"))),
                        name="centre_whole_training_holds_the_short_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Forecast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Ready"), ("failed", "Failed")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_at", models.DateTimeField(null=True)),
                ("done_steps", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField(null=True)),
                ("result", models.JSONField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                (
                    "launch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="forecasts",
                        to="marketing_sync.launch",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("launch", "key"), name="forecast_once_a_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("result", None)),
                            _connector="OR",
                        ),
                        name="forecast_has_a_result_when_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "done", "failed"])),
                        name="forecast_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LearnedRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("calls", models.FloatField()),
                ("people", models.FloatField()),
                ("total", models.FloatField()),
                ("base", models.FloatField()),
                ("reached", models.FloatField()),
                ("days", models.PositiveSmallIntegerField()),
                ("learned_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "launch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="learned_rate",
                        to="marketing_sync.launch",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("calls__gt", 0), ("people__gt", 0)),
                        name="learned_rate_is_a_distribution",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField()),
                ("opens", models.PositiveSmallIntegerField()),
                ("closes", models.PositiveSmallIntegerField()),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="open_hours",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["weekday"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "weekday"), name="open_hours_once_a_weekday"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes__lte", 1440), ("opens__lt", models.F("closes")), ("weekday__lte", 6)
                        ),
                        name="open_hours_are_within_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Staffed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField()),
                ("minute", models.PositiveSmallIntegerField()),
                ("people", models.PositiveSmallIntegerField()),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staffed",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["weekday", "minute"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "weekday", "minute"), name="staffed_once_a_half_hour"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "minute__in",
                                [
                                    0,
                                    30,
                                    60,
                                    90,
                                    120,
                                    150,
                                    180,
                                    210,
                                    240,
                                    270,
                                    300,
                                    330,
                                    360,
                                    390,
                                    420,
                                    450,
                                    480,
                                    510,
                                    540,
                                    570,
                                    600,
                                    630,
                                    660,
                                    690,
                                    720,
                                    750,
                                    780,
                                    810,
                                    840,
                                    870,
                                    900,
                                    930,
                                    960,
                                    990,
                                    1020,
                                    1050,
                                    1080,
                                    1110,
                                    1140,
                                    1170,
                                    1200,
                                    1230,
                                    1260,
                                    1290,
                                    1320,
                                    1350,
                                    1380,
                                    1410,
                                ],
                            ),
                            ("weekday__lte", 6),
                        ),
                        name="staffed_is_a_half_hour_of_the_week",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffingPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("ways", models.JSONField(default=list)),
                ("accepted_because", models.CharField(blank=True, max_length=500)),
                ("accepted_chance", models.FloatField(null=True)),
                ("what", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "launch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staffing_plans",
                        to="marketing_sync.launch",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["launch", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("launch", "number"), name="staffing_plan_once_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_because", ""), ("accepted_chance", None)),
                            models.Q(
                                models.Q(("accepted_because", ""), _negated=True),
                                ("accepted_chance__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="staffing_plan_accepts_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assumptions",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rate",
                    models.FloatField(
                        validators=[
                            django.core.validators.MinValueValidator(0.001),
                            django.core.validators.MaxValueValidator(500),
                        ]
                    ),
                ),
                (
                    "variation",
                    models.FloatField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(200),
                        ]
                    ),
                ),
                (
                    "curve",
                    models.CharField(
                        choices=[
                            ("preset", "As this kind of launch usually does"),
                            ("lognormal", "A rise and a long tail"),
                            ("decayed", "Most at once, then ever less"),
                            ("step", "Evenly over some days"),
                            ("pulse", "All on the first day"),
                        ],
                        default="preset",
                        max_length=10,
                    ),
                ),
                (
                    "days",
                    models.FloatField(
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0.02),
                            django.core.validators.MaxValueValidator(365),
                        ],
                    ),
                ),
                (
                    "sigma",
                    models.FloatField(
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0.05),
                            django.core.validators.MaxValueValidator(4),
                        ],
                    ),
                ),
                (
                    "delay",
                    models.FloatField(
                        default=0,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(90),
                        ],
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "launch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assumptions",
                        to="marketing_sync.launch",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rate__gt", 0), ("variation__gt", 0)),
                        name="assumptions_rate_is_above_nought",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("curve__in", ["preset", "lognormal", "decayed", "step", "pulse"])
                        ),
                        name="assumptions_curve_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("curve__in", ["preset", "pulse"]), ("days__gt", 0), _connector="OR"
                        ),
                        name="assumptions_curve_has_its_days",
                    ),
                ],
            },
        ),
    ]
