from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def lay_from_the_likely_day(apps, schema_editor):
    launch = apps.get_model("marketing_sync", "Launch").objects.filter(pk=OuterRef("launch"))
    apps.get_model("marketing_sync", "CampaignTraining").objects.update(
        laid_for=Subquery(launch.values(day=Coalesce("dropped_on", "likely")))
    )


class Migration(migrations.Migration):
    dependencies = [
        ("marketing_sync", "0016_days_open_at_other_hours"),
        ("outcomes", "0007_training_for_a_campaign"),
    ]

    operations = [
        # Empty for a moment on the way back.
        migrations.AlterField(
            model_name="campaigntraining",
            name="laid_for",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.RunPython(migrations.RunPython.noop, lay_from_the_likely_day),
        migrations.RemoveField(model_name="campaigntraining", name="laid_for"),
        migrations.AddField(
            model_name="campaigntraining",
            name="noted",
            field=models.ManyToManyField(editable=False, related_name="+", to="outcomes.trained"),
        ),
    ]
