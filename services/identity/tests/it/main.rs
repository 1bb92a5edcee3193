//! identity against a real Postgres: what only a database can show, which is
//! above all what happens when two do it at once.

mod accounts;
mod erasures;
mod fixture;
mod key_shares;
mod organizations;
mod sessions;
mod signing_keys;
mod standing;
mod teams;
