from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("marketing_sync", "0002_launch_materials"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="ladder_version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="agreement",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="alertcontact",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
    ]
