//! State machines that live in tables: every state against every command.

mod entries;
mod held;
mod openings;
mod uploads;
