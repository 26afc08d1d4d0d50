//! Progress on stderr, on terminals only.

use std::io::{IsTerminal, stderr};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A progress display; silent when quiet or when stderr is no terminal.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

impl Progress {
    fn new(quiet: bool, total: Option<u64>, template: &str) -> Self {
        if quiet || !stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden() };
        }
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        bar.set_style(style(template));
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar }
    }

    /// A bar over a known number of bytes.
    pub(super) fn bytes(quiet: bool, total: u64) -> Self {
        Self::new(quiet, Some(total), "{bar:30} {percent:>3}%  {msg}  {bytes_per_sec}  {eta} left")
    }

    /// A spinner with a count of `what`.
    pub(super) fn spinner(quiet: bool, what: &str) -> Self {
        let progress = Self::new(quiet, None, "{spinner} {pos} {msg}  {per_sec}");
        progress.bar.set_message(what.to_string());
        progress
    }

    /// Sets the count.
    pub(super) fn count(&self, n: u64) {
        self.bar.set_position(n);
    }

    /// Sets the words beside the count.
    pub(super) fn say(&self, message: String) {
        self.bar.set_message(message);
    }

    /// Moves on by some bytes.
    pub(super) fn advance(&self, bytes: u64, message: String) {
        self.bar.inc(bytes);
        self.bar.set_message(message);
    }

    /// Takes the display off the screen.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
