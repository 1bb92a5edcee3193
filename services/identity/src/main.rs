//! The process identity.

fn main() -> std::process::ExitCode {
    linia_chassis::process::main::<linia_identity::Identity>()
}
