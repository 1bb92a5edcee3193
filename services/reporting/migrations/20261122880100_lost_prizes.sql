-- Prizes that fell away after the award; whoever steps in is a revealed laureate like the others.
CREATE TABLE lost_prize (
    challenge UUID NOT NULL,
    work      UUID NOT NULL,
    PRIMARY KEY (challenge, work)
);
COMMENT ON COLUMN lost_prize.work IS 'The work that held the prize';
