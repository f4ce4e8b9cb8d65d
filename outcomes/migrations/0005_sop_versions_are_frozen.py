"""A published version of a procedure stays what it was: people confirmed that they had read it."""

from django.db import migrations

FREEZE = """
CREATE TRIGGER sop_version_is_frozen BEFORE UPDATE OR DELETE ON outcomes_sopversion
    FOR EACH ROW EXECUTE FUNCTION planner_append_only();
CREATE TRIGGER sop_versions_are_never_emptied BEFORE TRUNCATE ON outcomes_sopversion
    FOR EACH STATEMENT EXECUTE FUNCTION planner_append_only();
"""

THAW = """
DROP TRIGGER sop_versions_are_never_emptied ON outcomes_sopversion;
DROP TRIGGER sop_version_is_frozen ON outcomes_sopversion;
"""


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0004_building_a_division"), ("projects", "0002_audit_is_append_only")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
