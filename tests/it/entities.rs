//! Entities, quotations and who is who, through the public taggers.

use newsint::analyse;
use newsint::model::{EntityTag, Label, Mention, Quote, Span, Value};
use newsint::resolve::resolve;
use newsint::tag::{Context, tag};
use serde_json::Value as Json;

use crate::shared::shared;

fn tagged(text: &str, language: &str) -> Vec<Mention> {
    let context = Context { language, ..Context::default() };
    let mut mentions = tag(text, &context);
    resolve(text, &mut mentions);
    mentions
}

fn entities(text: &str, language: &str) -> Vec<(String, EntityTag)> {
    let entity = |m: Mention| match m.value {
        Value::Entity(tag) => Some((m.span.of(text).to_string(), tag)),
        _ => None,
    };
    tagged(text, language).into_iter().filter_map(entity).collect()
}

fn quotes(text: &str, language: &str) -> Vec<(String, Quote)> {
    let quote = |m: Mention| match m.value {
        Value::Quote(quote) => Some((m.span.of(text).to_string(), quote)),
        _ => None,
    };
    tagged(text, language).into_iter().filter_map(quote).collect()
}

/// `surface/LABEL` or `surface/LABEL/canonical`, in text order, nothing else tagged.
fn check(language: &str, text: &str, wanted: &[&str]) {
    let found: Vec<String> = entities(text, language)
        .into_iter()
        .map(|(surface, tag)| {
            let label = tag.label.as_str();
            if surface == tag.canonical {
                format!("{surface}/{label}")
            } else {
                format!("{surface}/{label}/{}", tag.canonical)
            }
        })
        .collect();
    assert_eq!(found, wanted, "in {text:?}");
}

#[test]
fn the_seed_statement_has_its_entities_and_quotations() {
    let Some(folder) = shared("seed") else { return };
    let text = std::fs::read_to_string(folder.join("statement.txt")).expect("statement");
    let gold = std::fs::read_to_string(folder.join("gold.json")).expect("gold");
    let gold: Json = serde_json::from_str(&gold).expect("JSON");
    let offset = gold["body"][0].as_u64().expect("body") as usize;
    let end = gold["body"][1].as_u64().expect("body") as usize;
    let body: String = text.chars().skip(offset).take(end - offset).collect();
    let points = newsint::model::CodePoints::new(&body);
    let mentions = tagged(&body, "en");
    let place = |m: &Mention| {
        let (start, end) = points.of_span(m.span);
        (start + offset, end + offset)
    };
    let mut wanted = 0;
    let mut right = 0;
    for item in gold["mentions"].as_array().expect("mentions") {
        if item["kind"] != "entity" {
            continue;
        }
        wanted += 1;
        let at = (item["start"].as_u64(), item["end"].as_u64());
        right += usize::from(mentions.iter().any(|m| match &m.value {
            Value::Entity(tag) => {
                let (start, end) = place(m);
                (Some(start as u64), Some(end as u64)) == at
                    && item["label"] == tag.label.as_str()
                    && item["canonical"] == tag.canonical.as_str()
            }
            _ => false,
        }));
    }
    assert!(right + 1 >= wanted, "{right} of {wanted} entities");
    for item in gold["quotes"].as_array().expect("quotes") {
        let at = (item["start"].as_u64(), item["end"].as_u64());
        let found = mentions.iter().find_map(|m| match &m.value {
            Value::Quote(quote) => {
                let (start, end) = place(m);
                ((Some(start as u64), Some(end as u64)) == at).then_some(quote)
            }
            _ => None,
        });
        let quote = found.unwrap_or_else(|| panic!("no quotation at {at:?}"));
        assert_eq!(item["speaker"].as_str(), quote.speaker.as_deref());
        assert_eq!(item["cue"].as_str(), quote.cue.as_deref());
    }
}

#[test]
fn countries_and_their_people_share_a_name() {
    check(
        "en",
        "The DPRK and the ROK met U.S. officials; South Korean and British envoys left the UK.",
        &[
            "DPRK/GPE/North Korea",
            "ROK/GPE/South Korea",
            "U.S./GPE/United States",
            "South Korean/NORP/South Korea",
            "British/NORP/United Kingdom",
            "UK/GPE/United Kingdom",
        ],
    );
}

#[test]
fn common_words_are_no_names() {
    check("en", "They told us who may win in march; a turkey and some china broke.", &[]);
    check("en", "Who told us? It may be us.", &[]);
}

