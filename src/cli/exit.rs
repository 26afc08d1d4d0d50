//! Exit codes: 0 done or found, 1 nothing found, 2 error or usage, 130 stopped by the user.

use std::io::ErrorKind;
use std::process::ExitCode;

use super::printer::to_stderr;
use super::sanitize;
use crate::error::Error;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done, or something was found.
    Done,
    /// Nothing was found.
    Nothing,
    /// Something is wrong with the data that was checked.
    Wrong,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Nothing => Self::from(1),
            Exit::Wrong => Self::from(2),
        }
    }
}

/// True if the error only says that nobody reads our output any more.
fn is_closed_pipe(error: &Error) -> bool {
    matches!(error, Error::Io { source, .. } if source.kind() == ErrorKind::BrokenPipe)
}

/// Tells the error on stderr and gives its exit code.
pub(crate) fn report(error: &Error) -> ExitCode {
    if is_closed_pipe(error) {
        return ExitCode::SUCCESS;
    }
    if matches!(error, Error::Interrupted) {
        to_stderr("stopped: everything stored so far is kept; run the same command again to go on");
        return ExitCode::from(130);
    }
    to_stderr(&format!("error: {}", sanitize::block(&error.to_string())));
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        to_stderr(&format!("caused by: {}", sanitize::block(&inner.to_string())));
        cause = inner.source();
    }
    if let Some(hint) = error.hint() {
        to_stderr(&format!("hint: {}", sanitize::block(hint)));
    }
    ExitCode::from(2)
}
