//! Tagging takes time in proportion to the text, on one line and on hostile rows of words, too.

use std::time::{Duration, Instant};

use newsint::tag::{Context, Prefer, Ranges, tag};

/// Ten times the text may take so many times as long. A quadratic step would take a hundred times;
/// the room is for a busy machine: counted in instructions it is ten times.
const FACTOR_MAX: f64 = 20.0;

/// Rows whose parts could be read together in many ways.
const ROWS: &[&str] = &[
    "From 3 to 5 May the army lost over 80 missiles and $2 million in two weeks, ",
    "5 past 5 past ",
    "1 2 3 4 5 6 7 8 9 10 11 12 ",
    "Monday from 3 to 4 to 5 to 6 before Tuesday after May until June or later ",
    "the first week of the last Monday of the second half of the ",
    "10/11-12/13/2014-15 ",
    "twenty one hundred and two thousand and ",
    "two days before three days after four weeks from ",
];

fn time(text: &str, context: &Context<'_>) -> Duration {
    let once = || {
        let start = Instant::now();
        std::hint::black_box(tag(text, context));
        start.elapsed()
    };
    (0..5).map(|_| once()).min().unwrap()
}

#[test]
fn ten_times_the_text_takes_ten_times_as_long() {
    let prose = Context {
        language: "en",
        reference: Some("2022-11-28".parse().unwrap()),
        ..Context::default()
    };
    let request = Context { prefer: Prefer::Future, ranges: Ranges::Through, ..prose };
    for context in [prose, request] {
        for row in ROWS {
            let short = row.repeat(12_000 / row.len());
            let long = row.repeat(120_000 / row.len());
            let factor = || {
                let (one, ten) = (time(&short, &context), time(&long, &context));
                ten.as_secs_f64() / one.as_secs_f64().max(0.001)
            };
            // Other work on the machine may fall on one of the two only: three trials.
            let least = (0..3).map(|_| factor()).find(|&factor| factor <= FACTOR_MAX);
            assert!(least.is_some(), "{row:?}: more than {FACTOR_MAX} times as long");
        }
    }
}
