//! `linia-stack down`: ends what `up` keeps.

use std::process::ExitCode;

use linia_tests::stack::{Layout, StackError};

use crate::keeper::end;

/// Ends the system; that there is none is no error.
pub(crate) async fn down() -> Result<ExitCode, StackError> {
    let layout = Layout::discover()?;
    if end(&layout.stack_file()).await? {
        println!("==> the stack has ended");
    } else {
        println!("==> no stack is running");
    }
    Ok(ExitCode::SUCCESS)
}
