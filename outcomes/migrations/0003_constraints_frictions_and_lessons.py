import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0002_funnels_and_lists_of_readings"),
        ("projects", "0003_settings_have_versions"),
        ("projects", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Friction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="what keeps going wrong")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("fixing", "Being fixed"),
                            ("change", "Change of the system asked"),
                            ("solved", "Solved"),
                        ],
                        default="new",
                        max_length=6,
                    ),
                ),
                (
                    "change",
                    models.TextField(blank=True, max_length=2000, verbose_name="change of the system"),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                        related_name="frictions",
                        to="projects.project",
                    ),
                ),
                (
                    "same_as",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="others",
                        to="outcomes.friction",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["new", "fixing", "change", "solved"])),
                        name="friction_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="friction_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("same_as", models.F("pk")), _negated=True),
                        name="friction_is_not_the_same_as_itself",
                    ),
                ],
                "indexes": [models.Index(fields=["project", "state"], name="friction_by_state")],
            },
        ),
        migrations.CreateModel(
            name="FrictionStep",
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
                            ("new", "New"),
                            ("fixing", "Being fixed"),
                            ("change", "Change of the system asked"),
                            ("solved", "Solved"),
                        ],
                        max_length=6,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "friction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="outcomes.friction",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["new", "fixing", "change", "solved"])),
                        name="friction_step_state_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="lesson")),
                ("proved", models.TextField(max_length=2000, verbose_name="what the project proved")),
                (
                    "carries",
                    models.TextField(blank=True, max_length=2000, verbose_name="what carries forward"),
                ),
                ("origin", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("learned_in", models.CharField(blank=True, editable=False, max_length=200)),
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
                    "frictions",
                    models.ManyToManyField(blank=True, related_name="lessons", to="outcomes.friction"),
                ),
                (
                    "measures",
                    models.ManyToManyField(blank=True, related_name="lessons", to="outcomes.measure"),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lessons",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "origin"), name="lesson_is_taken_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_at", None), ("archived_by", None)),
                            models.Q(("archived_at__isnull", False), ("archived_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="lesson_archived_at_and_by_together",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=1000, verbose_name="what happened")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="where")),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_by_name", models.CharField(blank=True, max_length=120)),
                (
                    "friction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sightings",
                        to="outcomes.friction",
                    ),
                ),
                (
                    "logged_as",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="first_sightings",
                        to="outcomes.friction",
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-seen_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="sighting_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Constraint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("statement", models.CharField(max_length=300, verbose_name="statement")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("money", "Money"),
                            ("people", "People and hiring"),
                            ("time", "Time"),
                            ("technology", "Technology"),
                            ("law", "Law and policy"),
                            ("contract", "Contract"),
                            ("space", "Space"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "hardness",
                    models.CharField(
                        choices=[
                            ("hard", "Hard: nobody here can move it"),
                            ("firm", "Firm: somebody can move it, at a price"),
                            ("soft", "Soft: a habit or a wish"),
                        ],
                        max_length=4,
                        verbose_name="how hard",
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="since when")),
                ("lifts", models.TextField(blank=True, max_length=1000, verbose_name="what lifts it")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="look at it again on")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("lifted_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                    "lifted_by",
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
                        related_name="constraints",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["project", "review_on"], name="constraint_by_review")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "money",
                                    "people",
                                    "time",
                                    "technology",
                                    "law",
                                    "contract",
                                    "space",
                                    "other",
                                ],
                            )
                        ),
                        name="constraint_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hardness__in", ["hard", "firm", "soft"])),
                        name="constraint_hardness_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("statement", ""), _negated=True), name="constraint_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_by", None)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="constraint_lifted_at_and_by_together",
                    ),
                ],
            },
        ),
    ]
