//! The nouns: what flows through the program. No IO, no clock, no SQL, no HTML.

pub mod capture;
pub mod details;
pub mod document;
pub mod mention;
pub mod moment;
pub mod money;
pub mod outcome;
pub mod packed;
pub mod quantity;
pub mod span;
pub mod stamp;
pub mod stored;

pub use capture::{Capture, MediaKind};
pub use details::{Details, ListedLink};
pub use document::{Block, BlockKind, Document, Flag, FlagKind, Warning};
pub use mention::{
    EntityTag, Indicator, IndicatorKind, Kind, Label, Mention, Quote, QuoteType, Value,
};
pub use moment::{Moment, MomentType};
pub use money::{Modifier, Money};
pub use outcome::Outcome;
pub use packed::{PackedMention, PackedMentions, PackedValue, Term};
pub use quantity::{Quantity, QuantityType, SiValue};
pub use span::{CodePoints, Span};
pub use stamp::Stamp;
pub use stored::{CaptureRef, PackedDocument, StoredDocument};
