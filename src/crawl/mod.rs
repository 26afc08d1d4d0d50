//! What a site allows and which page an address means: the rules a crawler lives by.
//!
//! The fetching itself is not here yet; these parts are pure.

pub mod address;
pub mod date;
pub mod family;
pub mod key;
pub mod retry;
pub mod revisit;
pub mod robots;
pub mod role;
pub mod scope;
pub mod site;
pub mod trap;