#[test]
fn titles_stay_outside_names() {
    check(
        "en",
        "Foreign Minister Taro Ishida met Gen. Robert Hale and Secretary of Homeland Security Ana Ruiz.",
        &[
            "Taro Ishida/PERSON",
            "Robert Hale/PERSON",
            "Homeland Security/ORG/United States Department of Homeland Security",
            "Ana Ruiz/PERSON",
        ],
    );
}

#[test]
fn a_surname_is_the_person_named_before() {
    check(
        "en",
        "Laura Benning spoke first. Later Benning left. The crowd cheered Benning’s speech.",
        &["Laura Benning/PERSON", "Benning/PERSON/Laura Benning", "Benning/PERSON/Laura Benning"],
    );
}

#[test]
fn an_amount_is_not_hidden_by_a_name_around_it() {
    let mentions = tagged("We are giving away 3 USD50 Cards.", "en");
    let money = mentions.iter().find(|m| matches!(m.value, Value::Money(_)));
    assert_eq!(money.map(|m| (m.span.start, m.span.end)), Some((21, 26)));
}

#[test]
fn two_people_of_one_surname_stay_two() {
    let found = entities("Laura Benning met Mark Benning. Mr. Benning left.", "en");
    let last = &found.last().expect("a third mention").1;
    assert_eq!(last.candidates, ["Laura Benning", "Mark Benning"]);
}

#[test]
fn full_names_of_one_person_are_one() {
    check(
        "en",
        "Joshua Abraham Brandt spoke. Josh Brandt left. Prof. J. A. Brandt wrote. Brandt, Josh wept.",
        &[
            "Joshua Abraham Brandt/PERSON",
            "Josh Brandt/PERSON/Joshua Abraham Brandt",
            "J. A. Brandt/PERSON/Joshua Abraham Brandt",
            "Brandt/PERSON/Joshua Abraham Brandt",
            "Josh/PERSON/Joshua Abraham Brandt",
        ],
    );
}

#[test]
fn who_is_named_later_is_no_reading_of_a_surname_before() {
    let found =
        entities("Laura Benning spoke. Benning left. Mark Benning came. Mr. Benning sat.", "en");
    let second = &found.get(1).expect("a second mention").1;
    assert_eq!((second.canonical.as_str(), second.candidates.len()), ("Laura Benning", 0));
    assert_eq!(found.last().expect("a last mention").1.candidates.len(), 2);
}

/// Names with their labels, and the names they must come out with.
type Given = (&'static str, &'static [(&'static str, Label, &'static str)]);

/// Names that are given, in order, and the name that each must have.
const GIVEN: &[Given] = &[
    (
        "The Emperor Osric Vale ruled. Vale was called mad; the Emperor laughed.",
        &[
            ("Emperor Osric Vale", Label::Person, "Osric Vale"),
            ("Vale", Label::Person, "Osric Vale"),
            ("Emperor", Label::Person, "Osric Vale"),
        ],
    ),
    (
        "Norland State University met. The University and NSU voted; the State Committee did not.",
        &[
            ("Norland State University", Label::Org, "Norland State University"),
            ("University", Label::Org, "Norland State University"),
            ("NSU", Label::Org, "Norland State University"),
            ("State Committee", Label::Org, "State Committee"),
        ],
    ),
    (
        "The House met. The House Ethics Committee met too.",
        &[
            ("House", Label::Org, "House"),
            ("House Ethics Committee", Label::Org, "House Ethics Committee"),
        ],
    ),
    (
        "The United States agreed. The States and the U.S. are one.",
        &[
            ("States", Label::Gpe, "United States"),
            ("States", Label::Gpe, "United States"),
            ("U.S.", Label::Gpe, "United States"),
        ],
    ),
    (
        "Ada Quill (born Ada Marsh) sang. Marsh was nine.",
        &[
            ("Ada Quill", Label::Person, "Ada Quill"),
            ("Ada Marsh", Label::Person, "Ada Quill"),
            ("Marsh", Label::Person, "Ada Quill"),
        ],
    ),
];

#[test]
fn given_names_are_told_who_they_are() {
    for (text, names) in GIVEN {
        let mut at = 0;
        let mut places = Vec::new();
        for (name, label, _) in *names {
            let start = at + text[at..].find(name).expect("a name of the text");
            at = start + name.len();
            places.push((Span::new(start, at), *label));
        }
        let found = analyse::names(text, &places, &Context::default());
        let names_found: Vec<_> = found
            .iter()
            .filter_map(|m| match &m.value {
                Value::Entity(tag) => Some(tag.canonical.as_str()),
                _ => None,
            })
            .collect();
        let wanted: Vec<_> = names.iter().map(|n| n.2).collect();
        assert_eq!(names_found, wanted, "in {text:?}");
    }
}

