//! Accounts.

use linia_chassis::{
    grpc::timestamp,
    problem::{Problem, Violations},
    standing::AssuranceLevel,
};
use linia_proto::identity::v1 as pb;
use zeroize::Zeroizing;

use super::ReadFields;
use crate::{
    app::{
        accounts::{RecordAssurance, SignUp, VerifyEmail},
        opaque_token::OpaqueToken,
    },
    domain::{
        account::{Account, Profile},
        country::CountryCode,
        display_name::PersonName,
        email::EmailAddress,
        language::Language,
        password::Password,
    },
};

impl TryFrom<pb::SignUpRequest> for SignUp {
    type Error = Problem;

    fn try_from(request: pb::SignUpRequest) -> Result<Self, Problem> {
        let text = Zeroizing::new(request.password);
        let mut violations = Violations::default();
        let email = violations.value("email", EmailAddress::try_new(&request.email));
        let password = violations.value("password", Password::try_new(&text));
        let display_name =
            violations.value("display_name", PersonName::try_new(&request.display_name));
        let language = violations.value(
            "language_code",
            Language::try_from_code(&request.language_code),
        );
        let country = read_country(&mut violations, &request.country_code);
        let (Some(email), Some(password), Some(display_name), Some(language), Some(country)) =
            (email, password, display_name, language, country)
        else {
            return Err(violations.into_problem());
        };
        Ok(Self {
            profile: Profile {
                email,
                display_name,
                language,
                country,
            },
            password,
        })
    }
}

/// What may be left out; nothing if it is wrong.
fn read_country(violations: &mut Violations, code: &str) -> Option<Option<CountryCode>> {
    if code.is_empty() {
        return Some(None);
    }
    violations
        .value("country_code", CountryCode::try_new(code))
        .map(Some)
}

impl TryFrom<pb::RecordAssuranceRequest> for RecordAssurance {
    type Error = Problem;

    fn try_from(request: pb::RecordAssuranceRequest) -> Result<Self, Problem> {
        let mut violations = Violations::default();
        let account = violations.name("account", &request.account);
        let level = pb::AssuranceLevel::try_from(request.assurance_level);
        violations.check(
            level.is_ok(),
            "assurance_level",
            "KIND_UNKNOWN",
            "must be a known level",
        );
        let (Some(account), Ok(level)) = (account, level) else {
            return Err(violations.into_problem());
        };
        let assurance = match level {
            pb::AssuranceLevel::Unspecified => None,
            pb::AssuranceLevel::Low => Some(AssuranceLevel::Low),
            pb::AssuranceLevel::Substantial => Some(AssuranceLevel::Substantial),
            pb::AssuranceLevel::High => Some(AssuranceLevel::High),
        };
        Ok(Self { account, assurance })
    }
}

const fn assurance_to_message(level: Option<AssuranceLevel>) -> pb::AssuranceLevel {
    match level {
        None => pb::AssuranceLevel::Unspecified,
        Some(AssuranceLevel::Low) => pb::AssuranceLevel::Low,
        Some(AssuranceLevel::Substantial) => pb::AssuranceLevel::Substantial,
        Some(AssuranceLevel::High) => pb::AssuranceLevel::High,
    }
}

impl TryFrom<pb::VerifyEmailRequest> for VerifyEmail {
    type Error = Problem;

    fn try_from(request: pb::VerifyEmailRequest) -> Result<Self, Problem> {
        let text = Zeroizing::new(request.password);
        let token = OpaqueToken::presented(request.token);
        let mut violations = Violations::default();
        let password = violations.value("password", Password::try_new(&text));
        let Some(password) = password else {
            return Err(violations.into_problem());
        };
        Ok(Self { token, password })
    }
}

impl From<Account> for pb::Account {
    fn from(account: Account) -> Self {
        let email_verified = account.is_verified();
        let Profile {
            email,
            display_name,
            language,
            country,
        } = account.profile;
        Self {
            name: account.id.to_string(),
            email: email.as_given().to_owned(),
            display_name: display_name.as_str().to_owned(),
            language_code: language.code().to_owned(),
            email_verified,
            operator: account.operator,
            create_time: Some(timestamp(account.create_time)),
            country_code: country.map(|it| it.as_str().to_owned()).unwrap_or_default(),
            assurance_level: assurance_to_message(account.assurance).into(),
        }
    }
}

impl From<Account> for pb::Contact {
    fn from(account: Account) -> Self {
        let email_verified = account.is_verified();
        let Profile {
            email,
            display_name,
            language,
            country: _,
        } = account.profile;
        Self {
            email: email.as_given().to_owned(),
            display_name: display_name.as_str().to_owned(),
            language_code: language.code().to_owned(),
            email_verified,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_wrong_is_told_at_once() {
        let request = pb::SignUpRequest {
            email: "anna".to_owned(),
            password: "short".to_owned(),
            display_name: String::new(),
            language_code: "de".to_owned(),
            country_code: "XX".to_owned(),
        };
        let problem = SignUp::try_from(request)
            .map(|_| ())
            .expect_err("all wrong");
        let told: Vec<_> = problem
            .violations()
            .iter()
            .map(|violation| (violation.field.as_str(), violation.reason))
            .collect();
        assert_eq!(
            told,
            [
                ("email", "EMAIL_MALFORMED"),
                ("password", "PASSWORD_TOO_SHORT"),
                ("display_name", "TEXT_EMPTY"),
                ("language_code", "LANGUAGE_UNKNOWN"),
                ("country_code", "COUNTRY_UNKNOWN"),
            ]
        );
    }
}
