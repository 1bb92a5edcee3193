//! How the story looks on a terminal.

use linia_tests::story::{World, narrator::Line};

pub(crate) fn line(line: Line<'_>) {
    match line {
        Line::Chapter(title) => println!("\n== {title}"),
        Line::Said(text) => println!("   {text}"),
        Line::Event(text) => println!("     ~ {text}"),
    }
}

pub(crate) fn how_to_look_further(world: &World) {
    println!("\n== How to look further");
    println!("   logs of this run: {}", world.system.logs().display());
    println!("   the same stack to play with: make up (then make down)");
    println!("   target/linia/stack.json then says where each listens; gRPC reflection is on");
}
