import datetime

import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import projects.validators


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("mailroom", "0002_ground"),
        ("projects", "0002_audit_is_append_only"),
        ("projects", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "lead_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        help_text="A launch registered later than this is noted as late, and still welcome.",
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="notice, in days",
                    ),
                ),
                (
                    "review_days",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="Counted from the day on which the launch is registered.",
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="time for the liaison's review, in days",
                    ),
                ),
                (
                    "escalate_hours",
                    models.PositiveSmallIntegerField(
                        default=4,
                        help_text="An unconfirmed alert then goes to the next person on the list.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(336),
                        ],
                        verbose_name="hours until the next person is told",
                    ),
                ),
                (
                    "calls_days",
                    models.PositiveSmallIntegerField(
                        default=28,
                        help_text="So many days after it went out, a launch counts as over.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="days that a launch rings",
                    ),
                ),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="launch_agreement",
                        to="projects.project",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AlertContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "role",
                    models.CharField(
                        blank=True, help_text="For instance: shift lead.", max_length=120, verbose_name="role"
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        max_length=64,
                        validators=[projects.validators.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                ("quiet_from", models.TimeField(blank=True, null=True, verbose_name="quiet from")),
                ("quiet_until", models.TimeField(blank=True, null=True, verbose_name="quiet until")),
                (
                    "stands_in",
                    models.BooleanField(
                        default=False,
                        help_text="Told only when somebody above on the list has not confirmed in time.",
                        verbose_name="only stands in",
                    ),
                ),
                ("active", models.BooleanField(default=True, editable=False)),
                ("position", models.PositiveIntegerField(editable=False)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alert_contacts",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("project"),
                        django.db.models.functions.text.Lower("email"),
                        name="alert_contact_one_per_address",
                    ),
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("project", "position"),
                        name="alert_contact_one_per_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from", None), ("quiet_until", None)),
                            models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="alert_contact_quiet_hours_begin_and_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quiet_from", models.F("quiet_until")), _negated=True),
                        name="alert_contact_is_not_quiet_all_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AlertRung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "days_before",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(365)], verbose_name="days before"
                    ),
                ),
                ("at_time", models.TimeField(default=datetime.time(8, 0), verbose_name="time of day")),
                ("active", models.BooleanField(default=True)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alert_rungs",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["-days_before", "at_time"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "days_before", "at_time"), name="alert_rung_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_before__gte", 0), ("days_before__lte", 365)),
                        name="alert_rung_is_within_a_year",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Launch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("direct_mail", "Direct mail"),
                            ("patient_letter", "Patient letter"),
                            ("email", "E-mail"),
                            ("digital", "Digital"),
                            ("broadcast", "TV or radio"),
                            ("event", "Event"),
                            ("product", "Product"),
                            ("promotion", "Promotion"),
                            ("incentive", "Incentive"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "audience_size",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(500000000)],
                        verbose_name="how many people get it",
                    ),
                ),
                ("offer", models.TextField(blank=True, max_length=4000, verbose_name="what it offers")),
                (
                    "caller_questions",
                    models.TextField(blank=True, max_length=4000, verbose_name="what callers will ask"),
                ),
                ("earliest", models.DateField(verbose_name="earliest day")),
                ("likely", models.DateField(verbose_name="day it goes out")),
                ("latest", models.DateField(verbose_name="latest day")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("live", "Out now"),
                            ("over", "Over"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("dropped_on", models.DateField(editable=False, null=True)),
                ("is_presumed", models.BooleanField(default=False, editable=False)),
                ("registered_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("notice_days", models.IntegerField(editable=False)),
                ("agreed_days", models.PositiveSmallIntegerField(editable=False)),
                (
                    "impact",
                    models.CharField(
                        choices=[
                            ("unreviewed", "Not reviewed yet"),
                            ("direct", "Direct impact"),
                            ("ancillary", "Ancillary impact"),
                            ("none", "No impact"),
                        ],
                        default="unreviewed",
                        max_length=10,
                        verbose_name="impact on the call centre",
                    ),
                ),
                ("impact_reasons", models.TextField(blank=True, max_length=2000, verbose_name="reasons")),
                ("reviewed_at", models.DateTimeField(editable=False, null=True)),
                ("cancelled_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="launches",
                        to="projects.project",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewed_by",
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
                "ordering": ["likely", "name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("earliest__lte", models.F("likely")), ("likely__lte", models.F("latest"))
                        ),
                        name="launch_window_is_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "direct_mail",
                                    "patient_letter",
                                    "email",
                                    "digital",
                                    "broadcast",
                                    "event",
                                    "product",
                                    "promotion",
                                    "incentive",
                                ],
                            )
                        ),
                        name="launch_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "live", "over", "cancelled"])),
                        name="launch_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dropped_on__isnull", False), ("state__in", ["live", "over"])),
                            models.Q(("dropped_on", None), ("state__in", ["planned", "cancelled"])),
                            _connector="OR",
                        ),
                        name="launch_has_a_day_when_it_went_out",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cancelled_at__isnull", False),
                                ("cancelled_by__isnull", False),
                                ("state", "cancelled"),
                            ),
                            models.Q(
                                models.Q(("state", "cancelled"), _negated=True),
                                ("cancelled_at", None),
                                ("cancelled_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="launch_cancelled_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("impact", "unreviewed"), ("reviewed_at", None), ("reviewed_by", None)),
                            models.Q(
                                ("impact__in", ["direct", "ancillary", "none"]),
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="launch_reviewed_at_and_by_and_impact_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("impact", "unreviewed"),
                            models.Q(("impact_reasons", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="launch_impact_has_reasons",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["project", "state", "likely"], name="launch_by_project_and_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="LaunchChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("registered", "Registered"),
                            ("moved", "Moved"),
                            ("dropped", "Went out"),
                            ("cancelled", "Cancelled"),
                            ("restored", "On again"),
                        ],
                        max_length=10,
                    ),
                ),
                ("earliest", models.DateField()),
                ("likely", models.DateField()),
                ("latest", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=500)),
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
                    "launch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="marketing_sync.launch",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("what__in", ["registered", "moved", "dropped", "cancelled", "restored"])
                        ),
                        name="launch_change_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("earliest__lte", models.F("likely")), ("likely__lte", models.F("latest"))
                        ),
                        name="launch_change_window_is_in_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("what", "registered")),
                        fields=("launch",),
                        name="launch_is_registered_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("sent", "Sent"), ("skipped", "Skipped")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                (
                    "skipped_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("overtaken", "a newer one went instead"),
                            ("passed", "its time had already passed"),
                            ("moved", "the date moved"),
                            ("cancelled", "the launch was cancelled"),
                            ("dropped", "the launch had gone out"),
                            ("ladder", "the ladder was changed"),
                            ("contact", "the person is no longer on the list"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True)),
                ("escalate_at", models.DateTimeField(null=True)),
                ("escalated_at", models.DateTimeField(null=True)),
                (
                    "confirmation",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mailroom.confirmation",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mailroom.message",
                    ),
                ),
                (
                    "stands_in_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stand_ins",
                        to="marketing_sync.alert",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="marketing_sync.alertcontact",
                    ),
                ),
                (
                    "rung",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="marketing_sync.alertrung",
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alerts",
                        to="marketing_sync.launchchange",
                    ),
                ),
            ],
            options={
                "ordering": ["due_at", "contact__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("change", "rung", "contact"),
                        name="alert_once_per_person",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "sent", "skipped"])),
                        name="alert_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmation__isnull", False),
                                ("escalate_at__isnull", False),
                                ("message__isnull", False),
                                ("sent_at__isnull", False),
                                ("state", "sent"),
                            ),
                            models.Q(
                                models.Q(("state", "sent"), _negated=True),
                                ("confirmation", None),
                                ("escalate_at", None),
                                ("escalated_at", None),
                                ("message", None),
                                ("sent_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="alert_is_sent_with_message_and_confirmation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "skipped_because__in",
                                    [
                                        "overtaken",
                                        "passed",
                                        "moved",
                                        "cancelled",
                                        "dropped",
                                        "ladder",
                                        "contact",
                                    ],
                                ),
                                ("state", "skipped"),
                            ),
                            models.Q(models.Q(("state", "skipped"), _negated=True), ("skipped_because", "")),
                            _connector="OR",
                        ),
                        name="alert_is_skipped_with_a_reason",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["due_at"], name="alert_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("escalated_at", None), ("state", "sent")),
                        fields=["escalate_at"],
                        name="alert_unanswered",
                    ),
                ],
            },
        ),
    ]
