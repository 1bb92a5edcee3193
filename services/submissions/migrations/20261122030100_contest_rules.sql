-- What challenges publishes about handing in and judging. Defaults are how contests ran before
-- there was a choice.

ALTER TABLE stage
    ADD COLUMN hand_in JSONB NOT NULL DEFAULT '{}',
    ADD COLUMN rules   JSONB NOT NULL DEFAULT '{}';
COMMENT ON COLUMN stage.hand_in IS
    '{fields: [{key, required, max_length}], attachments: {media_types, max_count, max_octets, max_total_octets}}';
COMMENT ON COLUMN stage.rules IS
    '{ranking_method, tie_break_criteria, reviews_per_work, max_works_per_juror, opening_mode, cure_period_days, qualifications_required, runner_up_allowed}';
