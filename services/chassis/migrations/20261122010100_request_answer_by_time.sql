-- Answers are forgotten after a month (chassis/src/idempotency/tidy.rs).
CREATE INDEX request_answer_by_time ON request_answer (create_time);
COMMENT ON COLUMN request_answer.create_time IS 'By the real clock: whoever repeats a request does not travel in time';
