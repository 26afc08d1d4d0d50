//! `newsint generate`: man page and shell completions, made from the command line itself.

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use clap_complete::Shell;

use super::Session;
use super::exit::Exit;
use crate::error::{Error, Result};

/// Print the manual page or shell completions
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint generate man > newsint.1
  newsint generate completions bash > newsint.bash
  newsint generate reference > docs/cli.md")]
pub(super) struct Generate {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The manual page, in roff
    Man,
    /// Completions for a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Every verb with its help, in Markdown
    Reference,
}

impl Generate {
    pub(super) fn run(&self, session: &mut Session, mut command: clap::Command) -> Result<Exit> {
        let mut made = Vec::new();
        match &self.what {
            What::Man => clap_mangen::Man::new(command)
                .render(&mut made)
                .map_err(|e| Error::io("write", "manual page", e))?,
            What::Completions { shell } => {
                clap_complete::generate(*shell, &mut command, "newsint", &mut made);
            }
            What::Reference => made = reference(command).into_bytes(),
        }
        session.out.raw(&String::from_utf8_lossy(&made))?;
        Ok(Exit::Done)
    }
}

/// One section a verb: its help as it is printed.
fn reference(mut command: clap::Command) -> String {
    let mut out = String::from(
        "# Command line\n\nMade by `newsint generate reference`; a test keeps it true.\n",
    );
    command.build();
    let verbs: Vec<_> = command.get_subcommands().map(|c| c.get_name().to_string()).collect();
    for verb in verbs.iter().filter(|v| *v != "help") {
        if let Some(sub) = command.find_subcommand_mut(verb) {
            let help = sub.clone().term_width(100).render_long_help().to_string();
            let lines: Vec<_> = help.lines().map(str::trim_end).collect();
            let home = "[env: NEWSINT_HOME=";
            let lines: Vec<_> =
                lines.iter().map(|l| l.split(home).next().unwrap_or(l).trim_end()).collect();
            let body = lines.join("\n");
            let _ = write!(out, "\n## newsint {verb}\n\n```text\n{}\n```\n", body.trim_end());
        }
    }
    out
}
