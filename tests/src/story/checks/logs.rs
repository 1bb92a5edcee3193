//! Logs tell what happens, by which trace, and nothing that is private.

use serde_json::Value;

use crate::{
    stack::Service,
    story::{Result, StoryError, World, people::token_in},
};

/// What everybody's address, everybody's password, a token or a signed receipt, and what people
/// wrote have in common.
const PRIVATE: [(&str, &str); 10] = [
    ("an address", "@example.org"),
    ("a password", "a long phrase that only"),
    ("a token or a receipt", "eyJ"),
    ("what was handed in", "Lampy, które"),
    ("what was handed in", "Latarnia s"),
    ("a file's name", "rysunki"),
    ("a question", "Czy lampy mają"),
    ("a question", "Czy w oprawach"),
    ("why a juror was recused", "Siostra jurora"),
    ("a review", "przejrzysta"),
];

/// At whichever level the services log.
pub(super) async fn nothing_private_is_told(world: &World) -> Result<()> {
    let mut private: Vec<_> = PRIVATE
        .iter()
        .map(|(what, sign)| (*what, (*sign).to_owned()))
        .collect();
    let secrets = world.system.secrets()?.into_iter();
    private.extend(secrets.map(|secret| ("a secret of the configuration", secret)));
    let mails = world.system.mails().await?;
    let tokens = mails.iter().filter_map(|mail| token_in(mail));
    private.extend(tokens.map(|token| ("a mailed token", token)));
    for service in Service::ALL {
        for (number, line) in world.system.log(service).await?.lines().enumerate() {
            let told = private.iter().find(|(_, sign)| line.contains(sign));
            if let Some((what, _)) = told {
                // The line itself would spread it.
                return Err(wrong(service, number, &format!("tells {what}")));
            }
        }
    }
    Ok(())
}

/// Whoever reads a line of a call finds the rest of what happened by its trace.
pub(super) async fn each_line_of_a_call_names_its_trace(world: &World) -> Result<()> {
    for service in Service::ALL {
        let log = world.system.log(service).await?;
        let lines: Vec<_> = log.lines().collect();
        let mut of_calls = 0;
        for (number, line) in lines.iter().enumerate() {
            let read: Value = serde_json::from_str(line)
                .map_err(|error| wrong(service, number, &format!("is no JSON: {error}")))?;
            let spans = read["spans"].as_array();
            if !spans.is_some_and(|spans| spans.iter().any(|span| span["name"] == "call")) {
                continue;
            }
            of_calls += 1;
            let trace = read["openTelemetry"]["traceId"]
                .as_str()
                .unwrap_or_default();
            if trace.len() != 32 {
                return Err(wrong(service, number, "names no trace"));
            }
        }
        world.narrator.say(format!(
            "{service}: {} lines of log, {of_calls} of them in calls, each with its trace; nothing \
             private in them",
            lines.len()
        ));
    }
    Ok(())
}

fn wrong(service: Service, number: usize, what: &str) -> StoryError {
    StoryError::Input(format!("{service}.log:{}: {what}", number + 1))
}
