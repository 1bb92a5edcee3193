//! One trace crosses all services.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    stack::{Service, SpanRecord},
    story::{Result, World},
};

const ALL: [&str; 5] = [
    "challenges",
    "identity",
    "notifications",
    "reporting",
    "submissions",
];

const SUBMIT_ENTRY: &str = "linia.submissions.v1.EntryService/SubmitEntry";

pub(super) async fn publication_crossed_all_services(world: &World, trace: &str) -> Result<()> {
    let step = "the publication's trace crosses all services";
    let spans = world
        .try_wait_for(step, async || {
            let spans = world.system.trace(trace).await?;
            let services: BTreeSet<_> = spans.iter().map(|it| it.service.as_str()).collect();
            let crossed = ALL.iter().all(|service| services.contains(service));
            Ok(crossed.then_some(spans))
        })
        .await?;
    world.narrator.chapter("One trace, all services");
    world.narrator.say(format!("trace {trace}:"));
    for line in tree(&spans.iter().map(AsRef::as_ref).collect::<Vec<_>>()) {
        world.narrator.say(line);
    }
    Ok(())
}

/// Across the weeks that it was sealed: the entrant's call, the event, the mail, the address asked for.
pub(super) async fn entry_reached_its_mail(world: &World) -> Result<()> {
    let trace = world
        .try_wait_for("the trace of an entry ends with its mail", async || {
            let submissions = Service::Submissions;
            let spans = world.system.traces_with(submissions, SUBMIT_ENTRY).await?;
            let mut traces: BTreeMap<&str, Vec<&SpanRecord>> = BTreeMap::new();
            for span in &spans {
                traces.entry(&span.trace_id).or_default().push(span);
            }
            let whole = traces.into_iter().find(|(_, spans)| ends_with_mail(spans));
            Ok(whole.map(|(trace, _)| trace.to_owned()))
        })
        .await?;
    let told = format!("trace {trace}: from an entrant's call to their mail");
    world.narrator.say(told);
    Ok(())
}

fn ends_with_mail(spans: &[&SpanRecord]) -> bool {
    let has = |service: &str, name: &str| {
        let mut spans = spans.iter();
        spans.any(|it| it.service == service && it.span.name.ends_with(name))
    };
    has("notifications", "EntryOpened")
        && has("notifications", "send_mail")
        && has("identity", "ContactService/GetContact")
}

/// The spans as an indented tree, in the order of their start.
fn tree(spans: &[&SpanRecord]) -> Vec<String> {
    let known: BTreeSet<_> = spans.iter().map(|span| span.span_id()).collect();
    let mut children: BTreeMap<Option<String>, Vec<&SpanRecord>> = BTreeMap::new();
    for span in spans {
        let parent = span.parent_id().filter(|parent| known.contains(parent));
        children.entry(parent).or_default().push(span);
    }
    let mut lines = Vec::new();
    draw(&children, None, 1, &mut lines);
    lines
}

fn draw(
    children: &BTreeMap<Option<String>, Vec<&SpanRecord>>,
    parent: Option<String>,
    depth: usize,
    lines: &mut Vec<String>,
) {
    for span in children.get(&parent).into_iter().flatten() {
        let indent = "  ".repeat(depth);
        lines.push(format!("{indent}{}: {}", span.service, span.span.name));
        draw(children, Some(span.span_id()), depth + 1, lines);
    }
}
