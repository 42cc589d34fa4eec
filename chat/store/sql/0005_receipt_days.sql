-- Creates the partition of one day (UTC), unless it exists or the default partition has rows of this day, which then stay there.
-- The table is created apart and then attached, because creating it in place would lock out all receipts of groups.
CREATE FUNCTION chat_make_receipt_day(day date) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    name text := 'chat_receipt_step_' || to_char(day, 'YYYYMMDD');
BEGIN
    PERFORM pg_advisory_xact_lock('chat_receipt_step'::regclass::oid::bigint);
    IF to_regclass(name) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE chat_receipt_step INCLUDING ALL)', name);
    EXECUTE format('ALTER TABLE chat_receipt_step ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                   name, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
    RETURN true;
EXCEPTION WHEN check_violation THEN
    RETURN false;
END $$;

SELECT chat_make_receipt_day((now() AT TIME ZONE 'UTC')::date + more) FROM generate_series(0, 7) AS more;
