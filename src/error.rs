//! The one error type of the library.
//!
//! Only a broken disk, a broken corpus or a wrong request is an error. A page that cannot be read
//! is an
//! [outcome](crate::model::Outcome). Each error knows whose [`Fault`] it is, and names the file,
//! URL,
//! line or offset.

use std::path::{Path, PathBuf};

/// Shorthand used all over the library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Who can mend an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request: a wrong path, query or setting.
    User,
    /// The stored data, or a file given as data.
    Data,
    /// The disk or the operating system.
    System,
    /// newsint itself.
    Internal,
}

/// What can go wrong. Messages are lower case, without a full stop, and name the thing at fault.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was tried, as a verb: "read", "create", "sync".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's own word.
        #[source]
        source: std::io::Error,
    },
    /// A query, filter or setting that cannot be understood.
    #[error("{message}")]
    Usage {
        /// What is wrong and where.
        message: String,
        /// What to do instead, if it can be told.
        hint: Option<String>,
    },
    /// A stored or given file that does not hold what it should.
    #[error("{}: {message}", path.display())]
    Data {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line or offset.
        message: String,
    },
    /// The corpus database refused a statement.
    #[error("corpus database: {0}")]
    Store(#[from] rusqlite::Error),
    /// The search index refused a request.
    #[error("search index: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// A value could not be written as, or read from, JSON.
    #[error("JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The user stopped the run (Ctrl-C); what was stored stays stored.
    #[error("stopped")]
    Interrupted,
    /// A broken promise of our own; please report it.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Error {
    /// An [`Error::Io`] that names its path.
    pub fn io(action: &'static str, path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::Io { action, path: path.as_ref().to_path_buf(), source }
    }

    /// An [`Error::Data`] that names its file.
    pub fn data(path: impl AsRef<Path>, message: impl Into<String>) -> Self {
        Self::Data { path: path.as_ref().to_path_buf(), message: message.into() }
    }

    /// An [`Error::Usage`] without a hint.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: None }
    }

    /// An [`Error::Usage`] with a hint.
    pub fn usage_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: Some(hint.into()) }
    }

    /// Who can mend it.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Usage { .. } | Self::Interrupted => Fault::User,
            Self::Data { .. } | Self::Json(_) => Fault::Data,
            Self::Io { .. } | Self::Store(_) | Self::Index(_) => Fault::System,
            Self::Internal(_) => Fault::Internal,
        }
    }

    /// What to do about it, if that can be told.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Usage { hint, .. } => hint.as_deref(),
            _ => None,
        }
    }
}
