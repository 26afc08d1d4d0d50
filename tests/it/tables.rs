//! The tables in `tests/tables/<kind>/<language>.txt` are the specification of the figure taggers.
//!
//! | line | meaning |
//! |---|---|
//! | `# …` | comment |
//! | `% xx` | language of the lines below; the file's name at first |
//! | `@ 2024-06-01` | reference date (perhaps `T10:15`) of the lines below; `@ -` for none |
//! | `$ AU` | country of the outlet; `$ -` for none |
//! | `~ through` | ranges of dates are one mention; also `~ until`, and `~ apart` again two |
//! | `> future` | ambiguous dates are read forward; `> past` again back |
//! | `= VALUE` | the value that each line below must give |
//! | `! text` | a text that must give no mention of the kind |
//! | `¶` in a text | the break between two paragraphs |
//! | any other | a text: exactly one mention, of the value, over the `[…]` part or else the whole line |
//!
//! Several values, joined by ` & `, stand for a line with as many `[…]` parts.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use newsint::model::{Kind, Mention, Modifier, Money, Quantity, QuantityType, Stamp, Value};
use newsint::tag::{Context, Prefer, Ranges, tag};
use rust_decimal::Decimal;

#[test]
fn money_tables_hold() {
    run("money", Kind::Money);
}

#[test]
fn date_tables_hold() {
    run("date", Kind::Date);
}

#[test]
fn quantity_tables_hold() {
    run("quantity", Kind::Quantity);
}

#[test]
fn indicator_tables_hold() {
    run("indicator", Kind::Indicator);
}

#[test]
fn quote_tables_hold() {
    run("quote", Kind::Quote);
}

/// Runs all tables of a kind and reports every line that fails.
fn run(folder: &str, kind: Kind) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables").join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map(|entries| entries.filter_map(|e| e.ok().map(|e| e.path())).collect())
        .unwrap_or_default();
    files.retain(|f| f.extension().is_some_and(|e| e == "txt"));
    files.sort();
    let mut failures = String::new();
    let mut examples = 0;
    for file in files {
        examples += check(&file, kind, &mut failures);
    }
    assert!(failures.is_empty(), "{examples} examples, these fail:\n{failures}");
}

/// Checks one table; returns how many examples it has.
fn check(file: &Path, kind: Kind, failures: &mut String) -> usize {
    let table = std::fs::read_to_string(file).expect("a readable table");
    let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
    let name = format!("{}/{stem}", kind.as_str());
    let (mut language, mut country) = (stem, None::<String>);
    let mut context = Context::default();
    let mut want = String::new();
    let mut examples = 0;
    for (number, line) in table.lines().enumerate() {
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        match mark {
            "" | "#" => {}
            "%" => language = rest.to_string(),
            "@" => {
                let stamp = rest.parse::<Stamp>().ok();
                context.reference = stamp.map(|s| s.date);
                context.reference_time = stamp.and_then(|s| s.time);
            }
            "~" => {
                context.ranges = match rest {
                    "through" => Ranges::Through,
                    "until" => Ranges::Until,
                    _ => Ranges::Apart,
                }
            }
            "$" if rest.len() < 3 => country = (rest != "-").then(|| rest.to_string()),
            ">" => context.prefer = if rest == "future" { Prefer::Future } else { Prefer::Past },
            "=" => want = rest.to_string(),
            _ => {
                examples += 1;
                let context =
                    Context { language: &language, country: country.as_deref(), ..context };
                let negative = mark == "!";
                let text = if negative { rest } else { line };
                let expected = if negative { None } else { Some(want.as_str()) };
                if let Err(message) = example(text, expected, kind, &context) {
                    writeln!(failures, "{name}:{}: {line}\n    {message}", number + 1).unwrap();
                }
            }
        }
    }
    examples
}

