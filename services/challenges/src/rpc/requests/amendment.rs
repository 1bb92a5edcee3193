//! Requests that amend a published challenge.

use linia_chassis::{
    id::ChallengeId,
    problem::{Problem, Violations},
};
use linia_proto::challenges::v1 as pb;

use crate::{
    app::{access::Target, amend_challenge::AmendChallenge},
    convert::{parse, text},
    domain::{amending::ClarifiedTexts, content::Content, limits, shape},
};

impl TryFrom<pb::AmendChallengeRequest> for AmendChallenge {
    type Error = Problem;

    fn try_from(request: pb::AmendChallengeRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let message = request.challenge.unwrap_or_default();
        let paths = request.update_mask.unwrap_or_default().paths;
        let id: Option<ChallengeId> = parse::name("challenge.name", &message.name, &mut violations);
        for path in &paths {
            violations.check(
                ["titles", "descriptions"].contains(&path.as_str()),
                "update_mask",
                "FIELD_FROZEN",
                format!("{path} does not change once the challenge is published"),
            );
        }
        let named = |field: &str, is_set: bool| match &paths[..] {
            [] => is_set,
            paths => paths.iter().any(|path| path == field),
        };
        let titles = named("titles", !message.titles.is_empty());
        let descriptions = named("descriptions", !message.descriptions.is_empty());
        let texts = ClarifiedTexts {
            titles: titles.then(|| text::from_messages(message.titles)),
            descriptions: descriptions.then(|| text::from_messages(message.descriptions)),
        };
        let content = Content {
            titles: texts.titles.clone().unwrap_or_default(),
            descriptions: texts.descriptions.clone().unwrap_or_default(),
            ..Content::default()
        };
        let malformed = shape::malformations(&content);
        parse::findings("challenge.", malformed, &mut violations);
        let reason = request.reason;
        parse::text("reason", &reason, limits::REMARKS_CHARS, &mut violations);
        violations.into_result()?;
        let challenge = id.expect("a name that cannot be read is a violation");
        let etag = message.etag;
        Ok(Self {
            target: Target { challenge, etag },
            texts,
            reason,
        })
    }
}
