//! Notifications: tells people what concerns them, in their inbox and by mail.
//!
//! It owns what was told to whom, how the mails fare, and what people do not
//! want to be mailed about. It never keeps an address: identity is asked just
//! before a mail is sent. It publishes nothing. It consumes the events of
//! identity (accounts, organizations, teams, erasures), challenges (challenges,
//! questions, programmes) and submissions (entries, stages, jurors).
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`config`] | settings |
//! | `domain` | occurrences, audiences, topics, the roster, how a mail fares |
//! | `texts` | the words, from `templates/<language>/<topic>.txt` |
//! | `app` | use cases: tell, erase, send a mail, list, mark as read, preferences |
//! | `store` | SQL |
//! | `rpc` | `InboxService`, `PreferenceService` |
//! | `clients` | identity's contacts, the mail server |
//! | [`events`] | what is consumed |
//! | `wiring` | puts it together |

pub mod config;
pub mod events;

mod app;
mod clients;
mod domain;
mod rpc;
mod store;
mod texts;
mod wiring;

pub use wiring::Notifications;
