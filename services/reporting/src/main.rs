//! The process of reporting.

fn main() -> std::process::ExitCode {
    linia_chassis::process::main::<linia_reporting::Reporting>()
}
