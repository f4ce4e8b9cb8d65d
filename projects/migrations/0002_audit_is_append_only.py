"""The audit trail can be added to and nothing else, whoever asks."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION planner_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON projects_auditentry
    FOR EACH ROW EXECUTE FUNCTION planner_append_only();
CREATE TRIGGER audit_is_never_emptied BEFORE TRUNCATE ON projects_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION planner_append_only();
"""

BACKWARDS = """
DROP TRIGGER audit_is_never_emptied ON projects_auditentry;
DROP TRIGGER audit_is_append_only ON projects_auditentry;
DROP FUNCTION planner_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_ground")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
