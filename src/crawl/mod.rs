//! What a site allows, which page an address means, where its pages are named, and one request with
//! its answer: the rules a crawler lives by. All but [`fetch`] is pure.

pub mod address;
pub mod date;
mod decode;
pub mod directives;
pub mod family;
pub mod feed;
pub mod fetch;
mod href;
mod instant;
pub mod key;
mod markup;
pub mod page;
pub mod retry;
pub mod revisit;
pub mod robots;
pub mod role;
pub mod scope;
pub mod site;
pub mod sitemap;
pub mod trap;
