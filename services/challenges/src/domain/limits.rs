//! How much of everything fits, as the contract states it. Lengths are counted
//! in Unicode scalar values.

/// Longest title.
pub const TITLE_CHARS: usize = 300;
/// Longest description of a challenge.
pub const DESCRIPTION_CHARS: usize = 200_000;
/// Longest description of a criterion.
pub const CRITERION_DESCRIPTION_CHARS: usize = 50_000;
/// Longest remarks of the head, and reasons that are published.
pub const REMARKS_CHARS: usize = 5_000;
/// Longest file number of an appeal.
pub const REFERENCE_CHARS: usize = 100;
/// Longest question.
pub const QUESTION_CHARS: usize = 5_000;
/// Longest answer.
pub const ANSWER_CHARS: usize = 20_000;
/// Longest application to a restricted contest.
pub const APPLICATION_CHARS: usize = 20_000;
/// Longest query of a search.
pub const SEARCH_CHARS: usize = 500;
/// Longest code of a language, currency, zone or classification, right or
/// wrong, that a draft may hold.
pub const CODE_CHARS: usize = 64;
/// Longest text of required qualifications.
pub const QUALIFICATIONS_CHARS: usize = 5_000;
/// Longest key of a criterion or of a field.
pub const KEY_CHARS: usize = 40;

/// All titles and descriptions of a published challenge together, in octets of
/// UTF-8: even with every octet escaped, its public event fits into one message
/// of the broker (1 MiB).
pub const PUBLISHED_TEXT_OCTETS: usize = 400_000;

/// Most languages of one text.
pub const LANGUAGES: usize = 30;
/// Most CPV codes.
pub const CPV_CODES: usize = 20;
/// Most kinds, or sizes, of entrants that a contest lets in.
pub const ENTRANT_KINDS: usize = 20;
/// Most countries: there are about 250.
pub const COUNTRIES: usize = 300;
/// Most people of a team that a contest may ask for.
pub const TEAM_SIZE: i32 = 100;
/// Most organizations that operate a programme.
pub const OPERATORS: usize = 20;
/// Most phases of a programme.
pub const PHASES: usize = 20;
/// Most places of a programme, of a phase or of a waiting list.
pub const PLACES: i32 = 100_000;
/// Most stages.
pub const STAGES: usize = 5;
/// Most criteria of a stage.
pub const CRITERIA: usize = 50;
/// Most prizes.
pub const PRIZES: usize = 50;

/// All weights of a stage together, in hundredths of a per cent.
pub const WHOLE_WEIGHT: i32 = 10_000;
/// Highest score that a criterion may allow.
pub const POINTS: i32 = 1_000;
/// Lowest rank that a prize may have.
pub const RANK: i32 = 50;
/// Fewest that may advance: genuine competition needs two (Directive
/// 2014/24/EU, art. 80(3)).
pub const FINALISTS_MIN: i32 = 2;
/// Most that may advance: what a jury can still judge in full.
pub const FINALISTS_MAX: i32 = 50;

/// Most fields of what is handed in, and most media types of its files.
pub const HAND_IN_ITEMS: usize = 50;
/// Longest media type: type and subtype have up to 127 characters each (RFC
/// 6838, section 4.2).
pub const MEDIA_TYPE_CHARS: usize = 255;
/// Longest text of a field, and of all fields of a work together.
pub const FIELD_TEXT_CHARS: i32 = 100_000;
/// Most files of a work.
pub const ATTACHMENTS: i32 = 50;
/// Largest file, in octets.
pub const ATTACHMENT_OCTETS: i64 = 1 << 30;
/// Largest sum of the files of a work, in octets.
pub const ATTACHMENTS_OCTETS: i64 = 1 << 32;

/// Most reviews that a work may need.
pub const REVIEWS_PER_WORK: i32 = 60;
/// Most works that a limit for a juror may name.
pub const WORKS_PER_JUROR: i32 = 1_000;
/// Fewest reviews of which the highest and the lowest can be left out.
pub const REVIEWS_TO_TRIM: i32 = 3;
/// Longest time between the last question and the closing of a stage, in days.
pub const QUESTION_LEAD_DAYS: i32 = 60;
/// Longest time to cure a formal defect, in days.
pub const CURE_PERIOD_DAYS: i32 = 30;
