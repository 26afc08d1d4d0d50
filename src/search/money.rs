//! Amounts as people write them in a query: `1000000`, `1e9USD`, `$1.5m`, `1m..5m`.

use std::ops::Bound;

use super::ast::Amount;

/// Signs with the currency they are read as, and whether other currencies share the sign.
const SIGNS: &[(char, &str, bool)] = &[
    ('$', "usd", true),
    ('€', "eur", false),
    ('£', "gbp", true),
    ('¥', "jpy", true),
    ('₩', "krw", true),
    ('₽', "rub", false),
    ('₹', "inr", false),
    ('₿', "btc", false),
    ('₺', "try", false),
    ('₴', "uah", false),
    ('₪', "ils", false),
    ('₫', "vnd", false),
];

/// Multipliers by name, longest first.
const SCALES: &[(&str, f64)] = &[
    ("million", 1e6),
    ("billion", 1e9),
    ("trillion", 1e12),
    ("thousand", 1e3),
    ("mln", 1e6),
    ("bln", 1e9),
    ("trn", 1e12),
    ("mn", 1e6),
    ("bn", 1e9),
    ("tn", 1e12),
    ("k", 1e3),
    ("m", 1e6),
    ("b", 1e9),
    ("t", 1e12),
];

/// Currencies of ISO 4217 that a query may name beside an amount.
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AZN BAM BBD BDT BGN BHD BND BOB BRL BYN BWP CAD CDF CHF \
    CLP CNY CNH COP CRC CUP CZK DKK DOP DZD EGP ETB EUR GBP GEL GHS GTQ HKD HNL HUF IDR ILS INR IQD \
    IRR ISK JMD JOD JPY KES KGS KHR KPW KRW KWD KZT LAK LBP LKR LYD MAD MDL MGA MMK MNT MXN MYR MZN \
    NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SDG SEK SGD SOS SSP \
    SYP THB TJS TMT TND TRY TWD TZS UAH UGX USD UYU UZS VES VND XAF XOF YER ZAR ZMW BTC ETH XMR USDT";

/// True for a currency code in capitals.
pub(super) fn is_currency(text: &str) -> bool {
    CODES.split_whitespace().any(|code| code == text)
}

/// Tickers that are no three-letter codes.
const LONG_TICKERS: &[&str] = &["usdt", "usdc", "doge", "busd", "matic", "shib"];

/// One figure with its currency, if named.
struct Figure {
    value: f64,
    currency: Option<String>,
    shared_sign: Option<char>,
}

/// Reads the value of `money`: what stands after the operator. The second part is a note on how it
/// was read.
pub(super) fn parse_amount(operator: &str, text: &str) -> Result<(Amount, Option<String>), String> {
    let bracketed = bracketed(text);
    let text = bracketed.as_deref().unwrap_or(text);
    if let Some((low, high)) = text.split_once("..") {
        if operator != ":" && operator != "=" {
            return Err(format!("a range of amounts is written money:{text}"));
        }
        return parse_range(low.trim(), high.trim());
    }
    let figure = parse_figure(text)?;
    let value = figure.value;
    let (min, max) = match operator.trim_start_matches(':') {
        ">=" => (Bound::Included(value), Bound::Unbounded),
        ">" => (Bound::Excluded(value), Bound::Unbounded),
        "<=" => (Bound::Unbounded, Bound::Included(value)),
        "<" => (Bound::Unbounded, Bound::Excluded(value)),
        _ => (Bound::Included(value), Bound::Included(value)),
    };
    let note = sign_note(&figure);
    Ok((Amount { currency: figure.currency, min, max }, note))
}

/// `[a TO b]`, as other tools write ranges, as `a..b`; `*` is an open end.
pub(super) fn bracketed(text: &str) -> Option<String> {
    let inside = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    let (low, high) = inside.split_once(" TO ").or_else(|| inside.split_once(" to "))?;
    let end = |text: &str| if text.trim() == "*" { String::new() } else { text.trim().to_string() };
    Some(format!("{}..{}", end(low), end(high)))
}

fn parse_range(low: &str, high: &str) -> Result<(Amount, Option<String>), String> {
    let end = |text: &str| if text.is_empty() { Ok(None) } else { parse_figure(text).map(Some) };
    let (low, high) = (end(low)?, end(high)?);
    let bound = |figure: &Option<Figure>| {
        figure.as_ref().map_or(Bound::Unbounded, |f| Bound::Included(f.value))
    };
    let (min, max) = (bound(&low), bound(&high));
    if let (Some(l), Some(h)) = (&low, &high)
        && l.value > h.value
    {
        return Err("the range of amounts ends below its beginning".to_string());
    }
    let named: Vec<&Figure> = [&low, &high].into_iter().flatten().collect();
    if named.is_empty() {
        return Err("a range of amounts needs at least one end".to_string());
    }
    let mut codes: Vec<&String> = named.iter().filter_map(|f| f.currency.as_ref()).collect();
    codes.dedup();
    if codes.len() > 1 {
        return Err("the two ends of the range are of different currencies".to_string());
    }
    let currency = codes.first().map(|c| (*c).clone());
    let note = named.iter().find_map(|f| sign_note(f));
    Ok((Amount { currency, min, max }, note))
}

