//! The `newsint` program: see [`newsint::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    newsint::cli::run(std::env::args_os())
}
