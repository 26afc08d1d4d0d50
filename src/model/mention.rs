//! Tags: things a text mentions, as spans with values.

use serde::{Deserialize, Serialize};

use super::{Moment, Money, Quantity, QuantityType, Span};

/// One tagged span. Invariant: `span` lies on character boundaries of the document's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Where.
    pub span: Span,
    /// What.
    pub value: Value,
}

/// What a mention means.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A named entity.
    Entity(EntityTag),
    /// An amount of money.
    Money(Money),
    /// A temporal expression.
    Date(Moment),
    /// A count, ordinal, percentage or measure.
    Quantity(Quantity),
    /// A quotation.
    Quote(Quote),
    /// A technical indicator.
    Indicator(Indicator),
}

/// The kinds of mention, in the order they are listed everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// See [`Value::Entity`].
    Entity,
    /// See [`Value::Money`].
    Money,
    /// See [`Value::Date`].
    Date,
    /// See [`Value::Quantity`].
    Quantity,
    /// See [`Value::Quote`].
    Quote,
    /// See [`Value::Indicator`].
    Indicator,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Entity, Self::Money, Self::Date, Self::Quantity, Self::Quote, Self::Indicator];

    /// The name used in JSON, the database and exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Money => "money",
            Self::Date => "date",
            Self::Quantity => "quantity",
            Self::Quote => "quote",
            Self::Indicator => "indicator",
        }
    }
}

impl Value {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Entity(_) => Kind::Entity,
            Self::Money(_) => Kind::Money,
            Self::Date(_) => Kind::Date,
            Self::Quantity(_) => Kind::Quantity,
            Self::Quote(_) => Kind::Quote,
            Self::Indicator(_) => Kind::Indicator,
        }
    }

    /// Its one label where formats know labels only: the entity label, `MONEY`, the TIMEX3 type,
    /// `COUNT`, `ORDINAL`, `PERCENT`, `MEASURE`, `QUOTE`, `INDICATOR`.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Entity(entity) => entity.label.as_str(),
            Self::Money(_) => "MONEY",
            Self::Date(moment) => moment.moment_type.as_str(),
            Self::Quantity(quantity) => match quantity.quantity_type {
                QuantityType::Count => "COUNT",
                QuantityType::Ordinal => "ORDINAL",
                QuantityType::Percent => "PERCENT",
                QuantityType::Measure => "MEASURE",
            },
            Self::Quote(_) => "QUOTE",
            Self::Indicator(_) => "INDICATOR",
        }
    }
}

/// Entity labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Label {
    /// A person.
    Person,
    /// An organisation, agency, company, party, armed group.
    Org,
    /// A country, city, province: a place with a government.
    Gpe,
    /// A place without one: sea, mountain, region.
    Loc,
    /// A building, base, launch site, airport.
    Fac,
    /// A nationality, religious or political group.
    Norp,
    /// A named event.
    Event,
    /// A product.
    Product,
    /// A weapon or weapon system.
    Weapon,
    /// A law, treaty, resolution.
    Law,
    /// A titled work.
    Work,
}

impl Label {
    /// All labels.
    pub const ALL: [Self; 11] = [
        Self::Person,
        Self::Org,
        Self::Gpe,
        Self::Loc,
        Self::Fac,
        Self::Norp,
        Self::Event,
        Self::Product,
        Self::Weapon,
        Self::Law,
        Self::Work,
    ];

    /// The name used in JSON, the database and exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "PERSON",
            Self::Org => "ORG",
            Self::Gpe => "GPE",
            Self::Loc => "LOC",
            Self::Fac => "FAC",
            Self::Norp => "NORP",
            Self::Event => "EVENT",
            Self::Product => "PRODUCT",
            Self::Weapon => "WEAPON",
            Self::Law => "LAW",
            Self::Work => "WORK",
        }
    }
}

/// A named entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntityTag {
    /// What sort of thing.
    pub label: Label,
    /// The name it is known under after resolution; the surface if nothing better is known.
    pub canonical: String,
    /// Stable id: a Wikidata id (`Q423`) where known for certain, else absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// For a capital that stands for its government: the country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metonym: Option<String>,
    /// Other readings, best first, when more than one fits (two people of one surname).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
    /// 0 to 1, two decimals.
    pub confidence: f32,
}

/// How a quotation is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteType {
    /// A whole quotation in quotation marks.
    Direct,
    /// Words in quotation marks inside reported speech.
    Mixed,
    /// Reported speech without quotation marks.
    Indirect,
}

impl QuoteType {
    /// The name used in JSON, the database and exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }
}

/// A quotation. Its mention's span includes the quotation marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Who, as resolved; `None` when unknown.
    pub speaker: Option<String>,
    /// Where the speaker is named (byte span; code points at the edges).
    pub speaker_span: Option<Span>,
    /// The verb or phrase of attribution: "said", "according to".
    pub cue: Option<String>,
    /// How it is given.
    #[serde(rename = "type")]
    pub quote_type: QuoteType,
}

/// Kinds of technical indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the standard names of the things")]
pub enum IndicatorKind {
    Email,
    Domain,
    Url,
    Ip,
    Cve,
    Md5,
    Sha1,
    Sha256,
    Btc,
    Eth,
    Trx,
    Phone,
    Imo,
    Mmsi,
}

impl IndicatorKind {
    /// The name used in JSON, the database and exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Domain => "domain",
            Self::Url => "url",
            Self::Ip => "ip",
            Self::Cve => "cve",
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Btc => "btc",
            Self::Eth => "eth",
            Self::Trx => "trx",
            Self::Phone => "phone",
            Self::Imo => "imo",
            Self::Mmsi => "mmsi",
        }
    }
}

/// A technical indicator: address, hash, wallet, vessel number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// What sort.
    #[serde(rename = "type")]
    pub indicator_kind: IndicatorKind,
    /// Canonical form, with defanging (`hxxp`, `[.]`) undone.
    pub value: String,
}
