-- Whose data was erased (GDPR art. 17). What belongs to a contest stays, with their random id, for
-- as long as the law orders.

CREATE INDEX act_of_actor ON act (actor);
CREATE INDEX admission_of_entrant ON admission (entrant);
CREATE INDEX enrolment_of_entrant ON enrolment (entrant);
