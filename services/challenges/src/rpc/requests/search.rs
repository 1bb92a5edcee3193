//! Requests that look for challenges.

use linia_chassis::{
    id::ChallengeId,
    problem::{Problem, Violations},
    standing::EntrantKind,
};
use linia_proto::challenges::v1 as pb;

use crate::{
    convert::{challenge::state_from_message, eligibility, parse},
    domain::{
        limits,
        search::{Search, cpv_prefix, query_words},
        state::StateKind,
        vocabulary,
    },
};

const DEFAULT_SIMILAR: i32 = 5;
const MAX_SIMILAR: i32 = 20;
/// More than there are.
const MAX_KINDS: usize = 10;

impl TryFrom<pb::SearchChallengesRequest> for Search {
    type Error = Problem;

    fn try_from(request: pb::SearchChallengesRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let query = &request.query;
        if !query.is_empty() {
            parse::text("query", query, limits::SEARCH_CHARS, &mut violations);
        }
        let cpv_prefixes = cpv_prefixes(&request.cpv_prefixes, &mut violations);
        let states = states(&request.states, &mut violations);
        let authority = match request.authority.as_str() {
            "" => None,
            authority => parse::name("authority", authority, &mut violations),
        };
        let mut time =
            |field, given: Option<_>| parse::time(field, given.as_ref(), &mut violations);
        let closes_from = time("closes_from", request.closes_from);
        let closes_before = time("closes_before", request.closes_before);
        let range = closes_from.zip(closes_before);
        violations.check(
            range.is_none_or(|(from, before)| from < before),
            "closes_before",
            "RANGE_EMPTY",
            "must be later than closes_from",
        );
        let entrant_kinds = entrant_kinds(&request.entrant_kinds, &mut violations);
        let country = Some(request.country_code).filter(|code| !code.is_empty());
        violations.check(
            country.as_deref().is_none_or(vocabulary::is_country),
            "country_code",
            "COUNTRY_UNKNOWN",
            "must be a code of ISO 3166-1 alpha-2",
        );
        violations.into_result()?;
        Ok(Self {
            words: query_words(query),
            cpv_prefixes,
            states,
            authority,
            closes_from,
            closes_before,
            entrant_kinds,
            country,
        })
    }
}

fn cpv_prefixes(codes: &[String], violations: &mut Violations) -> Vec<String> {
    let fits = codes.len() <= limits::CPV_CODES;
    violations.check(fits, "cpv_prefixes", "TOO_MANY", "must have at most 20");
    let mut prefixes = Vec::new();
    for (i, code) in codes.iter().enumerate().take(limits::CPV_CODES) {
        match cpv_prefix(code) {
            Some(prefix) => prefixes.push(prefix.to_owned()),
            None => violations.add(
                format!("cpv_prefixes[{i}]"),
                "CPV_MALFORMED",
                "must be the first 2 to 8 digits of a CPV code",
            ),
        }
    }
    prefixes
}

fn entrant_kinds(numbers: &[i32], violations: &mut Violations) -> Vec<EntrantKind> {
    let fits = numbers.len() <= MAX_KINDS;
    let message = format!("must have at most {MAX_KINDS}");
    violations.check(fits, "entrant_kinds", "TOO_MANY", message);
    let mut kinds = Vec::new();
    for (i, number) in numbers.iter().enumerate().take(MAX_KINDS) {
        match eligibility::kind(*number) {
            Some(kind) => kinds.push(kind),
            None => {
                let field = format!("entrant_kinds[{i}]");
                violations.add(field, "KIND_UNKNOWN", "must be a known kind");
            }
        }
    }
    kinds
}

fn states(numbers: &[i32], violations: &mut Violations) -> Vec<StateKind> {
    let most = StateKind::ALL.len();
    let fits = numbers.len() <= most;
    violations.check(
        fits,
        "states",
        "TOO_MANY",
        format!("must have at most {most}"),
    );
    let mut states = Vec::new();
    for (i, number) in numbers.iter().enumerate().take(most) {
        let state = pb::ChallengeState::try_from(*number).ok();
        match state.and_then(state_from_message) {
            Some(state) => states.push(state),
            None => {
                let field = format!("states[{i}]");
                violations.add(field, "STATE_UNKNOWN", "must be a known state");
            }
        }
    }
    states
}

/// Reads what similar challenges are asked for, and how many.
pub(in crate::rpc) fn similar_request(
    request: &pb::ListSimilarChallengesRequest,
) -> Result<(ChallengeId, i64), Problem> {
    let mut violations = Violations::default();
    let challenge = parse::name("challenge", &request.challenge, &mut violations);
    let size = request.page_size;
    violations.check(size >= 0, "page_size", "NEGATIVE", "must not be negative");
    violations.into_result()?;
    let limit = if size == 0 {
        DEFAULT_SIMILAR
    } else {
        size.min(MAX_SIMILAR)
    };
    let challenge = challenge.expect("a name that cannot be read is a violation");
    Ok((challenge, limit.into()))
}
