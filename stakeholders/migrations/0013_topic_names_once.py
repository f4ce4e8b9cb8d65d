import django.db.models.functions.text
from django.db import migrations, models


def merge_doubles(apps, schema_editor):
    """Of topics that differ in capitals alone the first stays, with the questions and the asks of all.

    One that every project starts with goes before one of the project's own.
    """
    topics = apps.get_model("stakeholders", "Topic").objects
    question = apps.get_model("stakeholders", "Question").objects
    ask = apps.get_model("stakeholders", "Ask").objects
    kept = {}
    rows = topics.annotate(lower=django.db.models.functions.text.Lower("name"))
    for topic in sorted(rows, key=lambda one: (one.key.startswith("own-"), one.position, one.pk)):
        first = kept.setdefault((topic.project_id, topic.lower), topic)
        if first is not topic:
            question.filter(topic=topic).update(topic=first)
            ask.filter(topic=topic).update(topic=first)
            topic.delete()
    # The table cannot be changed while any of this is still to be checked.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0012_answers_by_wording")]

    operations = [
        migrations.RunPython(merge_doubles, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(
                models.F("project"),
                django.db.models.functions.text.Lower("name"),
                name="topic_name_once_per_project",
            ),
        ),
    ]
