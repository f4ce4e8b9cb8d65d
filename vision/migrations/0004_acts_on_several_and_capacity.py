import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0003_settings_have_versions"),
        ("projects", "__first__"),
        ("vision", "0003_outcomes_go_or_wait"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
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
                        choices=[("line", "Line"), ("edit", "Edit"), ("merge", "Merge"), ("split", "Split")],
                        max_length=8,
                    ),
                ),
                ("says", models.CharField(max_length=300)),
                ("kept", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="batches",
                        to="projects.project",
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
                        condition=models.Q(("kind__in", ["line", "edit", "merge", "split"])),
                        name="batch_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at", None), ("undone_by", None)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="batch_undone_at_and_by_together",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("undone_at", None)),
                        fields=["project", "by", "-id"],
                        name="batch_last_of_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Capacity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "days_low",
                    models.DecimalField(decimal_places=1, max_digits=6, verbose_name="in a bad week"),
                ),
                (
                    "days_likely",
                    models.DecimalField(decimal_places=1, max_digits=6, verbose_name="in a usual week"),
                ),
                (
                    "days_high",
                    models.DecimalField(decimal_places=1, max_digits=6, verbose_name="in a good week"),
                ),
                ("starts_on", models.DateField(verbose_name="work begins on")),
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
                        related_name="capacity",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days_high__gte", models.F("days_likely")),
                            ("days_likely__gte", models.F("days_low")),
                            ("days_low__gt", 0),
                        ),
                        name="capacity_is_three_points_in_order",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="move",
            name="batch",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="moves",
                to="vision.batch",
            ),
        ),
    ]
