//! Tagger for quote.

use super::{Context, Layer};
use crate::model::Mention;

/// Appends the mentions of this kind.
pub(super) fn tag(_layer: &Layer<'_>, _context: &Context<'_>, _out: &mut Vec<Mention>) {}
