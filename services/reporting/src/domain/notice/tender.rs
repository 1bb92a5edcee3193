//! A contest as it was published, and how it changed in the open.

use std::collections::BTreeMap;

use super::{
    contest::{Admission, Contest, PrizeKind, PublishedStage, Text},
    ocds::{
        AwardCriteria, Category, Classification, DesignContest, Item, Method, Milestone, PartyRef,
        Period, Prize, Prizes, SubmissionMethod, Tender, TenderStatus,
    },
    value::value,
    words::Words,
};

impl Tender {
    /// A contest of which nothing is known but whose it is.
    pub(super) fn unknown(challenge: String, authority: PartyRef) -> Self {
        Self {
            id: challenge,
            title: None,
            description: None,
            status: TenderStatus::Active,
            procuring_entity: authority,
            items: Vec::new(),
            procurement_method: None,
            procurement_method_details: None,
            main_procurement_category: None,
            award_criteria: None,
            award_criteria_details: None,
            submission_method: Vec::new(),
            tender_period: None,
            enquiry_period: None,
            milestones: Vec::new(),
            amendments: Vec::new(),
            design_contest: None,
            translations: BTreeMap::new(),
        }
    }

    /// A contest as it was published.
    pub(super) fn published(challenge: String, authority: PartyRef, contest: &Contest) -> Self {
        let language = &contest.source_language;
        let first = contest.stages.first();
        let period = |start: Option<&String>, end: Option<&String>| Period {
            start_date: start.cloned(),
            end_date: end.cloned(),
        };
        let words = Words::of(language);
        let mut tender = Self {
            items: items(&contest.cpv_codes),
            procurement_method: first.and_then(|stage| method(stage.admission)),
            procurement_method_details: Some(words.procedure.to_owned()),
            main_procurement_category: Some(Category::Services),
            award_criteria: Some(AwardCriteria::RatedCriteria),
            award_criteria_details: criteria(&contest.stages, language),
            submission_method: vec![SubmissionMethod::ElectronicSubmission],
            tender_period: first
                .map(|it| period(it.stage.open_time.as_ref(), it.stage.close_time.as_ref())),
            enquiry_period: first
                .filter(|it| it.stage.question_close_time.is_some())
                .map(|it| period(None, it.stage.question_close_time.as_ref())),
            milestones: milestones(contest),
            design_contest: Some(design_contest(contest, &words)),
            ..Self::unknown(challenge, authority)
        };
        tender.say(language, &contest.titles, &contest.descriptions);
        tender
    }

    /// Takes texts over; empty lists leave what is there.
    pub(super) fn say(&mut self, language: &str, titles: &[Text], descriptions: &[Text]) {
        let fields = [
            ("title", &mut self.title, titles),
            ("description", &mut self.description, descriptions),
        ];
        for (name, field, texts) in fields {
            for text in texts {
                if text.language_code == language {
                    *field = Some(text.text.clone());
                } else {
                    let name = format!("{name}_{}", text.language_code);
                    self.translations.insert(name, text.text.clone());
                }
            }
        }
    }

    /// Moves the closing time of a stage. Questions are taken until as long
    /// before it as they were, which this does not know: it is left out then.
    pub(super) fn extend(&mut self, stage: &str, close_time: &str) {
        let position = self.milestones.iter().position(|it| it.id == stage);
        let Some(position) = position else { return };
        self.milestones[position].due_date = Some(close_time.to_owned());
        if position == 0 {
            self.enquiry_period = None;
            if let Some(period) = &mut self.tender_period {
                period.end_date = Some(close_time.to_owned());
            }
        }
    }
}

/// The text in a language; the first if there is none in it.
fn text_in<'a>(texts: &'a [Text], language: &str) -> Option<&'a str> {
    let found = texts.iter().find(|text| text.language_code == language);
    found.or(texts.first()).map(|text| text.text.as_str())
}

fn items(cpv_codes: &[String]) -> Vec<Item> {
    let item = |(code, number): (&String, usize)| Item {
        id: number.to_string(),
        classification: Classification {
            scheme: "CPV".to_owned(),
            id: code.clone(),
        },
    };
    cpv_codes.iter().zip(1..).map(item).collect()
}

/// Whoever applies and is admitted enters a restricted contest; into one by
/// invitation comes nobody whom the authority did not choose.
fn method(admission: Admission) -> Option<Method> {
    match admission {
        Admission::Open => Some(Method::Open),
        Admission::Restricted => Some(Method::Selective),
        Admission::InvitationOnly => Some(Method::Limited),
        Admission::Unknown => None,
    }
}

/// What is judged and what it weighs, a line each, below the title of its stage.
fn criteria(stages: &[PublishedStage], language: &str) -> Option<String> {
    let mut lines = Vec::new();
    for PublishedStage { stage, .. } in stages {
        lines.extend(text_in(&stage.titles, language).map(|title| format!("{title}:")));
        lines.extend(stage.criteria.iter().map(|criterion| {
            let title = text_in(&criterion.titles, language).unwrap_or(&criterion.key);
            let weight = percent(criterion.weight_basis_points);
            format!("- {title}: {weight}%")
        }));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Hundredths of a per cent as per cent, without zeros at the end.
fn percent(basis_points: i32) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        rest => format!("{whole}.{rest:02}"),
    }
}

fn milestones(contest: &Contest) -> Vec<Milestone> {
    let stages = contest.stages.iter().map(|it| Milestone {
        id: it.stage.name.clone(),
        title: text_in(&it.stage.titles, &contest.source_language).map(str::to_owned),
        due_date: it.stage.close_time.clone(),
    });
    let applications = contest.application_deadline.iter().map(|time| Milestone {
        id: "applications".to_owned(),
        title: None,
        due_date: Some(time.clone()),
    });
    stages.chain(applications).collect()
}

/// The jury proposes, and the head of the authority approves or annuls
/// (procurement law of 2019, art. 355): so its decision does not bind.
fn design_contest(contest: &Contest, words: &Words) -> DesignContest {
    let invites = |prize: &super::contest::Prize| prize.kind == PrizeKind::ContractInvitation;
    let details = prizes(contest, words);
    DesignContest {
        has_prizes: !details.is_empty(),
        prizes: (!details.is_empty()).then_some(Prizes { details }),
        follow_up_contracts: contest.prizes.iter().any(invites),
        binding_jury_decision: false,
        runner_up_allowed: contest.stages.iter().any(|stage| stage.runner_up_allowed),
    }
}

fn prizes(contest: &Contest, words: &Words) -> Vec<Prize> {
    let mut ordered: Vec<_> = contest.prizes.iter().collect();
    ordered.sort_by_key(|prize| prize.rank);
    let of_rank = |rank| contest.prizes.iter().filter(move |it| it.rank == rank);
    let mut told: Vec<Prize> = Vec::with_capacity(ordered.len());
    for prize in ordered {
        let rank = prize.rank;
        let before = told.iter().filter(|it| it.rank() == Some(rank)).count();
        let shared = of_rank(rank).count() > 1;
        let invitation = prize.kind == PrizeKind::ContractInvitation;
        told.push(Prize {
            id: if shared {
                format!("{rank}.{}", before + 1)
            } else {
                rank.to_string()
            },
            description: invitation.then(|| words.invitation.to_owned()),
            value: prize.money.as_ref().and_then(value),
        });
    }
    told
}

impl Prize {
    /// From 1.
    pub(super) fn rank(&self) -> Option<i32> {
        self.id.split('.').next()?.parse().ok()
    }
}
