import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("marketing_sync", "0003_contact_agreement_and_ladder_carry_versions"),
        ("projects", "0003_settings_have_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="liaison",
            field=models.ForeignKey(
                blank=True,
                help_text="Judges each launch, and is the first to be told when a review is overdue.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="liaison",
            ),
        ),
        migrations.AddField(
            model_name="launch",
            name="review_called_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="launch",
            name="review_escalated_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="launch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("review_escalated_at", None),
                    models.Q(
                        ("review_called_at__isnull", False),
                        ("review_called_at__lt", models.F("review_escalated_at")),
                    ),
                    _connector="OR",
                ),
                name="launch_review_escalates_after_the_liaison_was_told",
            ),
        ),
    ]
