//! The `newsint` program: see [`newsint::cli`].

use std::process::ExitCode;

// Worker threads hand what they allocate to the writing thread, which frees it: the allocator of
// the C library keeps such memory in the arenas of the threads, and a long run grows.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    newsint::cli::run(std::env::args_os())
}
