import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crisis", "0007_playbook_drafts"),
        ("projects", "0003_settings_have_versions"),
        ("projects", "__first__"),
    ]

    operations = [
        migrations.AddField(
            model_name="crisisperson",
            name="asked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="crisisperson",
            name="asks",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="crisisperson",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("es", "Spanish")],
                default="en",
                max_length=5,
                verbose_name="language",
            ),
        ),
        migrations.AddField(
            model_name="crisisperson",
            name="verified_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="crisisperson",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.CreateModel(
            name="System",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="system")),
                ("stops", models.CharField(blank=True, max_length=300, verbose_name="what stops without it")),
                (
                    "vendor",
                    models.CharField(blank=True, max_length=300, verbose_name="vendor, and how to call them"),
                ),
                (
                    "recovery_minutes",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(129600)],
                        verbose_name="back within, in minutes",
                    ),
                ),
                (
                    "data_minutes",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(129600)],
                        verbose_name="data lost at most, in minutes",
                    ),
                ),
                (
                    "backup",
                    models.CharField(blank=True, max_length=300, verbose_name="what stands in for it"),
                ),
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
                    "needs",
                    models.ManyToManyField(
                        blank=True, related_name="needed_by", to="crisis.system", verbose_name="needs"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="systems",
                        to="crisis.crisisperson",
                        verbose_name="owner",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="systems",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_at", None), ("archived_by", None)),
                            models.Q(("archived_at__isnull", False), ("archived_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="system_archived_at_and_by_together",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SystemTest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tested_on", models.DateField(verbose_name="tried on")),
                ("worked", models.BooleanField(default=True, verbose_name="it worked")),
                (
                    "recovered_minutes",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(129600)],
                        verbose_name="back after, in minutes",
                    ),
                ),
                (
                    "lost_minutes",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(129600)],
                        verbose_name="data lost, in minutes",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="what you learned")),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "kept_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tests", to="crisis.system"
                    ),
                ),
            ],
            options={
                "ordering": ["-tested_on", "-pk"],
            },
        ),
    ]
