//! The steps that lead a process to its end.

use std::{collections::VecDeque, num::NonZeroU64};

/// What is still to be reached, in this order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Route(VecDeque<Stop>);

#[derive(Debug, PartialEq, Eq)]
struct Stop {
    step: String,
    /// The last part of the name of what it must be about.
    subject: Option<String>,
    /// How often it is still to be reached.
    times: u64,
}

impl Route {
    /// Reads steps; `None` if a number is none, or zero.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let stops = text.split(',').map(Stop::parse);
        stops.collect::<Option<_>>().map(Self)
    }

    /// Notes a step; tells whether it was the last.
    pub(super) fn ends_at<'a>(
        &mut self,
        step: &str,
        subjects: impl IntoIterator<Item = &'a str>,
    ) -> bool {
        let Some(next) = self.0.front_mut() else {
            return false;
        };
        if next.step != step || !next.is_about(subjects) {
            return false;
        }
        next.times -= 1;
        if next.times > 0 {
            return false;
        }
        self.0.pop_front();
        self.0.is_empty()
    }
}

impl Stop {
    fn parse(text: &str) -> Option<Self> {
        let (name, times) = match text.split_once('@') {
            Some((name, times)) => (name, times.parse().ok()?),
            None => (text, NonZeroU64::MIN),
        };
        let (step, subject) = match name.split_once(':') {
            Some((step, subject)) => (step, Some(subject.to_owned())),
            None => (name, None),
        };
        Some(Self {
            step: step.to_owned(),
            subject,
            times: times.get(),
        })
    }

    fn is_about<'a>(&self, subjects: impl IntoIterator<Item = &'a str>) -> bool {
        let Some(wanted) = self.subject.as_deref() else {
            return true;
        };
        let mut names = subjects.into_iter();
        names.any(|name| name.rsplit(['.', '/']).next() == Some(wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ERASED: &str = "linia.identity.events.v1.AccountErased";

    /// Where, among these steps, a route ends.
    fn end(route: &str, steps: &[(&str, &[&str])]) -> Option<usize> {
        let mut route = Route::parse(route).expect("is one");
        let mut steps = steps.iter();
        steps.position(|(step, subjects)| route.ends_at(step, subjects.iter().copied()))
    }

    #[test]
    fn process_dies_at_the_step_the_time_and_the_subject_that_are_named() {
        let steps: &[(&str, &[&str])] = &[
            ("relay.after_ack", &[]),
            ("write.after_commit", &["linia.v1.Other", ERASED]),
            ("call.before_answer", &["linia.v1.Service/Erase"]),
            ("relay.after_ack", &[]),
            ("write.after_commit", &["linia.v1.Other"]),
            ("write.after_commit", &[ERASED]),
        ];
        for (route, expected) in [
            ("relay.after_ack", Some(0)),
            ("relay.after_ack@2", Some(3)),
            ("relay.after_ack@3", None),
            ("write.after_commit", Some(1)),
            ("write.after_commit:AccountErased", Some(1)),
            ("write.after_commit:AccountErased@2", Some(5)),
            ("write.after_commit:Other@2", Some(4)),
            ("write.after_commit:Erased", None),
            ("call.before_answer:Erase", Some(2)),
            ("relay.after_ack:AccountErased", None),
            ("write.after_commit:AccountErased,relay.after_ack", Some(3)),
            ("relay.after_ack@2,call.before_answer", None),
        ] {
            assert_eq!(end(route, steps), expected, "{route}");
        }
    }

    #[test]
    fn number_that_is_never_reached_is_no_route() {
        for text in ["relay.after_ack@0", "relay.after_ack@x", "a,b@"] {
            assert_eq!(Route::parse(text), None, "{text}");
        }
    }
}
