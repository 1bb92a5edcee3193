//! The service's process.

fn main() -> std::process::ExitCode {
    linia_chassis::process::main::<linia_challenges::ChallengesService>()
}
