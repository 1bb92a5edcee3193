//! Submissions against a real Postgres, as the role that it serves with; the
//! other services are played.

mod accepting;
mod admitting;
mod annulling;
mod assigning;
mod attachments;
mod canary;
mod closing;
mod co_authors;
mod contest;
mod correcting;
mod cover;
mod crowds;
mod disclosing;
mod eligibility;
mod erasing;
mod extending;
mod files;
mod hidden_scores;
mod last_words;
mod linking;
mod pages;
mod peers;
mod protocol;
mod reading;
mod recomputing;
mod results;
mod retention;
mod runners_up;
mod screening;
mod signing_keys;
mod stage_secrets;
mod states;
mod succession;
mod world;
