"""What moderators did can be read for ever and changed by nobody: the database itself refuses."""

from django.db import migrations, models

# An account or a report that is deleted leaves a gap (SET NULL) in the row; everything else stays as it was written.
STAYS = """
CREATE FUNCTION groups_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - 'by_id' - 'report_id' = to_jsonb(OLD) - 'by_id' - 'report_id'
        AND (NEW.by_id IS NULL OR NEW.by_id = OLD.by_id)
        AND (NEW.report_id IS NULL OR NEW.report_id = OLD.report_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'log_of_moderation_stays' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER verdict_stays BEFORE UPDATE OR DELETE ON groups_verdict
    FOR EACH ROW EXECUTE FUNCTION groups_log_stays();
CREATE TRIGGER act_stays BEFORE UPDATE OR DELETE ON groups_moderationact
    FOR EACH ROW EXECUTE FUNCTION groups_log_stays();

CREATE FUNCTION groups_piece_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'reported_piece_stays_frozen' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER report_stays BEFORE UPDATE ON groups_report FOR EACH ROW
    WHEN (OLD.frozen IS DISTINCT FROM NEW.frozen OR OLD.words IS DISTINCT FROM NEW.words)
    EXECUTE FUNCTION groups_piece_stays();
"""
GOES = """
DROP TRIGGER verdict_stays ON groups_verdict;
DROP TRIGGER act_stays ON groups_moderationact;
DROP TRIGGER report_stays ON groups_report;
DROP FUNCTION groups_log_stays();
DROP FUNCTION groups_piece_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0004_reports")]

    operations = [
        migrations.AlterField(
            model_name="moderationact",
            name="act",
            field=models.CharField(
                choices=[
                    ("claim", "Claimed"),
                    ("release", "Given back"),
                    ("nothing", "No action"),
                    ("warn", "Warned"),
                    ("hide", "Hidden"),
                    ("suspend", "Suspended"),
                    ("close", "Closed"),
                    ("take_back", "Taken back"),
                ],
                max_length=20,
                verbose_name="act",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationact",
            constraint=models.CheckConstraint(
                condition=models.Q(act__in=["claim", "release"]) | ~models.Q(why=""), name="act_has_a_reason"
            ),
        ),
        migrations.RunSQL(STAYS, GOES),
    ]
