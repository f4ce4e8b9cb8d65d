"""What was agreed about a risk stays told."""

from django.db import migrations

FREEZE = """
CREATE TRIGGER risk_round_is_frozen_once_agreed BEFORE UPDATE OR DELETE ON crisis_riskround
    FOR EACH ROW WHEN (OLD.agreed_at IS NOT NULL) EXECUTE FUNCTION planner_append_only();
"""

THAW = "DROP TRIGGER risk_round_is_frozen_once_agreed ON crisis_riskround;"


class Migration(migrations.Migration):
    dependencies = [("crisis", "0004_risk_register")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
