import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mailroom", "0006_mails_carry_a_calendar_entry"),
        ("marketing_sync", "0005_launches_come_in_by_link"),
        ("projects", "0003_settings_have_versions"),
        ("projects", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("team", models.CharField(blank=True, max_length=80, verbose_name="team")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish")],
                        default="en",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agents",
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
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("project"),
                        django.db.models.functions.text.Lower("email"),
                        name="agent_one_per_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at", None), ("removed_by", None)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="agent_removed_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "es"])), name="agent_language_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Brief",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("offer", models.TextField(max_length=4000, verbose_name="what it offers")),
                ("caller_questions", models.TextField(max_length=4000, verbose_name="what callers will ask")),
                ("answers", models.TextField(max_length=6000, verbose_name="what to say")),
                ("look", models.TextField(blank=True, max_length=2000, verbose_name="where to look")),
                ("escalation", models.TextField(max_length=2000, verbose_name="when you cannot help")),
                ("number", models.PositiveIntegerField()),
                ("earliest", models.DateField()),
                ("likely", models.DateField()),
                ("latest", models.DateField()),
                ("written_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "launch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="briefs",
                        to="marketing_sync.launch",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["launch_id", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("launch", "number"), name="brief_one_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="brief_numbers_begin_with_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("earliest__lte", models.F("likely")), ("likely__lte", models.F("latest"))
                        ),
                        name="brief_window_is_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BriefDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("offer", models.TextField(max_length=4000, verbose_name="what it offers")),
                ("caller_questions", models.TextField(max_length=4000, verbose_name="what callers will ask")),
                ("answers", models.TextField(max_length=6000, verbose_name="what to say")),
                ("look", models.TextField(blank=True, max_length=2000, verbose_name="where to look")),
                ("escalation", models.TextField(max_length=2000, verbose_name="when you cannot help")),
                ("version", models.PositiveIntegerField(default=1)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "launch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="brief_draft",
                        to="marketing_sync.launch",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Preparation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("training", "Training"),
                            ("staffing", "Staffing gap"),
                            ("access", "Systems access"),
                            ("contingencies", "Contingencies"),
                        ],
                        max_length=14,
                    ),
                ),
                ("note", models.TextField(max_length=4000)),
                ("done_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "done_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "launch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preparations",
                        to="marketing_sync.launch",
                    ),
                ),
            ],
            options={
                "ordering": ["launch_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("launch", "item"), name="preparation_once_per_item"),
                    models.CheckConstraint(
                        condition=models.Q(("item__in", ["training", "staffing", "access", "contingencies"])),
                        name="preparation_item_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True), name="preparation_says_what_was_done"
                    ),
                ],
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
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="marketing_sync.agent",
                    ),
                ),
                (
                    "brief",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="marketing_sync.brief",
                    ),
                ),
                (
                    "link",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brief_reading",
                        to="mailroom.personallink",
                    ),
                ),
            ],
            options={
                "ordering": ["agent__name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("brief", "agent"), name="reading_asked_once_per_version")
                ],
            },
        ),
        migrations.RunSQL(
            sql="\nCREATE TRIGGER brief_is_frozen BEFORE UPDATE OR DELETE ON marketing_sync_brief\n    FOR EACH ROW EXECUTE FUNCTION planner_append_only();\nCREATE TRIGGER brief_is_never_emptied BEFORE TRUNCATE ON marketing_sync_brief\n    FOR EACH STATEMENT EXECUTE FUNCTION planner_append_only();\n",
            reverse_sql="\nDROP TRIGGER brief_is_never_emptied ON marketing_sync_brief;\nDROP TRIGGER brief_is_frozen ON marketing_sync_brief;\n",
        ),
    ]
