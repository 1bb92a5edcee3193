//! Logs tell what happens, and nothing that is private.

use std::fs;

use crate::{
    stack::Service,
    story::{Result, StoryError, World},
};

/// What everybody's address, everybody's password, a token or a signed receipt, and the works that were
/// handed in have in common.
const PRIVATE: [(&str, &str); 5] = [
    ("an address", "@example.org"),
    ("a password", "a long phrase that only"),
    ("a token or a receipt", "eyJ"),
    ("what was handed in", "Lampy, które"),
    ("what was handed in", "Latarnia s"),
];

/// At whichever level the services log.
pub(super) fn nothing_private_is_told(world: &World) -> Result<()> {
    for service in Service::ALL {
        let path = world.system.logs().join(format!("{service}.log"));
        let log = fs::read_to_string(&path)
            .map_err(|error| StoryError::Input(format!("{}: {error}", path.display())))?;
        let lines = log.lines().enumerate();
        for (number, line) in lines {
            let told = PRIVATE.iter().find(|(_, sign)| line.contains(sign));
            if let Some((what, sign)) = told {
                // The line itself would spread it.
                return Err(StoryError::Input(format!(
                    "{}:{}: tells {what} ({sign}…)",
                    path.display(),
                    number + 1
                )));
            }
        }
        world.narrator.say(format!(
            "{service}: {} lines of log, nothing private in them",
            log.lines().count()
        ));
    }
    Ok(())
}
