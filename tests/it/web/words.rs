//! Small articles, each different, made from lists of sentences.

const TOWNS: &[&str] = &[
    "Halden Bay",
    "Morvik",
    "Castlebrook",
    "Port Ellery",
    "Saint Aldan",
    "Westerholm",
    "Dunmere",
    "Orrin Falls",
    "Tarnby",
    "Greywater",
    "Lindum",
    "Ashcombe",
    "Kestrel Point",
    "Velden",
    "Marrow Hill",
    "Quayside",
    "Easterby",
    "Novara Heights",
    "Pellham",
    "Rook Island",
    "Sundry",
    "Thornwick",
    "Upper Calder",
    "Winterbourne",
];

const NEWS: &[(&str, &str)] = &[
    ("approves a new tram line", "the tram line"),
    ("delays the repair of its harbour wall", "the harbour wall"),
    ("opens a library in the old mill", "the library"),
    ("counts the cost of the spring flood", "the flood relief"),
    ("votes against a third reservoir", "the reservoir"),
    ("plans shelters for the coming winter", "the winter shelters"),
    ("hires more nurses for its night clinic", "the night clinic"),
    ("sells its stake in the ferry company", "the ferry sale"),
    ("closes the eastern bridge to lorries", "the eastern bridge"),
    ("asks for an inquiry into the power cut", "the power cut"),
    ("starts work on a school for the valley", "the valley school"),
    ("sends a rescue team to the border", "the rescue mission"),
];

const PEOPLE: &[&str] = &[
    "Marta Lindqvist",
    "Tomas Arkwright",
    "Elena Varga",
    "Joseph Okafor",
    "Ingrid Solberg",
    "Peter Hallam",
    "Amira Nasser",
    "Daniel Whitcombe",
    "Sofia Renner",
    "Lucas Brandt",
    "Nadia Petrova",
    "Owen Carrick",
];

const OFFICES: &[&str] = &[
    "the town council",
    "the regional court",
    "the harbour authority",
    "the transport committee",
    "the health board",
    "the chamber of commerce",
    "the residents' association",
    "the audit office",
];

/// `{t}` town, `{p}` person, `{o}` office, `{x}` the matter, `{n}` number, `{c}` per cent,
/// `{d}` day of the month.
const SENTENCES: &[&str] = &[
    "Officials in {t} said that {x} would cost about {n} million dollars over the next four years.",
    "\"We have waited long enough, and people here deserve an answer,\" said {p}, who speaks for \
     {o}.",
    "A report published on {d} March found that {c} per cent of households had asked for help.",
    "{p} told reporters that the decision on {x} was taken after {n} hours of debate.",
    "Several members of {o} voted against the plan and asked for an independent review.",
    "The figures were first mentioned in a letter that {p} sent to the ministry last autumn.",
    "Residents of {t} gathered outside the town hall to hear the result, many of them in the rain.",
    "According to {o}, work on {x} could begin as early as {d} May if the weather allows.",
    "Shop owners fear that {x} will keep customers away during the busiest weeks of the year.",
    "\"Nobody in {t} was asked about this before it was announced,\" {p} said in an interview.",
    "The budget for {x} has grown by {c} per cent since the first estimate was made.",
    "An earlier attempt failed when {o} could not agree on who should pay for the repairs.",
    "Engineers from {t} have examined {n} sites and found faults in more than half of them.",
    "{p}, a former teacher, has led the campaign against {x} for the past {n} months.",
    "Neighbouring towns such as {t} have watched the dispute with growing concern.",
    "A spokesperson for {o} declined to comment while the inquiry into {x} is open.",
    "The contract was signed on {d} April and runs for {n} years, with a review half way through.",
    "Most of the {n} workers who were hired for {x} come from villages around {t}.",
    "Analysts expect prices to rise by {c} per cent before the end of the year.",
    "\"It is a small step, but it is a step,\" said {p} after the meeting of {o}.",
    "Documents seen by this newspaper show that {o} knew of the problem {n} weeks earlier.",
    "The police closed two roads near {t} for an hour; nobody was hurt.",
    "Volunteers have collected more than {n} thousand signatures in support of {x}.",
    "If {o} agrees, the first results will be shown to the public on {d} June.",
    "{p} and {o} have until the end of the month to present their proposals.",
    "Last year a similar project in {t} was stopped after {c} per cent of the money had been spent.",
    "Farmers along the river say {x} has already changed the way they plan the season.",
    "The minister thanked {p} for the work done and promised to visit {t} before the summer.",
];

/// A stream of numbers that depends on its seed alone (`SplitMix64`, Steele et al. 2014).
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to `bound`, exclusive.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

/// How many articles have titles of their own.
pub(crate) const ARTICLES: usize = 24 * 12;

/// The article of a number, in one of its editions: the title stays, the text differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Article {
    pub(crate) number: usize,
    pub(crate) edition: u32,
}

/// The first edition of an article.
pub(crate) fn article(number: usize) -> Article {
    assert!(number < ARTICLES, "no title for article {number}");
    Article { number, edition: 0 }
}

impl Article {
    pub(crate) fn edition(self, edition: u32) -> Self {
        Self { edition, ..self }
    }

    /// Unlike that of every other number.
    pub(crate) fn title(self) -> String {
        let (deed, _) = NEWS[(self.number / TOWNS.len()) % NEWS.len()];
        format!("{} {deed}", TOWNS[self.number % TOWNS.len()])
    }

    /// The title as the last part of a path.
    pub(crate) fn slug(self) -> String {
        self.title().to_lowercase().replace(' ', "-")
    }

    /// Where a site would keep it.
    pub(crate) fn path(self) -> String {
        format!("/{}/{}", self.day().replace('-', "/"), self.slug())
    }

    /// `YYYY-MM-DD`.
    pub(crate) fn day(self) -> String {
        format!("2025-{:02}-{:02}", self.number % 12 + 1, self.number % 27 + 1)
    }

    pub(crate) fn author(self) -> &'static str {
        PEOPLE[(self.number * 7 + 3) % PEOPLE.len()]
    }

    /// Four or five, of three to five sentences.
    pub(crate) fn paragraphs(self) -> Vec<String> {
        let mut dice = Dice::new((self.number as u64) << 8 | u64::from(self.edition));
        let mut left: Vec<&str> = SENTENCES.to_vec();
        let (_, matter) = NEWS[(self.number / TOWNS.len()) % NEWS.len()];
        let mut told = Vec::new();
        for _ in 0..4 + dice.below(2) {
            let mut lines = Vec::new();
            for _ in 0..3 + dice.below(3) {
                let sentence = left.remove(dice.below(left.len()));
                lines.push(filled(sentence, matter, &mut dice));
            }
            told.push(lines.join(" "));
        }
        told
    }
}

fn filled(sentence: &str, matter: &str, dice: &mut Dice) -> String {
    let filled = sentence
        .replace("{t}", dice.pick(TOWNS))
        .replace("{p}", dice.pick(PEOPLE))
        .replace("{o}", dice.pick(OFFICES))
        .replace("{x}", matter)
        .replace("{n}", &(3 + dice.below(90)).to_string())
        .replace("{c}", &(4 + dice.below(60)).to_string())
        .replace("{d}", &(1 + dice.below(28)).to_string());
    let mut chars = filled.chars();
    let first = chars.next().unwrap().to_uppercase().to_string();
    first + chars.as_str()
}
