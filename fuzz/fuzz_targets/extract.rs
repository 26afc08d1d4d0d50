//! Any bytes as a page, a clipping, Markdown or an item: what extraction promises must hold.
#![no_main]

#[path = "../../tests/it/promises.rs"]
mod promises;

libfuzzer_sys::fuzz_target!(|input: &[u8]| promises::hold(&promises::chosen(input)));
