import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("marketing_sync", "0004_overdue_reviews_are_told"),
        ("projects", "0003_settings_have_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="launch",
            name="sender_email",
            field=models.EmailField(blank=True, editable=False, max_length=254),
        ),
        migrations.AddField(
            model_name="launch",
            name="sender_name",
            field=models.CharField(blank=True, editable=False, max_length=120),
        ),
        migrations.AlterField(
            model_name="launch",
            name="registered_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="launch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("registered_by__isnull", False), ("sender_email", ""), ("sender_name", "")),
                    models.Q(
                        ("registered_by", None),
                        models.Q(("sender_name", ""), _negated=True),
                        models.Q(("sender_email", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="launch_is_registered_by_a_member_or_a_sender",
            ),
        ),
    ]
