"""What happened stays told: the timeline only grows, and a playbook's version stays what it was."""

from django.db import migrations

FREEZE = """
CREATE TRIGGER timeline_is_append_only BEFORE UPDATE OR DELETE ON crisis_timelineentry
    FOR EACH ROW EXECUTE FUNCTION planner_append_only();
CREATE TRIGGER timeline_is_never_emptied BEFORE TRUNCATE ON crisis_timelineentry
    FOR EACH STATEMENT EXECUTE FUNCTION planner_append_only();
CREATE TRIGGER playbook_version_is_frozen BEFORE UPDATE OR DELETE ON crisis_playbookversion
    FOR EACH ROW EXECUTE FUNCTION planner_append_only();
CREATE TRIGGER playbook_versions_are_never_emptied BEFORE TRUNCATE ON crisis_playbookversion
    FOR EACH STATEMENT EXECUTE FUNCTION planner_append_only();
"""

THAW = """
DROP TRIGGER playbook_versions_are_never_emptied ON crisis_playbookversion;
DROP TRIGGER playbook_version_is_frozen ON crisis_playbookversion;
DROP TRIGGER timeline_is_never_emptied ON crisis_timelineentry;
DROP TRIGGER timeline_is_append_only ON crisis_timelineentry;
"""


class Migration(migrations.Migration):
    dependencies = [("crisis", "0001_runs_and_people"), ("projects", "0002_audit_is_append_only")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
