//! The table `account`.

use linia_chassis::{id::AccountId, standing::AssuranceLevel};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoreError;
use crate::domain::{
    account::{Account, EmailState, Profile},
    country::CountryCode,
    display_name::PersonName,
    email::EmailAddress,
    language::Language,
};

struct AccountRow {
    id: Uuid,
    email: String,
    display_name: String,
    language_code: String,
    verify_time: Option<OffsetDateTime>,
    operator: bool,
    create_time: OffsetDateTime,
    country_code: Option<String>,
    assurance_level: Option<String>,
}

impl TryFrom<AccountRow> for Account {
    type Error = StoreError;

    fn try_from(row: AccountRow) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt {
            table: "account",
            column,
        };
        let profile = Profile {
            email: EmailAddress::try_new(&row.email).map_err(|_| corrupt("email"))?,
            display_name: PersonName::try_new(&row.display_name)
                .map_err(|_| corrupt("display_name"))?,
            language: Language::try_from_code(&row.language_code)
                .map_err(|_| corrupt("language_code"))?,
            country: row
                .country_code
                .map(|code| CountryCode::try_new(&code))
                .transpose()
                .map_err(|_| corrupt("country_code"))?,
        };
        let assurance = row.assurance_level.as_deref().map(assurance_from_text);
        let email_state = match row.verify_time {
            None => EmailState::Unverified,
            Some(verify_time) => EmailState::Verified { verify_time },
        };
        Ok(Self {
            id: row.id.into(),
            profile,
            email_state,
            operator: row.operator,
            assurance: assurance.transpose()?,
            create_time: row.create_time,
        })
    }
}

const fn assurance_text(level: AssuranceLevel) -> &'static str {
    match level {
        AssuranceLevel::Low => "low",
        AssuranceLevel::Substantial => "substantial",
        AssuranceLevel::High => "high",
    }
}

fn assurance_from_text(text: &str) -> Result<AssuranceLevel, StoreError> {
    [
        AssuranceLevel::Low,
        AssuranceLevel::Substantial,
        AssuranceLevel::High,
    ]
    .into_iter()
    .find(|level| assurance_text(*level) == text)
    .ok_or(StoreError::Corrupt {
        table: "account",
        column: "assurance_level",
    })
}

const fn verify_time(account: &Account) -> Option<OffsetDateTime> {
    match account.email_state {
        EmailState::Unverified => None,
        EmailState::Verified { verify_time } => Some(verify_time),
    }
}

/// Adds an account, unless its address is known already; tells whether it did.
///
/// # Errors
/// If the statement fails.
pub async fn insert_account(
    conn: &mut PgConnection,
    account: &Account,
) -> Result<bool, StoreError> {
    let inserted = sqlx::query!(
        "INSERT INTO account \
         (id, email, email_canonical, display_name, language_code, verify_time, operator, create_time, \
          country_code) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (email_canonical) DO NOTHING",
        account.id.as_uuid(),
        account.profile.email.as_given(),
        account.profile.email.canonical(),
        account.profile.display_name.as_str(),
        account.profile.language.code(),
        verify_time(account),
        account.operator,
        account.create_time,
        account.profile.country.as_ref().map(CountryCode::as_str),
    )
    .execute(conn)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Finds an account.
///
/// # Errors
/// If the statement fails or the row is corrupt.
pub async fn find_account(
    conn: &mut PgConnection,
    id: AccountId,
) -> Result<Option<Account>, StoreError> {
    sqlx::query_as!(
        AccountRow,
        "SELECT id, email, display_name, language_code, verify_time, operator, create_time, \
         country_code, assurance_level \
         FROM account WHERE id = $1",
        id.as_uuid(),
    )
    .fetch_optional(conn)
    .await?
    .map(Account::try_from)
    .transpose()
}

/// Finds an account and locks it.
///
/// # Errors
/// If the statement fails or the row is corrupt.
pub async fn lock_account(
    conn: &mut PgConnection,
    id: AccountId,
) -> Result<Option<Account>, StoreError> {
    sqlx::query_as!(
        AccountRow,
        "SELECT id, email, display_name, language_code, verify_time, operator, create_time, \
         country_code, assurance_level \
         FROM account WHERE id = $1 FOR UPDATE",
        id.as_uuid(),
    )
    .fetch_optional(conn)
    .await?
    .map(Account::try_from)
    .transpose()
}

/// Notes that somebody signed up with the address of an account again, and
/// locks the account; `None` if that was noted less than `pause_seconds` ago.
///
/// # Errors
/// If the statement fails or the row is corrupt.
pub async fn note_repeated_sign_up(
    conn: &mut PgConnection,
    email: &EmailAddress,
    pause_seconds: u32,
) -> Result<Option<Account>, StoreError> {
    sqlx::query_as!(
        AccountRow,
        "UPDATE account SET repeat_time = clock_timestamp() \
         WHERE email_canonical = $1 \
           AND (repeat_time IS NULL OR repeat_time <= clock_timestamp() - make_interval(secs => $2)) \
         RETURNING id, email, display_name, language_code, verify_time, operator, create_time, \
         country_code, assurance_level",
        email.canonical(),
        f64::from(pause_seconds),
    )
    .fetch_optional(conn)
    .await?
    .map(Account::try_from)
    .transpose()
}

/// Saves what commands can change.
///
/// # Errors
/// If the statement fails.
pub async fn update_account(conn: &mut PgConnection, account: &Account) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE account SET verify_time = $2, operator = $3, assurance_level = $4 WHERE id = $1",
        account.id.as_uuid(),
        verify_time(account),
        account.operator,
        account.assurance.map(assurance_text),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes an account, with its password, tokens and sessions.
///
/// # Errors
/// If the statement fails.
pub async fn delete_account(conn: &mut PgConnection, id: AccountId) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM account WHERE id = $1", id.as_uuid())
        .execute(conn)
        .await?;
    Ok(())
}
