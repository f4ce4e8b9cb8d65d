from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("projects", "0003_settings_have_versions"),
        ("projects", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("definition", models.TextField(blank=True, max_length=2000, verbose_name="what is counted")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("value", "A value, for instance a cost or a time"),
                            ("share", "A share: so many of so many"),
                        ],
                        max_length=5,
                        verbose_name="kind",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=24, verbose_name="unit")),
                (
                    "direction",
                    models.CharField(
                        choices=[("up", "Higher is better"), ("down", "Lower is better")],
                        max_length=4,
                        verbose_name="which way is better",
                    ),
                ),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("day", "Daily"),
                            ("week", "Weekly"),
                            ("month", "Monthly"),
                            ("quarter", "Quarterly"),
                        ],
                        max_length=7,
                        verbose_name="how often it is read",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=15,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("-99999999999.9999")),
                            django.core.validators.MaxValueValidator(Decimal("99999999999.9999")),
                        ],
                        verbose_name="target",
                    ),
                ),
                ("baseline_from", models.DateField(editable=False, null=True)),
                ("baseline_until", models.DateField(editable=False, null=True)),
                ("baseline_mean", models.FloatField(editable=False, null=True)),
                ("baseline_sigma", models.FloatField(editable=False, null=True)),
                ("baseline_count", models.PositiveIntegerField(editable=False, null=True)),
                ("frozen_at", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "frozen_by",
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
                        blank=True,
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
                        related_name="measures",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["value", "share"])), name="measure_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["up", "down"])),
                        name="measure_direction_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cadence__in", ["day", "week", "month", "quarter"])),
                        name="measure_cadence_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "value"),
                            ("target", None),
                            models.Q(("target__gte", 0), ("target__lte", 100)),
                            _connector="OR",
                        ),
                        name="measure_share_target_is_a_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("baseline_count", None),
                                ("baseline_from", None),
                                ("baseline_mean", None),
                                ("baseline_sigma", None),
                                ("baseline_until", None),
                                ("frozen_at", None),
                                ("frozen_by", None),
                            ),
                            models.Q(
                                ("baseline_count__gt", 0),
                                ("baseline_from__isnull", False),
                                ("baseline_mean__isnull", False),
                                ("baseline_sigma__gte", 0),
                                ("baseline_until__gte", models.F("baseline_from")),
                                ("frozen_at__isnull", False),
                                ("frozen_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="measure_frozen_at_and_by_and_baseline_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_at", None), ("archived_by", None)),
                            models.Q(("archived_at__isnull", False), ("archived_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="measure_archived_at_and_by_together",
                    ),
                ],
                "indexes": [models.Index(fields=["project", "name"], name="measure_by_project_and_name")],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=15, null=True, verbose_name="value"
                    ),
                ),
                ("count", models.PositiveIntegerField(blank=True, null=True, verbose_name="so many")),
                ("of", models.PositiveIntegerField(blank=True, null=True, verbose_name="of so many")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("read_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="outcomes.measure",
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "removed_by",
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
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("count", None), ("of", None), ("value__isnull", False)),
                            models.Q(
                                ("count__isnull", False),
                                ("count__lte", models.F("of")),
                                ("of__gt", 0),
                                ("value", None),
                            ),
                            _connector="OR",
                        ),
                        name="reading_is_a_value_or_a_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at", None), ("removed_by", None)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="reading_removed_at_and_by_together",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("measure", "on"),
                        name="reading_one_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                ("words", models.CharField(max_length=120, verbose_name="what happened")),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcome_events",
                        to="projects.project",
                    ),
                ),
                (
                    "removed_by",
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
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at", None), ("removed_by", None)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="event_removed_at_and_by_together",
                    )
                ],
            },
        ),
    ]