/// One example: the expected value (`None` for no mention) against what the tagger says.
fn example(
    line: &str,
    want: Option<&str>,
    kind: Kind,
    context: &Context<'_>,
) -> Result<(), String> {
    let many = want.is_some_and(|want| want.contains(" & "));
    let (text, parts) = bracketed(&line.replace('¶', "\n\n"), many);
    let found: Vec<Mention> =
        tag(&text, context).into_iter().filter(|m| m.value.kind() == kind).collect();
    let told = |value: &str, (start, end): (usize, usize)| {
        format!("[{}] = {value}", text.get(start..end).unwrap_or(""))
    };
    let wanted: Vec<String> = want.map_or_else(Vec::new, |want| {
        want.split(" & ").zip(&parts).map(|(value, part)| told(value, *part)).collect()
    });
    let got: Vec<String> = found
        .iter()
        .map(|m| told(&notation(&m.value), (m.span.start as usize, m.span.end as usize)))
        .collect();
    let same_places = want.is_none()
        || found.iter().map(|m| (m.span.start as usize, m.span.end as usize)).eq(parts);
    let right = same_places && got == wanted;
    let (want, told) = (wanted.join(", "), got);
    if right { Ok(()) } else { Err(format!("want {want}; found {}", told.join(", "))) }
}

/// The text without its brackets, and the bracketed parts as bytes: one from the first to the last
/// bracket, or each pair where there are `many`; the whole text when there are none.
fn bracketed(line: &str, many: bool) -> (String, Vec<(usize, usize)>) {
    let last = line.rfind(']');
    let (mut text, mut parts, mut open) = (String::new(), Vec::new(), None);
    for (at, c) in line.char_indices() {
        match (c, open) {
            ('[', None) if last.is_some_and(|last| at < last) => open = Some(text.len()),
            (']', Some(start)) if many || Some(at) == last => {
                parts.push((start, text.len()));
                open = None;
            }
            _ => text.push(c),
        }
    }
    if parts.is_empty() {
        return (line.to_string(), vec![(0, line.len())]);
    }
    (text, parts)
}

/// A value as the tables write it.
fn notation(value: &Value) -> String {
    match value {
        Value::Money(money) => money_notation(money),
        Value::Quantity(quantity) => quantity_notation(quantity),
        Value::Date(moment) => {
            let modifier = moment.modifier.as_ref().map_or(String::new(), |m| format!(" {m}"));
            format!("{} {}{modifier}", moment.moment_type.as_str(), moment.value)
        }
        Value::Indicator(indicator) => {
            let kind = serde_json::to_value(indicator.indicator_kind).unwrap();
            format!("{} {}", kind.as_str().unwrap(), indicator.value)
        }
        Value::Entity(entity) => format!("{} {}", entity.label.as_str(), entity.canonical),
        Value::Quote(quote) => quote.speaker.clone().unwrap_or_else(|| "-".to_string()),
    }
}

/// `USD 5`, `USD 5000000..7000000 range`, `?USD,CAD 5` when open, `USD 5 exact /year`.
fn money_notation(money: &Money) -> String {
    let currency = money
        .currency
        .clone()
        .unwrap_or_else(|| format!("?{}", money.candidates.first().map_or("", String::as_str)));
    let per = money.per.as_ref().map_or(String::new(), |p| format!(" /{p}"));
    format!("{currency} {}{per}", bounds(money.min, money.max, money.modifier))
}

/// `count missile 80 more_than`, `ordinal 8`, `percent 5.5`, `measure kilometre 12`.
fn quantity_notation(quantity: &Quantity) -> String {
    let unit = match (quantity.quantity_type, quantity.unit.as_deref()) {
        (QuantityType::Percent, Some("percent") | None) | (_, None) => String::new(),
        (_, Some(unit)) => format!(" {unit}"),
    };
    let bounds = bounds(quantity.min, quantity.max, quantity.modifier);
    format!("{}{unit} {bounds}", quantity.quantity_type.as_str())
}

/// The figure and, unless exact, its modifier.
fn bounds(min: Option<Decimal>, max: Option<Decimal>, modifier: Modifier) -> String {
    let figure = match (min, max) {
        (Some(a), Some(b)) if a != b => format!("{a}..{b}"),
        (Some(a), _) => a.to_string(),
        (None, Some(b)) => b.to_string(),
        (None, None) => "-".to_string(),
    };
    if modifier == Modifier::Exact { figure } else { format!("{figure} {}", modifier.as_str()) }
}
