"""A published version stays what it was: nothing in it changes, goes away, or is added later."""

from django.db import migrations

FREEZE = """
CREATE TRIGGER version_is_frozen BEFORE UPDATE OR DELETE ON vision_version
    FOR EACH ROW EXECUTE FUNCTION planner_append_only();
CREATE TRIGGER version_is_never_emptied BEFORE TRUNCATE ON vision_version
    FOR EACH STATEMENT EXECUTE FUNCTION planner_append_only();
CREATE TRIGGER version_element_is_frozen BEFORE UPDATE OR DELETE ON vision_versionelement
    FOR EACH ROW EXECUTE FUNCTION planner_append_only();
CREATE TRIGGER version_elements_are_never_emptied BEFORE TRUNCATE ON vision_versionelement
    FOR EACH STATEMENT EXECUTE FUNCTION planner_append_only();
CREATE TRIGGER version_ask_is_frozen BEFORE UPDATE OR DELETE ON vision_versionask
    FOR EACH ROW EXECUTE FUNCTION planner_append_only();
CREATE TRIGGER version_asks_are_never_emptied BEFORE TRUNCATE ON vision_versionask
    FOR EACH STATEMENT EXECUTE FUNCTION planner_append_only();

CREATE FUNCTION vision_version_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    over integer;
BEGIN
    EXECUTE format(
        'SELECT version.number FROM vision_version version '
        'WHERE version.id IN (SELECT version_id FROM added) AND version.%I < '
        '(SELECT count(*) FROM %I.%I part WHERE part.version_id = version.id) LIMIT 1',
        TG_ARGV[0], TG_TABLE_SCHEMA, TG_TABLE_NAME
    ) INTO over;
    IF over IS NOT NULL THEN
        RAISE EXCEPTION 'version % is sealed: nothing can be added to it', over
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER version_elements_are_sealed AFTER INSERT ON vision_versionelement
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION vision_version_is_sealed('element_count');
CREATE TRIGGER version_asks_are_sealed AFTER INSERT ON vision_versionask
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION vision_version_is_sealed('ask_count');
"""

THAW = """
DROP TRIGGER version_asks_are_sealed ON vision_versionask;
DROP TRIGGER version_elements_are_sealed ON vision_versionelement;
DROP FUNCTION vision_version_is_sealed();
DROP TRIGGER version_asks_are_never_emptied ON vision_versionask;
DROP TRIGGER version_ask_is_frozen ON vision_versionask;
DROP TRIGGER version_elements_are_never_emptied ON vision_versionelement;
DROP TRIGGER version_element_is_frozen ON vision_versionelement;
DROP TRIGGER version_is_never_emptied ON vision_version;
DROP TRIGGER version_is_frozen ON vision_version;
"""


class Migration(migrations.Migration):
    dependencies = [("vision", "0001_board"), ("projects", "0002_audit_is_append_only")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
