//! Which calls were not answered as they must be.

use crate::faults::call::{Answer, Call};
use crate::faults::finding::{Finding, Place};

/// Every right call was done and every wrong one refused, at the latest when it was made once more.
#[must_use]
pub fn unanswered(calls: &[Call]) -> Vec<Finding> {
    calls.iter().filter_map(judge).collect()
}

fn judge(call: &Call) -> Option<Finding> {
    let Call {
        deed, token, wrong, ..
    } = call;
    let text = match (&call.last, wrong) {
        (Answer::Done(_), false) | (Answer::Refused(_), true) => return None,
        (Answer::Unknown, _) => {
            let first = &call.trouble;
            format!("{deed:?} {token} was not answered, first {first:?}")
        }
        (Answer::Refused(code), false) => format!("{deed:?} {token} was refused: {code:?}"),
        (Answer::Done(name), true) => format!("{deed:?} {token} was wrong, and made {name}"),
    };
    Some(Finding::lost(Place::Row(call.row), text))
}

#[cfg(test)]
mod tests {
    use tonic::Code;
    use uuid::Uuid;

    use super::*;
    use crate::faults::call::Deed;

    fn is_found(wrong: bool, last: Answer) -> bool {
        let call = Call {
            row: 0,
            deed: Deed::Look,
            wrong,
            token: Uuid::nil(),
            first: Answer::Unknown,
            last,
            trouble: Some(Code::Unavailable),
        };
        !unanswered(&[call]).is_empty()
    }

    #[test]
    fn right_calls_must_be_done_and_wrong_ones_refused() {
        let done = || Answer::Done("a".to_owned());
        let refused = || Answer::Refused(Code::InvalidArgument);
        assert!(!is_found(false, done()));
        assert!(!is_found(true, refused()));
        assert!(is_found(true, done()));
        assert!(is_found(false, refused()));
        assert!(is_found(false, Answer::Unknown));
        assert!(is_found(true, Answer::Unknown));
    }
}