#[test]
fn an_acronym_is_what_defines_it() {
    check(
        "en",
        "The Harbour Safety Agency (HSA) closed the port. Ships obeyed the HSA.",
        &[
            "Harbour Safety Agency/ORG",
            "HSA/ORG/Harbour Safety Agency",
            "HSA/ORG/Harbour Safety Agency",
        ],
    );
}

#[test]
fn weapons_come_in_series() {
    check(
        "en",
        "It fired a Hwasong-17 and two KN-23 missiles beside MiG-29 jets.",
        &["Hwasong-17/WEAPON", "KN-23/WEAPON", "MiG-29/WEAPON"],
    );
}

#[test]
fn other_languages_know_countries() {
    check("ko", "북한은 미국과 대화했다.", &["북한/GPE/North Korea", "미국/GPE/United States"]);
    check(
        "ru",
        "Россия и Китай в КНДР.",
        &["Россия/GPE/Russia", "Китай/GPE/China", "КНДР/GPE/North Korea"],
    );
    check("zh", "朝鲜和俄罗斯", &["朝鲜/GPE/North Korea", "俄罗斯/GPE/Russia"]);
    check(
        "de",
        "Nordkorea warnt die USA.",
        &["Nordkorea/GPE/North Korea", "USA/GPE/United States"],
    );
}

#[test]
fn korean_and_chinese_names_are_read_by_character() {
    check(
        "ko",
        "경찰은 박민수 씨와 이서연 씨를 조사했다고 부산경찰청 관계자가 말했다.",
        &["경찰/ORG", "박민수/PERSON", "이서연/PERSON", "부산경찰청/ORG"],
    );
    check(
        "zh",
        "外交部发言人王立新在北京表示。",
        &["外交部/ORG/Ministry of Foreign Affairs of China", "王立新/PERSON", "北京/GPE/Beijing"],
    );
    // Traditional characters.
    check("zh", "北京大學教授陳美玲說", &["北京大學/ORG", "陳美玲/PERSON"]);
}

#[test]
fn a_capital_can_stand_for_its_government() {
    let found = entities("Pyongyang denied the report. He lives in Pyongyang.", "en");
    let metonyms: Vec<_> = found.iter().map(|(_, t)| t.metonym.as_deref()).collect();
    assert_eq!(metonyms, [Some("North Korea"), None]);
}

/// Text, quoted words and the speaker that must come out.
const SPEAKERS: &[(&str, &str, &str)] = &[
    ("“We will rebuild,” Laura Benning said.", "“We will rebuild,”", "Laura Benning"),
    ("“We will rebuild,” said Laura Benning, the mayor.", "“We will rebuild,”", "Laura Benning"),
    ("Laura Benning told reporters: \"We will rebuild.\"", "\"We will rebuild.\"", "Laura Benning"),
    (
        "Laura Benning came late. She said the town had “no money left for roads.”",
        "“no money left for roads.”",
        "Laura Benning",
    ),
    (
        "According to Laura Benning, “nobody was hurt in the fire.”",
        "“nobody was hurt in the fire.”",
        "Laura Benning",
    ),
];

#[test]
fn speakers_stand_before_and_after_their_words() {
    for (text, words, speaker) in SPEAKERS {
        let found = quotes(text, "en");
        let (surface, quote) = found.first().unwrap_or_else(|| panic!("nothing in {text:?}"));
        assert_eq!((surface.as_str(), quote.speaker.as_deref()), (*words, Some(*speaker)));
    }
}

#[test]
fn a_second_sentence_goes_on_with_the_speaker() {
    let text = "“It rose,” Laura Benning said at noon. “It fell again after that.”";
    let found = quotes(text, "en");
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|(_, q)| q.speaker.as_deref() == Some("Laura Benning")));
}

#[test]
fn scare_quotes_and_titles_are_no_quotations() {
    assert!(
        quotes("The so-called “dark fleet” sailed. They played “Blue Night” twice.", "en")
            .is_empty()
    );
}

#[test]
fn hostile_text_is_bounded() {
    let samples =
        ["“", "\"", "“a ", "«\n\n", "A ", "Kim ", "X, or XX, ", "Mr. ", "of the ", "(A) "];
    for sample in samples {
        let text = sample.repeat(100_000 / sample.len());
        let start = std::time::Instant::now();
        let mentions = tagged(&text, "en");
        assert!(
            mentions.iter().all(|m| text.get(m.span.start as usize..m.span.end as usize).is_some())
        );
        assert!(start.elapsed().as_secs() < 10, "{sample:?} took {:?}", start.elapsed());
    }
}
