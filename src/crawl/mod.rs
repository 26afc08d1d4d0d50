//! What a site allows, which page an address means and where its pages are named: the rules a
//! crawler lives by.
//!
//! The fetching itself is not here yet; these parts are pure.

mod href;
mod instant;
mod decode;
pub mod directives;
pub mod feed;
pub mod key;
mod markup;
pub mod page;
pub mod robots;
pub mod site;
pub mod sitemap;
