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

#[test]
fn sign_words_do_not_stack() {
    assert_eq!(read(&"minus ".repeat(100_000), "en"), "none");
    assert_eq!(read("제공했다", "ko"), "none");
    assert_eq!(read(&"第".repeat(100_000), "zh"), "none");
}

#[test]
fn other_languages() {
    for (language, text, want) in [
        ("es", "doscientos cincuenta mil millones", "250000000000"),
        ("es", "treinta y cinco", "35"),
        ("es", "1.234,5", "1234.5"),
        ("fr", "quatre-vingt-dix-sept", "97"),
        ("fr", "deux cents millions", "200000000"),
        ("fr", "10 000,50", "10000.5"),
        ("fr", "50 cents", "50 +rest"),
        ("de", "zweiundzwanzig", "22"),
        ("de", "siebenhundert", "700"),
        ("de", "dreihunderttausend", "300000"),
        ("de", "2,5 Mrd.", "2500000000"),
        ("nl", "tweehonderd miljoen", "200000000"),
        ("it", "trecentocinquanta milioni", "350000000"),
        ("it", "duecentomila", "200000"),
        ("ru", "двадцать пять миллионов", "25000000"),
        ("ru", "1,5 млрд", "1500000000"),
        ("zh", "5306亿", "530600000000"),
        ("zh", "四十九兆九千五百九十二億", "49959200000000"),
        ("zh", "1万亿", "1000000000000"),
        ("zh", "第八", "8 ordinal"),
        ("ko", "7천 5백만", "75000000"),
        ("ko", "1만 2천 345", "12345"),
        ("ko", "이만칠천원", "27000 +rest"),
        ("ko", "일점이삼", "1.23"),
        ("ja", "三百二十五万", "3250000"),
        ("ar", "خمسة وعشرون", "25"),
        ("ar", "٣ ملايين", "3000000"),
        ("tr", "yirmi beş milyon", "25000000"),
        ("pt", "2,5 bilhões", "2500000000"),
    ] {
        assert_eq!(read(text, language), want, "{language}: {text}");
    }
}
