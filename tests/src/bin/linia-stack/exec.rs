//! `linia-stack exec`: a command with a Postgres cluster around it.

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{ExitCode, ExitStatus};

use linia_tests::service_test::POSTGRES_VARIABLE;
use linia_tests::stack::postgres_files::SUPERUSER;
use linia_tests::stack::{
    Auth, Layout, Postgres, PostgresOptions, Process, ProcessSpec, RunDir, Signal, StackError,
    tools,
};
use tokio::signal::unix::{SignalKind, signal};

/// Runs the command and returns its exit code, or 128 and the number of the signal that ended it.
pub(crate) async fn exec(command: Vec<OsString>) -> Result<ExitCode, StackError> {
    let layout = Layout::discover()?;
    let server = tools::nats_server(&layout)?;
    let run = RunDir::temporary(&layout, "exec")?;
    let mut postgres = tokio::select! {
        started = Postgres::start(&layout, options(&run)) => started?,
        stopped = crate::keeper::interrupted() => return stopped.map(|()| ExitCode::from(130)),
    };

    let mut command = command.into_iter();
    let program = command.next().unwrap_or_default();
    let mut spec = ProcessSpec::new(program.to_string_lossy(), &program).args(command);
    spec.env.insert(
        POSTGRES_VARIABLE.to_owned(),
        postgres.superuser_url(SUPERUSER),
    );
    spec.env.insert(
        tools::NATS_SERVER_VARIABLE.to_owned(),
        server.to_string_lossy().into_owned(),
    );
    // The terminal's Ctrl-C is for the command; we wait for its end.
    spec.own_group = false;
    spec.on_death = Signal::TERM;
    let status = wait(&Process::spawn(spec).await?).await?;
    postgres.stop().await;
    Ok(exit_code(status))
}

fn options(run: &RunDir) -> PostgresOptions {
    let name = run
        .path()
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    PostgresOptions {
        name,
        port: None,
        auth: Auth::Trust,
        fsync: false,
        development: true,
        settings: vec![("max_connections".to_owned(), "500".to_owned())],
        tls: None,
        log: run.log("postgres"),
    }
}

async fn wait(process: &Process) -> Result<Option<ExitStatus>, StackError> {
    let failed = |_| StackError::Internal {
        what: "signal handler",
    };
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    loop {
        tokio::select! {
            status = process.wait() => return Ok(status),
            _ = interrupt.recv() => {}
            _ = terminate.recv() => process.signal(Signal::TERM),
        }
    }
}

fn exit_code(status: Option<ExitStatus>) -> ExitCode {
    let code = status.and_then(|status| {
        status
            .code()
            .or_else(|| status.signal().map(|signal| 128 + signal))
    });
    code.and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from)
}
