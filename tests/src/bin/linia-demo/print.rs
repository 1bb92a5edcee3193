//! How the story looks on a terminal.

use std::path::Path;

use linia_tests::story::narrator::Line;

pub(crate) fn line(line: Line<'_>) {
    match line {
        Line::Chapter(title) => println!("\n== {title}"),
        Line::Said(text) => println!("   {text}"),
        Line::Event(text) => println!("     ~ {text}"),
    }
}

pub(crate) fn how_to_look_into_stack(logs: &Path) {
    println!("\n== How to look further");
    println!("   logs of this run: {}", logs.display());
    println!("   the same stack to play with: make up (then make down)");
    println!("   target/linia/stack.json then says where each listens; gRPC reflection is on");
}

pub(crate) fn how_to_look_into_project(project: &str) {
    println!("\n== How to look further");
    println!("   mails: http://127.0.0.1:8025   traces: http://127.0.0.1:16686");
    println!("   dashboards: http://127.0.0.1:3000   metrics: http://127.0.0.1:9090");
    println!(
        "   gRPC, with reflection: 127.0.0.1:50051 to 50055; times are those of the contest's end"
    );
    println!("   docker compose --project-name {project} logs --follow");
    println!("   make compose-demo-down ends it");
}
