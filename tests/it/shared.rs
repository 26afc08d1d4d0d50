//! Where the shared evaluation data is, when this machine has it.

use std::path::PathBuf;

/// The folder of shared evaluation data, or `None` (after saying so) where it is absent, as in a stranger's clone.
///
/// `NEWSINT_SHARED` names another place than `../shared`.
pub(crate) fn shared(part: &str) -> Option<PathBuf> {
    let root = std::env::var_os("NEWSINT_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = root.join(part);
    if path.exists() {
        Some(path)
    } else {
        eprintln!("skipped: no shared data ({part})");
        None
    }
}
