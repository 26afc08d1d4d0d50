use super::*;

/// `value end-token flags` of the number at the start of a text.
fn read(text: &str, language: &str) -> String {
    let layer = Layer::new(text);
    let Some(n) = parse(&layer, 0, Lexicon::of(language), false) else { return "none".into() };
    let whole = if n.end == layer.len() && !n.is_glued(&layer) { "" } else { " +rest" };
    let flags = format!(
        "{}{}{}",
        if n.ordinal { " ordinal" } else { "" },
        if n.vague { " vague" } else { "" },
        whole
    );
    format!("{}{flags}", n.value.normalize())
}

#[test]
fn english_numbers() {
    for (text, want) in [
        ("80", "80"),
        ("1,234.5", "1234.5"),
        ("1.2 million", "1200000"),
        ("3.2-billion", "3200000000"),
        ("50k", "50000"),
        ("10mn", "10000000"),
        ("1.5tn", "1500000000000"),
        ("2 1/2", "2.5"),
        ("2½", "2.5"),
        ("½", "0.5"),
        ("half a million", "500000"),
        ("half million", "500000"),
        ("half-a million", "500000"),
        ("a half-million", "500000"),
        ("a quarter of a million", "250000"),
        ("three quarters of a billion", "750000000"),
        ("three quarters billion", "750000000"),
        ("two-and-a-half billion", "2500000000"),
        ("one and a half", "1.5"),
        ("one and a half billion", "1500000000"),
        ("a million and a half", "1500000"),
        ("3 million and a half", "3500000"),
        ("a dozen", "12"),
        ("half a dozen", "6"),
        ("two dozen", "24"),
        ("hundreds", "100 vague"),
        ("tens of thousands", "10000 vague"),
        ("hundreds of millions of", "100000000 vague +rest"),
        ("several thousand", "1000 vague"),
        ("a few hundred", "100 vague"),
        ("several missiles", "1 vague +rest"),
        ("ninety-nine", "99"),
        ("twenty-first", "21 ordinal"),
        ("one hundred and first", "101 ordinal"),
        ("8th", "8 ordinal"),
        ("second", "2 ordinal"),
        ("one hundred and six", "106"),
        ("two hundred thousand", "200000"),
        ("twenty-five hundred", "2500"),
        ("thirty thousand million", "30000000000"),
        ("two million three hundred thousand and five", "2300005"),
        ("1 million 200 thousand", "1200000"),
        ("4,276 crore", "42760000000"),
        ("one point five million", "1500000"),
        ("minus five", "-5"),
        ("-5.5", "-5.5"),
        ("two thirds", "0.6666666666666666666666666667"),
        ("half a mile", "0.5 +rest"),
        ("a missile", "none"),
        ("half of them", "none"),
        ("quarter", "none"),
        ("two three", "2 +rest"),
        ("five twenty", "5 +rest"),
        ("10-20", "10 +rest"),
        ("600m", "600 +rest"),
        ("1.2.3", "none"),
        ("10/01/2023", "10 +rest"),
    ] {
        assert_eq!(read(text, "en"), want, "{text}");
    }
}

#[test]
fn long_runs_end() {
    let text = "thousand million ".repeat(10_000);
    let layer = Layer::new(&text);
    assert!((0..layer.len()).all(|i| parse(&layer, i, Lexicon::of("en"), true).is_none()));
    assert_eq!(read(&"nine ".repeat(1000), "en"), "9 +rest");
}
