import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crisis", "0010_steps_say_when_they_are_done"),
        ("projects", "0006_notices_as_a_digest"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlannedDrill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(480),
                        ],
                        verbose_name="length in minutes",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=300, verbose_name="place or meeting link")),
                (
                    "scenario",
                    models.TextField(max_length=500, verbose_name="what is supposed to have happened"),
                ),
                ("planned_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("cancelled_at", models.DateTimeField(editable=False, null=True)),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "activation",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned",
                        to="crisis.activation",
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "led_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who leads it",
                    ),
                ),
                (
                    "people",
                    models.ManyToManyField(
                        related_name="+", to="crisis.crisisperson", verbose_name="who takes part"
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "playbook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_drills",
                        to="crisis.playbook",
                        verbose_name="playbook",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planned_drills",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancelled_at", None), ("cancelled_by", None)),
                            models.Q(("cancelled_at__isnull", False), ("cancelled_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="planned_drill_cancelled_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cancelled_at", None), ("activation", None), _connector="OR"),
                        name="planned_drill_starts_or_is_cancelled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedInject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(1440)],
                        verbose_name="minutes after the start",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="what happens")),
                (
                    "drill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="injects",
                        to="crisis.planneddrill",
                    ),
                ),
            ],
            options={
                "ordering": ["minutes", "pk"],
            },
        ),
    ]
