//! The only place that writes to standard output and standard error.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use serde::Serialize;

use super::sanitize;
use crate::error::{Error, Result};

/// Narrowest last column of a table that is worth keeping the others on one line for. Characters.
const LAST_COLUMN_MIN: usize = 30;

/// Owns all output: data to stdout, words to stderr.
pub(crate) struct Printer {
    out: BufWriter<Box<dyn Write + Send>>,
    terminal: bool,
    coloured: bool,
    quiet: bool,
    width: Option<u16>,
}

impl std::fmt::Debug for Printer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Printer").field("terminal", &self.terminal).finish_non_exhaustive()
    }
}

/// A closed pipe is not an error for a filter; [`super::run`] ends quietly on it.
fn io_error(error: io::Error) -> Error {
    Error::io("write", "standard output", error)
}

impl Printer {
    /// The printer of a process.
    pub(crate) fn new(quiet: bool) -> Self {
        let stdout = io::stdout();
        // Width of a terminal to lay out for although stdout is none: for screenshots and tests of
        // the docs.
        let width = std::env::var("NEWSINT_TERMINAL").ok().and_then(|w| w.parse().ok());
        let terminal = stdout.is_terminal() || width.is_some();
        let coloured = AutoStream::choice(&stdout) != ColorChoice::Never;
        // Data goes into files and pipes as it is.
        let out: Box<dyn Write + Send> =
            if terminal { Box::new(AutoStream::auto(stdout)) } else { Box::new(stdout) };
        Self { out: BufWriter::with_capacity(64 * 1024, out), terminal, coloured, quiet, width }
    }

    /// True if stdout is a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// True if colours reach the reader: a terminal, or asked for by `CLICOLOR_FORCE`; never with
    /// `NO_COLOR`.
    pub(crate) fn is_coloured(&self) -> bool {
        self.coloured
    }

    /// True if the user asked for silence on stderr.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// One line of data, as it is.
    pub(crate) fn data(&mut self, line: &str) -> Result<()> {
        writeln!(self.out, "{line}").map_err(io_error)
    }

    /// Data without a line end.
    pub(crate) fn raw(&mut self, text: &str) -> Result<()> {
        self.out.write_all(text.as_bytes()).map_err(io_error)
    }

    /// Bytes as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).map_err(io_error)
    }

    /// Text from a document: escaped on a terminal, as it is in a pipe.
    pub(crate) fn text(&mut self, text: &str) -> Result<()> {
        if self.terminal { self.data(&sanitize::block(text)) } else { self.data(text) }
    }

    /// One JSON object on a line of its own.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut self.out, value).map_err(|e| match e.io_error_kind() {
            Some(kind) => io_error(kind.into()),
            None => e.into(),
        })?;
        self.out.write_all(b"\n").map_err(io_error)
    }

    /// Rows with a header: an aligned table on a terminal, tab-separated lines in a pipe.
    pub(crate) fn table(&mut self, header: &[&str], rows: &[Vec<String>]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        if !self.terminal {
            self.data(&header.join("\t"))?;
            for row in rows {
                let cells: Vec<_> = row.iter().map(|c| sanitize::line(c)).collect();
                self.data(&cells.join("\t"))?;
            }
            return Ok(());
        }
        let mut table = Table::new();
        table
            .load_style(presets::UTF8_BORDERS_ONLY)
            .set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(header);
        if let Some(width) = self.width {
            table.set_width(width);
        }
        for row in rows {
            table.add_row(row.iter().map(|c| sanitize::line(c).into_owned()));
        }
        // Figures, ids and names stand on one line and the last column gives way to the width, if
        // that leaves it enough.
        let widths = table.column_max_content_widths();
        let others = widths.iter().rev().skip(1).map(|w| usize::from(*w) + 3).sum::<usize>();
        if others + LAST_COLUMN_MIN <= usize::from(table.width().unwrap_or(u16::MAX)) {
            for column in table.column_iter_mut().take(header.len().saturating_sub(1)) {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        self.data(&table.to_string())
    }

    /// The writer below, for exporters.
    pub(crate) fn writer(&mut self) -> &mut (dyn Write + Send) {
        &mut self.out
    }

    /// Words for the user on stderr; silent with `--quiet`.
    pub(crate) fn say(&self, words: &str) {
        if !self.quiet {
            to_stderr(words);
        }
    }

    /// Hands everything to the system.
    pub(crate) fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(io_error)
    }
}

/// A line on stderr; a closed stderr is nothing to fail over.
pub(crate) fn to_stderr(words: &str) {
    let mut stream = AutoStream::auto(io::stderr());
    let _ = writeln!(stream, "{words}");
}
