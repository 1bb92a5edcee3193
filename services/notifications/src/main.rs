//! The process of notifications.

fn main() -> std::process::ExitCode {
    linia_chassis::process::main::<linia_notifications::Notifications>()
}
