//! The next release of a contest.

use linia_chassis::id::ChallengeId;
use time::{
    Duration, OffsetDateTime, UtcOffset, format_description::BorrowedFormatItem,
    macros::format_description,
};
use uuid::Uuid;

use super::{
    awards::Entrants,
    contest::{Happening, What},
    ocds::{
        Amendment, AwardStatus, InitiationType, Party, PartyRef, Release, Role, Tag, Tender,
        TenderStatus,
    },
};

/// RFC 3339 in UTC, of one length: whoever merges releases sorts dates as texts.
const DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");

/// A release, and what belongs to it and is not published.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Issued {
    pub(crate) challenge: ChallengeId,
    /// The number of its event within the challenge.
    pub(crate) version: i64,
    /// The id of its event.
    pub(crate) id: Uuid,
    /// Later than that of the release before it.
    pub(crate) date: OffsetDateTime,
    /// Without names, which are asked for when it is shown.
    pub(crate) release: Release,
    /// Whose names are to be asked for.
    pub(crate) entrants: Entrants,
}

/// Makes the release that an event calls for, if it does; `before` is the last
/// one of the same challenge.
pub(crate) fn issue(before: Option<&Issued>, event: &Happening) -> Option<Issued> {
    let date = date_after(before.map(|before| before.date), event.time);
    let mut next = Next {
        before: before.map(|before| before.release.id.clone()),
        date: rfc3339(date),
        entrants: before.map(|it| it.entrants.clone()).unwrap_or_default(),
        release: match before {
            Some(before) => before.release.clone(),
            None => unknown(event),
        },
    };
    let tag = next.apply(event)?;
    let mut release = next.release;
    release.id = event.id.to_string();
    release.date = next.date;
    release.tag = vec![tag];
    Some(Issued {
        challenge: event.challenge,
        version: event.version,
        id: event.id,
        date,
        release,
        entrants: next.entrants,
    })
}

/// Dates order the releases of a contest, and are to differ. An event's own time
/// is that at which its transaction began, which may be before the end of the one
/// that it waited for.
fn date_after(before: Option<OffsetDateTime>, time: OffsetDateTime) -> OffsetDateTime {
    let time = time - Duration::nanoseconds(i64::from(time.nanosecond() % 1_000));
    match before {
        Some(before) if time <= before => before + Duration::MICROSECOND,
        _ => time,
    }
}

/// A time as the standard writes it.
pub(crate) fn rfc3339(time: OffsetDateTime) -> String {
    let time = time.to_offset(UtcOffset::UTC);
    time.format(DATE)
        .expect("a time that was read from RFC 3339, or from the clock, has a year of four digits")
}

/// What there is to say where the publication was not heard of.
fn unknown(event: &Happening) -> Release {
    let authority = PartyRef {
        id: event.authority.to_string(),
        name: None,
    };
    let mut party = Party::new(authority.id.clone(), Role::Buyer);
    party.roles.push(Role::ProcuringEntity);
    Release {
        ocid: String::new(),
        id: String::new(),
        date: String::new(),
        tag: Vec::new(),
        initiation_type: InitiationType::Tender,
        language: None,
        parties: vec![party],
        buyer: authority.clone(),
        tender: Tender::unknown(event.challenge.to_string(), authority),
        awards: Vec::new(),
    }
}

/// A release in the making.
struct Next {
    /// The id of the one before.
    before: Option<String>,
    date: String,
    entrants: Entrants,
    release: Release,
}

impl Next {
    /// Applies an event; `None` if it calls for no release.
    fn apply(&mut self, event: &Happening) -> Option<Tag> {
        let Self {
            date,
            entrants,
            release,
            before,
        } = self;
        let tender = &mut release.tender;
        match &event.what {
            What::Published(contest) => {
                let authority = tender.procuring_entity.clone();
                *tender = Tender::published(tender.id.clone(), authority, contest);
                let language = &contest.source_language;
                release.language = (!language.is_empty()).then(|| language.clone());
                Some(Tag::Tender)
            }
            What::Amended(amended) => {
                let language = &amended.source_language;
                tender.say(language, &amended.titles, &amended.descriptions);
                self.amend(event, &amended.reason);
                Some(Tag::TenderAmendment)
            }
            What::Extended(extended) => {
                tender.extend(&extended.stage, &extended.close_time);
                self.amend(event, &extended.reason);
                Some(Tag::TenderAmendment)
            }
            // Drafts are cancelled, too.
            What::Cancelled(_) if before.is_none() => None,
            What::Cancelled(reason) => {
                tender.status = TenderStatus::Cancelled;
                self.amend(event, reason);
                Some(Tag::TenderCancellation)
            }
            What::ResultPublished(laureates) => {
                tender.status = TenderStatus::Complete;
                let tag = awarding(release);
                release.award(laureates, date, AwardStatus::Pending, entrants);
                Some(tag)
            }
            What::AppealUpheld(reason) => release
                .cancel_pending_awards(reason)
                .then_some(Tag::AwardCancellation),
            What::Annulled(reason) => {
                tender.status = TenderStatus::Unsuccessful;
                release.annul(date, reason);
                Some(Tag::Award)
            }
            What::Awarded(laureates) => {
                tender.status = TenderStatus::Complete;
                let tag = awarding(release);
                // Results were once awarded without having been published.
                if tag == Tag::Award {
                    release.award(laureates, date, AwardStatus::Active, entrants);
                }
                release.activate_awards();
                Some(tag)
            }
            What::PrizeLost(lost) => release
                .cancel_award(&lost.work, &lost.reason)
                .then_some(Tag::AwardCancellation),
            What::SteppedIn(stepped) => {
                release.step_in(stepped, date, entrants);
                Some(Tag::Award)
            }
        }
    }

    fn amend(&mut self, event: &Happening, reason: &str) {
        let amendments = &mut self.release.tender.amendments;
        amendments.push(Amendment {
            id: (amendments.len() + 1).to_string(),
            date: self.date.clone(),
            rationale: reason.to_owned(),
            amends_release_id: self.before.clone(),
            release_id: event.id.to_string(),
        });
    }
}

/// What awards are tagged with: the first ones, or a change of them.
fn awarding(release: &Release) -> Tag {
    if release.awards.is_empty() {
        Tag::Award
    } else {
        Tag::AwardUpdate
    }
}
