//! Pictures without scripts or outside parts (SVG 1.1): a timeline and a histogram of months.

use std::fmt::Write;

use jiff::civil::Date;

use super::markup::{escape, is_rtl, wrap};
use super::types::{Basis, Month, Source, TimelineEntry};

/// Width of a picture. Pixels.
const WIDTH: usize = 900;
/// Space left and right of an axis. Pixels.
const MARGIN: usize = 30;
/// Height of the axis above the entries. Pixels.
const AXIS: usize = 70;
/// Where sentences begin. Pixels from the left.
const TEXT_X: usize = 150;
/// Height of a line of text. Pixels.
const LINE: usize = 18;
/// Columns of a line of text.
const COLUMNS: usize = 100;
/// Most lines of one sentence.
const LINES_MAX: usize = 3;
/// Bars of a histogram are at most this high. Pixels.
const BAR: usize = 90;

const STYLE: &str = "<style>svg text{font:13px system-ui,'Noto Sans','Noto Sans CJK SC',\
    'Noto Naskh Arabic',sans-serif;fill:#222}svg .d{font-weight:bold}svg .s{fill:#666;font-size:11px}\
    svg line{stroke:#888}svg circle,svg rect{fill:#27527a}svg .p{fill:#fff;stroke:#27527a}</style>";

fn open(height: usize, title: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\">\n<title>{}</title>\n{STYLE}\n",
        escape(title)
    )
}

/// A timeline: an axis with a mark for each entry, and the entries below with their sources.
/// Entries that stand under their day of publication have an open mark.
pub fn timeline_svg(query: &str, entries: &[TimelineEntry], sources: &[Source]) -> String {
    let rows: Vec<Vec<String>> =
        entries.iter().map(|e| wrap(&e.text, COLUMNS, LINES_MAX)).collect();
    let high = |lines: &Vec<String>| (lines.len().max(1) + 1) * LINE + 8;
    let height = AXIS + rows.iter().map(high).sum::<usize>() + MARGIN;
    let mut out = open(height, &format!("Timeline: {query}"));
    axis(&mut out, entries);
    let mut y = AXIS + MARGIN;
    for (entry, lines) in entries.iter().zip(&rows) {
        row(&mut out, y, entry, lines, sources);
        y += high(lines);
    }
    out.push_str("</svg>\n");
    out
}

/// Days since 1970.
fn number(date: Date) -> i64 {
    date.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24
}

fn axis(out: &mut String, entries: &[TimelineEntry]) {
    let days: Vec<Option<i64>> =
        entries.iter().map(|e| e.date.parse::<Date>().ok().map(number)).collect();
    let known = || days.iter().flatten().copied();
    let (Some(first), Some(last)) = (known().min(), known().max()) else { return };
    let length = (last - first).max(1);
    let y = AXIS / 2;
    let _ =
        writeln!(out, "<line x1=\"{MARGIN}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\"/>", WIDTH - MARGIN);
    for (entry, day) in entries.iter().zip(&days) {
        let Some(day) = day else { continue };
        let part = (day - first) as f64 / length as f64;
        let x = MARGIN as f64 + part * (WIDTH - 2 * MARGIN) as f64;
        let class = if entry.basis == Basis::Publication { " class=\"p\"" } else { "" };
        let _ = writeln!(
            out,
            "<circle cx=\"{x:.0}\" cy=\"{y}\" r=\"5\"{class}><title>{}</title></circle>",
            escape(&entry.value)
        );
    }
    let label = |out: &mut String, x: usize, anchor: &str, text: Option<&TimelineEntry>| {
        let date = text.map_or("", |e| e.date.as_str());
        let y = y + 24;
        let _ = writeln!(
            out,
            "<text class=\"s\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>",
            escape(date)
        );
    };
    label(out, MARGIN, "start", entries.first());
    if last > first {
        label(out, WIDTH - MARGIN, "end", entries.last());
    }
}

fn row(out: &mut String, y: usize, entry: &TimelineEntry, lines: &[String], sources: &[Source]) {
    let (cy, class) = (y - 4, if entry.basis == Basis::Publication { " class=\"p\"" } else { "" });
    let _ = writeln!(out, "<circle cx=\"{MARGIN}\" cy=\"{cy}\" r=\"4\"{class}/>");
    let value = escape(&entry.value);
    let _ = writeln!(out, "<text class=\"d\" x=\"{}\" y=\"{y}\">{value}</text>", MARGIN + 14);
    let right = is_rtl(&entry.text);
    let (x, direction) = if right { (WIDTH - MARGIN, " direction=\"rtl\"") } else { (TEXT_X, "") };
    let mut below = y;
    for line in lines {
        let _ = writeln!(out, "<text x=\"{x}\" y=\"{below}\"{direction}>{}</text>", escape(line));
        below += LINE;
    }
    let cited =
        entry.citations.iter().filter_map(|c| sources.iter().find(|s| s.number == c.source));
    let names: Vec<String> = cited
        .map(|s| format!("[{}] {}", s.number, s.site.as_deref().unwrap_or(&s.document)))
        .collect();
    let line = wrap(&names.join("  "), COLUMNS + 10, 1);
    let line = line.first().map_or("", String::as_str);
    let _ = writeln!(out, "<text class=\"s\" x=\"{TEXT_X}\" y=\"{below}\">{}</text>", escape(line));
}

/// Documents a month as bars.
pub fn months_svg(months: &[Month]) -> String {
    let height = BAR + 2 * MARGIN;
    let mut out = open(height, "Documents by month of publication");
    let most = months.iter().map(|m| m.documents).max().unwrap_or(0).max(1);
    let room = WIDTH - 2 * MARGIN;
    let step = (room / months.len().max(1)).clamp(1, 60);
    let base = MARGIN + BAR;
    for (at, month) in months.iter().enumerate() {
        let n = month.documents;
        let (x, high) = (MARGIN + at * step, n * BAR / most);
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{}\" width=\"{}\" height=\"{high}\"><title>{}: {n}</title></rect>",
            base - high,
            (step * 4 / 5).max(1),
            escape(&month.month),
        );
    }
    let _ = writeln!(
        out,
        "<line x1=\"{MARGIN}\" y1=\"{base}\" x2=\"{}\" y2=\"{base}\"/>",
        WIDTH - MARGIN
    );
    // As many labels as fit.
    let every = 60_usize.div_ceil(step);
    for (at, month) in months.iter().enumerate().step_by(every) {
        let x = MARGIN + at * step;
        let _ = writeln!(
            out,
            "<text class=\"s\" x=\"{x}\" y=\"{}\">{}</text>",
            base + 16,
            escape(&month.month)
        );
    }
    let _ = writeln!(out, "<text class=\"s\" x=\"{MARGIN}\" y=\"{}\">{most}</text>", MARGIN - 8);
    out.push_str("</svg>\n");
    out
}
