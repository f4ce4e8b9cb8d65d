from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crisis", "0009_ways_to_reach_people")]

    operations = [
        migrations.AddField(
            model_name="runstep", name="done_when", field=models.CharField(blank=True, max_length=300)
        ),
    ]
