import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0001_measures_and_readings"),
        ("projects", "0003_settings_have_versions"),
        ("projects", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Funnel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "outcome",
                    models.CharField(blank=True, max_length=60, verbose_name="what the last step is called"),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funnel_of_contact",
                        to="outcomes.measure",
                    ),
                ),
                (
                    "cost",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funnel_of_cost",
                        to="outcomes.measure",
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
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="funnels",
                        to="projects.project",
                    ),
                ),
                (
                    "scheduling",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funnel_of_scheduling",
                        to="outcomes.measure",
                    ),
                ),
                (
                    "show",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funnel_of_show",
                        to="outcomes.measure",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "name"), name="funnel_name_is_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="FunnelPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="first day")),
                ("attempted", models.PositiveIntegerField(verbose_name="attempted")),
                ("reached", models.PositiveIntegerField(verbose_name="reached")),
                ("scheduled", models.PositiveIntegerField(verbose_name="scheduled")),
                ("showed", models.PositiveIntegerField(verbose_name="showed")),
                (
                    "cost",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=13, null=True, verbose_name="cost"
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "funnel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="periods",
                        to="outcomes.funnel",
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
                (
                    "written_by",
                    models.ForeignKey(
                        editable=False,
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
                            ("reached__lte", models.F("attempted")),
                            ("scheduled__lte", models.F("reached")),
                            ("showed__lte", models.F("scheduled")),
                        ),
                        name="period_only_narrows",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cost", None), ("cost__gte", 0), _connector="OR"),
                        name="period_cost_is_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at", None), ("removed_by", None)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="period_removed_at_and_by_together",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("funnel", "on"),
                        name="period_one_per_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingImport",
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
                (
                    "order",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dmy", "Day first: 3/4 is 3 April"),
                            ("mdy", "Month first: 3/4 is 4 March"),
                        ],
                        max_length=3,
                    ),
                ),
                (
                    "mark",
                    models.CharField(
                        blank=True,
                        choices=[
                            (".", "Point: 1.234 is a little more than one"),
                            (",", "Comma: 1.234 is more than a thousand"),
                        ],
                        max_length=1,
                    ),
                ),
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
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="outcomes.measure",
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
                        name="reading_import_confirmed_at_and_by_together",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="about",
            field=models.CharField(blank=True, editable=False, max_length=120),
        ),
        migrations.AddField(
            model_name="measure",
            name="source",
            field=models.CharField(
                blank=True,
                choices=[
                    ("answer_share", "Share of those asked who answered (rounds)"),
                    ("first_to_know", "Share of launches known before they went out"),
                    ("readiness", "Readiness for a crisis"),
                    ("service_level", "Service level of the imported intervals"),
                ],
                max_length=16,
                verbose_name="read by itself from",
            ),
        ),
        migrations.AlterField(
            model_name="reading",
            name="read_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None), models.Q(("about", ""), _negated=True)),
                fields=("project", "about"),
                name="event_one_per_thing_that_went_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source__in", ["", "answer_share", "first_to_know", "readiness", "service_level"])
                ),
                name="measure_source_is_known",
            ),
        ),
    ]
