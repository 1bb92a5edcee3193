//! The service submissions.

fn main() -> std::process::ExitCode {
    linia_chassis::process::main::<linia_submissions::Submissions>()
}
