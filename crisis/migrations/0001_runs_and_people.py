import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
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
            name="CrisisPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                (
                    "other_ways",
                    models.TextField(blank=True, max_length=500, verbose_name="other ways to reach them"),
                ),
                ("active", models.BooleanField(default=True, editable=False)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="crisis_people",
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
                        name="crisis_person_one_per_address",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Playbook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=60)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "hazard",
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
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="playbooks",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["title", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "key"), name="playbook_adopted_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hazard__in", ["technological", "operational", "human", "natural"])
                        ),
                        name="playbook_hazard_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaybookVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("SEV-1", "SEV-1: patients or staff in danger, or no calls at all"),
                            ("SEV-2", "SEV-2: a main service is down or seriously slowed"),
                            ("SEV-3", "SEV-3: limited, and a way around it works"),
                        ],
                        max_length=5,
                    ),
                ),
                ("triggers", models.JSONField(default=list)),
                ("escalate_when", models.JSONField(default=list)),
                ("stand_down_when", models.JSONField(default=list)),
                ("steps", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "playbook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="crisis.playbook",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("playbook", "number"), name="playbook_version_numbered_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Activation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("SEV-1", "SEV-1: patients or staff in danger, or no calls at all"),
                            ("SEV-2", "SEV-2: a main service is down or seriously slowed"),
                            ("SEV-3", "SEV-3: limited, and a way around it works"),
                        ],
                        max_length=5,
                        verbose_name="severity",
                    ),
                ),
                ("is_drill", models.BooleanField(default=False)),
                ("declared_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("stood_down_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changes", models.PositiveIntegerField(default=1)),
                (
                    "commander",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "declared_by",
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
                        related_name="activations",
                        to="projects.project",
                    ),
                ),
                (
                    "stood_down_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "playbook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activations",
                        to="crisis.playbook",
                    ),
                ),
                (
                    "playbook_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crisis.playbookversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-declared_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stood_down_at", None)),
                        fields=("playbook", "is_drill"),
                        name="activation_runs_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stood_down_at", None), ("stood_down_by", None)),
                            models.Q(("stood_down_at__isnull", False), ("stood_down_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="activation_stood_down_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["SEV-1", "SEV-2", "SEV-3"])),
                        name="activation_severity_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivationRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("incident_commander", "Incident commander"),
                            ("deputy_scribe", "Deputy and scribe"),
                            ("operations_lead", "Operations lead"),
                            ("technology_lead", "Technology lead"),
                            ("communications_lead", "Communications lead"),
                            ("clinical_lead", "Clinical lead"),
                            ("staff_support_lead", "Staff support lead"),
                            ("workforce_manager", "Workforce manager"),
                            ("privacy_officer", "Privacy officer"),
                            ("safety_officer", "Safety officer"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "activation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to="crisis.activation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crisis.crisisperson",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("activation", "role"), name="activation_role_held_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "activation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="crisis.activation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crisis.crisisperson",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activation", "person"), name="participant_once_in_a_drill"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleHolder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("incident_commander", "Incident commander"),
                            ("deputy_scribe", "Deputy and scribe"),
                            ("operations_lead", "Operations lead"),
                            ("technology_lead", "Technology lead"),
                            ("communications_lead", "Communications lead"),
                            ("clinical_lead", "Clinical lead"),
                            ("staff_support_lead", "Staff support lead"),
                            ("workforce_manager", "Workforce manager"),
                            ("privacy_officer", "Privacy officer"),
                            ("safety_officer", "Safety officer"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)]
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to="crisis.crisisperson",
                    ),
                ),
            ],
            options={
                "ordering": ["role", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "role"), name="role_holder_once_per_person"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "incident_commander",
                                    "deputy_scribe",
                                    "operations_lead",
                                    "technology_lead",
                                    "communications_lead",
                                    "clinical_lead",
                                    "staff_support_lead",
                                    "workforce_manager",
                                    "privacy_officer",
                                    "safety_officer",
                                ],
                            )
                        ),
                        name="role_holder_role_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveIntegerField()),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("first_15", "The first 15 minutes"),
                            ("first_hour", "The first hour"),
                            ("sustain", "While it lasts"),
                            ("stand_down", "Standing down"),
                            ("after", "Afterwards"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("incident_commander", "Incident commander"),
                            ("deputy_scribe", "Deputy and scribe"),
                            ("operations_lead", "Operations lead"),
                            ("technology_lead", "Technology lead"),
                            ("communications_lead", "Communications lead"),
                            ("clinical_lead", "Clinical lead"),
                            ("staff_support_lead", "Staff support lead"),
                            ("workforce_manager", "Workforce manager"),
                            ("privacy_officer", "Privacy officer"),
                            ("safety_officer", "Safety officer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=500)),
                ("minutes", models.PositiveIntegerField()),
                ("from_stand_down", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("done", "Done"), ("skipped", "Skipped")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("settled_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "activation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="crisis.activation",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("activation", "order"), name="run_step_ordered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("settled_by", None), ("state", "open")),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                                ("state__in", ["done", "skipped"]),
                            ),
                            _connector="OR",
                        ),
                        name="run_step_settled_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "skipped"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="run_step_skipped_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TimelineEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_label", models.CharField(max_length=120)),
                ("text", models.CharField(max_length=2000)),
                ("is_note", models.BooleanField(default=False)),
                ("key", models.UUIDField(null=True)),
                (
                    "activation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="timeline",
                        to="crisis.activation",
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
            ],
            options={
                "ordering": ["-said_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("activation", "key"), name="timeline_entry_kept_once")
                ],
            },
        ),
    ]
