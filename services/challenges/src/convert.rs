//! Between the domain and the messages of the contract. A room of its own,
//! because the public events carry the same resources as the calls.

pub mod act;
pub mod admission;
pub mod amendment;
pub mod appeal;
pub mod challenge;
pub mod content;
pub mod eligibility;
pub mod enrolment;
pub mod extension;
pub mod languages;
pub mod organization;
pub mod parse;
pub mod programme;
pub mod question;
pub mod remark;
pub mod runner_up;
pub mod similar;
pub mod stage;
pub mod text;