fn sign_note(figure: &Figure) -> Option<String> {
    let (sign, code) = (figure.shared_sign?, figure.currency.as_ref()?.to_uppercase());
    Some(format!("{sign} is read as {code}; name another currency by its code, as in money>=1mCAD"))
}

fn parse_figure(text: &str) -> Result<Figure, String> {
    let bad = || {
        format!(
            "{text:?} is not an amount; write 1000000, 1.5m, 2bn, $3m, 1e9USD or a range 1m..5m"
        )
    };
    let mut rest = text.trim();
    let (mut currency, mut shared_sign) = (None, None);
    if let Some(&(sign, code, shared)) = SIGNS.iter().find(|&&(sign, ..)| rest.starts_with(sign)) {
        currency = Some(code.to_string());
        shared_sign = shared.then_some(sign);
        rest = rest.get(sign.len_utf8()..).unwrap_or("").trim_start();
    }
    let (number, tail) = split_number(rest);
    let digits: String = number.chars().filter(|c| !matches!(c, ',' | '_')).collect();
    let value: f64 = digits.parse().map_err(|_| bad())?;
    let (scale, code) = split_scale(tail.trim()).ok_or_else(bad)?;
    if let Some(code) = code {
        if currency.as_ref().is_some_and(|c| *c != code) && shared_sign.is_none() {
            return Err(format!("{text:?} names two currencies"));
        }
        (currency, shared_sign) = (Some(code), None);
    }
    let value = value * scale;
    if value.is_finite() { Ok(Figure { value, currency, shared_sign }) } else { Err(bad()) }
}

/// Digits with separators and exponent, and what follows.
fn split_number(text: &str) -> (&str, &str) {
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '_');
    let mut end = text.find(|c| !is_digit(c)).unwrap_or(text.len());
    let tail = text.get(end..).unwrap_or("");
    if let Some(exponent) = tail.strip_prefix(['e', 'E']) {
        let digits = exponent.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            end += 1 + digits;
        }
    }
    (text.get(..end).unwrap_or(""), text.get(end..).unwrap_or(""))
}

/// `m`, `mUSD`, `USD`, ` million eur` → multiplier and lower-cased code.
fn split_scale(tail: &str) -> Option<(f64, Option<String>)> {
    let lower = tail.to_lowercase();
    if lower.is_empty() {
        return Some((1.0, None));
    }
    let is_code = |s: &str| {
        s.bytes().all(|b| b.is_ascii_lowercase()) && (s.len() == 3 || LONG_TICKERS.contains(&s))
    };
    if let Some(&(_, scale)) = SCALES.iter().find(|&&(name, _)| name == lower) {
        return Some((scale, None));
    }
    // `bUSD` is a billion dollars, `BUSD` a coin.
    if is_code(&lower) && !(lower.len() == 4 && tail.starts_with(char::is_lowercase)) {
        return Some((1.0, Some(lower)));
    }
    SCALES.iter().find_map(|&(name, scale)| {
        let code = lower.strip_prefix(name)?.trim_start();
        is_code(code).then(|| (scale, Some(code.to_string())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(operator: &str, text: &str) -> Result<String, String> {
        parse_amount(operator, text).map(|(amount, _)| amount.to_string())
    }

    #[test]
    fn amounts_are_read() {
        for (operator, text, read_as) in [
            (">=", "1000000", ">=1000000 any currency"),
            (":>=", "$1.5m", ">=1500000usd"),
            (">=", "1e9USD", ">=1000000000usd"),
            ("<", "2bn", "<2000000000 any currency"),
            (">", "5MXN", ">5mxn"),
            (">", "5mUSDT", ">5000000usdt"),
            (":", "1m..5m", ">=1000000<=5000000 any currency"),
            (":", "€1m..", ">=1000000eur"),
            (":", "1,000 krw", ">=1000<=1000krw"),
            (":", "1m..5m USD", ">=1000000<=5000000usd"),
            (">", "2bUSD", ">2000000000usd"),
            (">", "2BUSD", ">2busd"),
            (":", "$5mCAD", ">=5000000<=5000000cad"),
        ] {
            assert_eq!(read(operator, text).as_deref(), Ok(read_as), "{text}");
        }
        assert!(parse_amount(">", "$5").is_ok_and(|(_, note)| note.is_some()));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "x", "5parsecs", "..", "5m..1m", "1eur..2usd", "1.2.3", "€5usd", "1e999"]
        {
            assert!(read(":", text).is_err(), "{text}");
        }
        assert!(read(">=", "1..2").is_err());
    }
}
