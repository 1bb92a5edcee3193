use super::*;
use crate::domain::{ExclusionGround, Money, Titles, announcements, samples::Sample};

/// A notice of every topic, entries withdrawn and not.
fn notices(sample: &Sample) -> Vec<Notice> {
    let told = sample.occurrences().into_iter();
    told.flat_map(|it| announcements(&it))
        .map(|it| it.notice)
        .collect()
}

fn verification() -> Verification {
    Verification {
        link: "https://linia.example/verify?token=secret".into(),
        token: "secret".into(),
    }
}

#[test]
fn every_topic_has_a_text_in_every_language() {
    let texts = Texts::try_new().expect("every template parses");
    let sample = Sample::new();
    let summary = sample.summary();
    let programme = sample.programme_summary();
    let setting = Setting {
        reader: "Anna Nowak",
        challenge: Some(&summary),
        programme: Some(&programme),
        organization: Some("Miasto Tychy"),
        verification: Some(verification()),
    };
    for &language in Language::ALL {
        for notice in notices(&sample) {
            let mail = texts
                .write(language, &notice, &setting)
                .unwrap_or_else(|error| panic!("{language:?} {notice:?}: {error:?}"));
            assert!(!mail.subject.is_empty());
            assert!(mail.body.contains("Anna Nowak"), "{}", mail.body);
            assert!(
                mail.body.contains(&notice.about().subject()),
                "{}",
                mail.body
            );
            for trace_of_template in ["{{", "{%", "none", "\n\n\n"] {
                assert!(!mail.body.contains(trace_of_template), "{}", mail.body);
            }
        }
    }
}

#[test]
fn mail_about_a_contest_names_it_in_the_readers_language() {
    let texts = Texts::try_new().expect("every template parses");
    let sample = Sample::new();
    let summary = sample.summary();
    let notice = Notice::ChallengePublished {
        challenge: sample.challenge,
    };
    let setting = Setting {
        challenge: Some(&summary),
        ..Setting::default()
    };
    let write = |language| {
        texts
            .write(language, &notice, &setting)
            .expect("writes")
            .subject
    };
    assert_eq!(
        write(Language::English),
        "Challenge published: Smart lighting"
    );
    assert_eq!(
        write(Language::Ukrainian),
        "Виклик оприлюднено: Inteligentne oświetlenie"
    );
}

#[test]
fn participant_reads_the_programme_and_the_phase_in_their_language() {
    let texts = Texts::try_new().expect("every template parses");
    let sample = Sample::new();
    let programme = sample.programme_summary();
    let notice = Notice::EnrolmentAdvanced {
        programme: sample.programme,
        entrant: sample.account.to_string(),
        phase: 2,
    };
    let setting = Setting {
        programme: Some(&programme),
        ..Setting::default()
    };
    for (language, subject, phase) in [
        (Language::Polish, "Kolejny etap: Laboratorium", "Dialog"),
        (Language::English, "The next phase: Laboratory", "Dialogue"),
        (
            Language::Ukrainian,
            "Наступний етап: Laboratorium",
            "Dialog",
        ),
    ] {
        let mail = texts.write(language, &notice, &setting).expect("writes");
        assert_eq!(mail.subject, subject);
        assert!(mail.body.contains(phase), "{}", mail.body);
    }
}

#[test]
fn winner_reads_whether_they_have_a_place_or_wait() {
    let texts = Texts::try_new().expect("every template parses");
    let sample = Sample::new();
    for (waits, says) in [(false, "You have a place"), (true, "All places are taken")] {
        let notice = Notice::WinnerCarried {
            programme: sample.programme,
            entrant: sample.account.to_string(),
            waits,
        };
        let mail = texts.write(Language::English, &notice, &Setting::default());
        assert!(mail.expect("writes").body.contains(says));
    }
}

#[test]
fn finalist_reads_what_is_reimbursed_if_the_contest_states_a_sum() {
    let texts = Texts::try_new().expect("every template parses");
    let sample = Sample::new();
    let body = |language, reimbursement| {
        let notice = Notice::EntryAdvanced {
            challenge: sample.challenge,
            stage: sample.stage,
            entry: sample.entry,
            reimbursement,
        };
        let mail = texts.write(language, &notice, &Setting::default());
        mail.expect("writes").body
    };
    for (language, shown) in [
        (Language::Polish, "25 000,00 PLN"),
        (Language::English, "25,000.00 PLN"),
        (Language::Ukrainian, "25 000,00 PLN"),
    ] {
        let sum = Money {
            currency_code: "PLN".into(),
            amount_minor: 2_500_000,
        };
        assert!(body(language, Some(sum)).contains(shown));
        assert!(!body(language, None).contains("PLN"));
    }
}

#[test]
fn author_of_an_excluded_work_reads_why_in_place_of_the_decision() {
    let texts = Texts::try_new().expect("every template parses");
    let sample = Sample::new();
    let body = |ground| {
        let notice = Notice::EntryNotAdvanced {
            challenge: sample.challenge,
            stage: sample.stage,
            entry: sample.entry,
            reasons: "It is signed".into(),
            ground,
        };
        let mail = texts.write(Language::English, &notice, &Setting::default());
        mail.expect("writes").body
    };
    for (ground, says) in [
        (None, "The jury has judged the works"),
        (Some(ExclusionGround::AuthorRevealed), "gives away who made"),
        (Some(ExclusionGround::FormalDefect), "for a formal defect"),
    ] {
        let body = body(ground);
        assert!(
            body.contains(says) && body.contains("It is signed"),
            "{body}"
        );
    }
}

#[test]
fn verification_mail_without_a_token_is_not_written() {
    let texts = Texts::try_new().expect("every template parses");
    let notice = Notice::VerifyEmail {
        account: Sample::new().account,
    };
    let setting = Setting::default();
    assert!(texts.write(Language::Polish, &notice, &setting).is_err());
}

#[test]
fn repeated_sign_up_offers_a_token_only_if_the_address_is_unverified() {
    let texts = Texts::try_new().expect("every template parses");
    let notice = Notice::SignUpRepeated {
        account: Sample::new().account,
    };
    let body = |verification| {
        let setting = Setting {
            verification,
            ..Setting::default()
        };
        let mail = texts.write(Language::English, &notice, &setting);
        mail.expect("writes").body
    };
    assert!(body(Some(verification())).contains("verify?token=secret"));
    assert!(!body(None).contains("token"));
}

#[test]
fn line_break_in_a_title_does_not_split_the_subject() {
    let texts = Texts::try_new().expect("every template parses");
    let sample = Sample::new();
    let mut summary = sample.summary();
    summary.titles = Titles {
        source_language: "en".into(),
        by_language: [("en".into(), "Lights\r\nBcc: all@example.org".into())].into(),
    };
    let notice = Notice::QuestionAsked {
        challenge: sample.challenge,
        question: sample.question,
    };
    let setting = Setting {
        challenge: Some(&summary),
        ..Setting::default()
    };
    let mail = texts
        .write(Language::English, &notice, &setting)
        .expect("writes");
    assert_eq!(mail.subject, "A new question: Lights Bcc: all@example.org");
}

#[test]
fn draft_without_a_title_is_named_by_its_resource_name() {
    let texts = Texts::try_new().expect("every template parses");
    let sample = Sample::new();
    let notice = Notice::ChallengeCancelled {
        challenge: sample.challenge,
        reason: "no money".into(),
    };
    let mail = texts
        .write(Language::English, &notice, &Setting::default())
        .expect("writes");
    assert_eq!(
        mail.subject,
        format!("Challenge cancelled: {}", sample.challenge)
    );
}
