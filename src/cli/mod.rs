//! The command line: words to the user. Only here are stdout, the environment, the clock and exit
//! codes.

mod add;
mod batch;
mod brief;
mod cite;
mod clock;
mod colour;
mod conflicts;
mod copies;
mod counts;
mod crawl;
mod crawl_log;
mod diff;
mod entities;
mod eval;
mod exit;
mod explain;
mod export;
mod extract;
mod first;
mod generate;
mod given;
mod import;
mod input;
mod like;
mod link;
mod mentions;
mod model;
mod printer;
mod progress;
mod rebuild;
mod sample;
mod sanitize;
mod search;
mod select;
mod show;
mod stats;
mod tag;
mod timeline;
mod timeline_formats;
mod verify;
mod watch;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::config::Settings;
use crate::corpus::Home;
use crate::error::{Error, Result};
use crate::extract::{Extractor, Recipes};
use crate::model::Kind;
use crate::tag::entity::{check_names, use_model, use_names};
use exit::Exit;
use printer::Printer;

/// Turn public statements and news into evidence: capture, extract, tag, search, cite and export.
#[derive(Debug, Parser)]
#[command(
    name = "newsint",
    version,
    max_term_width = 100,
    after_help = "\
Examples:
  newsint crawl https://news.example/  fetch, keep, read, tag and index a site
  newsint add pages/ clippings.txt     the same for files
  newsint search 'missile* site:gov'   find documents
  newsint brief '\"Lazarus Group\"'      a cited summary of what was found
  newsint export --format csv > tags.csv

The corpus lives in the current folder (corpus/, index/) unless --home or NEWSINT_HOME names another.
Exit codes: 0 done or found, 1 nothing found, 2 error, 130 stopped."
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every verb.
#[derive(Debug, Clone, Args)]
struct Global {
    /// Folder of the corpus
    #[arg(long, global = true, env = "NEWSINT_HOME", default_value = ".", value_name = "DIR")]
    home: PathBuf,
    /// Say nothing on stderr but errors
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Crawl(crawl::Crawl),
    Add(add::Add),
    Search(search::Search),
    Show(show::Show),
    Copies(copies::Copies),
    First(first::First),
    Watch(watch::Watch),
    Entities(entities::Entities),
    /// List amounts of money, largest first
    #[command(after_help = mentions::MONEY_HELP)]
    Money(mentions::Mentions),
    /// List dates, times and durations, in order of time
    #[command(after_help = mentions::DATES_HELP)]
    Dates(mentions::Mentions),
    /// List counts, percentages and measures, largest first
    #[command(after_help = mentions::QUANTITIES_HELP)]
    Quantities(mentions::Mentions),
    /// List quotations with their speakers
    #[command(after_help = mentions::QUOTES_HELP)]
    Quotes(mentions::Mentions),
    Timeline(timeline::Timeline),
    Conflicts(conflicts::Conflicts),
    Brief(brief::Brief),
    Cite(cite::Cite),
    Export(export::Export),
    Sample(sample::Sample),
    Import(import::Import),
    Link(link::Link),
    Eval(eval::Eval),
    Stats(stats::Stats),
    Verify(verify::Verify),
    Rebuild(rebuild::Rebuild),
    Extract(extract::Extract),
    Tag(tag::Tag),
    Model(model::Model),
    Generate(generate::Generate),
}

/// Digits of a document id that are shown to people; any verb takes them.
const SHORT_ID: usize = 8;

/// What every verb gets.
struct Session {
    home: Home,
    out: Printer,
}

/// Runs the program with the words of a command line (the first is the program's name).
pub fn run<I, T>(words: I) -> ExitCode
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are data; a wrong command line is clap's own message and exit code
            // 2.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let mut session =
        Session { home: Home::new(cli.global.home), out: Printer::new(cli.global.quiet) };
    let result = dispatch(cli.command, &mut session);
    let flushed = session.out.flush();
    match result.and_then(|exit| flushed.map(|()| exit)) {
        Ok(exit) => exit.into(),
        Err(error) => exit::report(&error),
    }
}

/// What reads pages: by the recipes of the settings of a corpus folder and by those of newsint.
fn extractor(settings: &Settings, folder: &Path) -> Result<Extractor> {
    let own = settings.recipes(folder)?;
    Ok(if own.is_empty() { Extractor::default() } else { Extractor::with(Recipes::with(&own)?) })
}

impl Session {
    /// What reads pages in this corpus folder.
    fn extractor(&self) -> Result<Extractor> {
        extractor(&Settings::load(self.home.root())?, self.home.root())
    }
}

/// Has the tagger know the names of the user's own tables (`[lexicon] files`). A fault of the
/// settings is left to the verbs that need them; one of a table stops every verb.
fn own_names(session: &Session) -> Result<()> {
    let folder = session.home.root();
    let Ok(settings) = Settings::load(folder) else { return Ok(()) };
    let mut tables = String::new();
    for file in &settings.lexicon {
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path).map_err(|e| Error::io("read", &path, e))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        check_names(text)
            .map_err(|(line, why)| Error::data(&path, format!("line {line}: {why}")))?;
        tables.push_str(text);
        tables.push('\n');
    }
    use_names(tables);
    Ok(())
}

/// Has the tagger use the user's own models (`[lexicon] models`).
fn own_models(session: &Session) -> Result<()> {
    let folder = session.home.root();
    let Ok(settings) = Settings::load(folder) else { return Ok(()) };
    for (language, file) in &settings.models {
        let path = folder.join(file);
        let bytes = std::fs::read(&path).map_err(|e| Error::io("read", &path, e))?;
        if !use_model(language, &bytes) {
            let why = format!("no model that this version reads for the language {language:?}");
            return Err(Error::data(&path, why));
        }
    }
    Ok(())
}

fn dispatch(command: Command, session: &mut Session) -> Result<Exit> {
    own_names(session)?;
    // A model is trained and measured without regard to the one in use.
    if !matches!(command, Command::Model(_)) {
        own_models(session)?;
    }
    match command {
        Command::Crawl(verb) => verb.run(session),
        Command::Add(verb) => verb.run(session),
        Command::Search(verb) => verb.run(session),
        Command::Show(verb) => verb.run(session),
        Command::Copies(verb) => verb.run(session),
        Command::First(verb) => verb.run(session),
        Command::Watch(verb) => verb.run(session),
        Command::Entities(verb) => verb.run(session),
        Command::Money(verb) => verb.run(session, Kind::Money),
        Command::Dates(verb) => verb.run(session, Kind::Date),
        Command::Quantities(verb) => verb.run(session, Kind::Quantity),
        Command::Quotes(verb) => verb.run(session, Kind::Quote),
        Command::Timeline(verb) => verb.run(session),
        Command::Conflicts(verb) => verb.run(session),
        Command::Brief(verb) => verb.run(session),
        Command::Cite(verb) => verb.run(session),
        Command::Export(verb) => verb.run(session),
        Command::Sample(verb) => verb.run(session),
        Command::Import(verb) => verb.run(session),
        Command::Link(verb) => verb.run(session),
        Command::Eval(verb) => verb.run(session),
        Command::Stats(verb) => verb.run(session),
        Command::Verify(verb) => verb.run(session),
        Command::Rebuild(rebuild::Rebuild {}) => rebuild::Rebuild::run(session),
        Command::Extract(verb) => verb.run(session),
        Command::Tag(verb) => verb.run(session),
        Command::Model(verb) => verb.run(session),
        Command::Generate(verb) => verb.run(session, Cli::command()),
    }
}
