import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0003_settings_have_versions"),
        ("projects", "__first__"),
        ("stakeholders", "0008_a_last_reminder"),
    ]

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="conversation",
                        serialize=False,
                        to="stakeholders.round",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("place", models.CharField(blank=True, max_length=300, verbose_name="place or meeting link")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("held", "Held"),
                            ("no_show", "Nobody came"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=12,
                    ),
                ),
                ("invites", models.BooleanField(default=True)),
                ("organizer", models.EmailField(max_length=254)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("began_at", models.DateTimeField(null=True)),
                ("overridden_at", models.DateTimeField(null=True)),
                ("overridden_rules", models.TextField(blank=True)),
                ("override_reason", models.TextField(blank=True, max_length=1000)),
                (
                    "began_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="interviewer",
                    ),
                ),
                (
                    "overridden_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["planned", "held", "no_show", "cancelled"])),
                        name="conversation_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("began_at", None), ("began_by", None)),
                            models.Q(("began_at__isnull", False), ("began_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="conversation_began_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("overridden_at", None), ("overridden_by", None), ("override_reason", "")
                            ),
                            models.Q(
                                ("overridden_at__isnull", False),
                                ("overridden_by__isnull", False),
                                models.Q(("override_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="conversation_override_has_a_reason",
                    ),
                ],
                "indexes": [models.Index(fields=["starts_at"], name="conversation_by_start")],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_ups",
                        to="stakeholders.interview",
                    ),
                ),
                (
                    "wording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stakeholders.questionwording",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("interview", "wording"), name="follow_up_once_per_answer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("done_by", None)),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="follow_up_done_at_and_by_together",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InterviewerLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("executive", "Executive"),
                            ("director", "Director"),
                            ("manager", "Manager"),
                            ("front_line", "Front line"),
                            ("physician", "Physician"),
                            ("external", "External"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interviewer_levels",
                        to="projects.project",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "user"), name="interviewer_has_one_level"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "level__in",
                                ["executive", "director", "manager", "front_line", "physician", "external"],
                            )
                        ),
                        name="interviewer_level_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProtocolRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("executive", "Executive"),
                            ("director", "Director"),
                            ("manager", "Manager"),
                            ("front_line", "Front line"),
                            ("physician", "Physician"),
                            ("external", "External"),
                        ],
                        max_length=12,
                        verbose_name="who is interviewed",
                    ),
                ),
                (
                    "least",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("executive", "Executive"),
                            ("director", "Director"),
                            ("manager", "Manager"),
                            ("front_line", "Front line"),
                            ("physician", "Physician"),
                            ("external", "External"),
                        ],
                        max_length=12,
                        verbose_name="interviewer's level at least",
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="why")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
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
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="or by this member",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="protocol_rules",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at", None)),
                        fields=("project", "level"),
                        name="protocol_one_rule_per_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "level__in",
                                ["executive", "director", "manager", "front_line", "physician", "external"],
                            )
                        ),
                        name="protocol_level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "least__in",
                                [
                                    "",
                                    "executive",
                                    "director",
                                    "manager",
                                    "front_line",
                                    "physician",
                                    "external",
                                ],
                            )
                        ),
                        name="protocol_least_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("least", ""), _negated=True), ("member__isnull", False), _connector="OR"
                        ),
                        name="protocol_names_an_interviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_at", None), ("archived_by", None)),
                            models.Q(("archived_at__isnull", False), ("archived_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="protocol_archived_at_and_by_together",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="round",
            name="way",
            field=models.CharField(
                choices=[
                    ("emailed", "By e-mail"),
                    ("individual", "Individual interview"),
                    ("group", "Group interview"),
                ],
                default="emailed",
                editable=False,
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["emailed", "individual", "group"])), name="round_way_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("way", "emailed"), ("sent_at", None), _connector="OR"),
                name="round_held_in_person_is_not_sent",
            ),
        ),
    ]
