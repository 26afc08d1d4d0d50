//! What a site allows and which page an address means: the rules a crawler lives by.
//!
//! The fetching itself is not here yet; these parts are pure.

pub mod key;
pub mod robots;
pub mod site;
