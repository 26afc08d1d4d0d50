//! WARC records (ISO 28500): as read, and as drafted for writing.

use super::fields::Fields;

/// Profile of a revisit record whose payload is byte for byte an earlier one (WARC 1.1, 6.7.2).
pub const IDENTICAL_PAYLOAD: &str =
    "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";

/// Profile of a revisit record for an answer of 304 (WARC 1.1, 6.7.3).
pub const NOT_MODIFIED: &str = "http://netpreserve.org/warc/1.1/revisit/server-not-modified";
/// Our own field: what the crawler asked for a page as (page, listing, feed, sitemap, robots).
pub const ROLE: &str = "Newsint-Role";

/// Content type of a block that is an HTTP response.
pub const HTTP_RESPONSE: &str = "application/http; msgtype=response";
/// Content type of a block that is an HTTP request.
pub const HTTP_REQUEST: &str = "application/http; msgtype=request";
/// Content type of a block of named fields.
pub const WARC_FIELDS: &str = "application/warc-fields";

/// Types of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordType {
    /// About the records that follow.
    Warcinfo,
    /// What was asked.
    Request,
    /// What was answered, with its protocol headers.
    Response,
    /// Bytes without protocol headers, e.g. a file.
    Resource,
    /// The same bytes as an earlier record.
    Revisit,
    /// About one other record.
    Metadata,
    /// Another record's content in another form.
    Conversion,
    /// The rest of a split record.
    Continuation,
    /// Any other type.
    Other,
}

impl RecordType {
    const NAMES: [(Self, &'static str); 8] = [
        (Self::Warcinfo, "warcinfo"),
        (Self::Request, "request"),
        (Self::Response, "response"),
        (Self::Resource, "resource"),
        (Self::Revisit, "revisit"),
        (Self::Metadata, "metadata"),
        (Self::Conversion, "conversion"),
        (Self::Continuation, "continuation"),
    ];

    /// The name in `WARC-Type`.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(kind, _)| *kind == self).map_or("other", |(_, name)| name)
    }

    /// The type of that name, in any case.
    pub fn from_name(name: &str) -> Self {
        let name = name.trim();
        let known = Self::NAMES.iter().find(|(_, n)| n.eq_ignore_ascii_case(name));
        known.map_or(Self::Other, |(kind, _)| *kind)
    }
}

/// A record as read from a WARC or ARC file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// `WARC-Type`.
    pub record_type: RecordType,
    /// The named fields, in order.
    pub fields: Fields,
    /// The content block, as stored.
    pub block: Vec<u8>,
}

impl Record {
    /// The address, without the angle brackets some writers put around it.
    pub fn target_uri(&self) -> Option<&str> {
        let uri = self.fields.get("WARC-Target-URI")?;
        Some(uri.strip_prefix('<').and_then(|u| u.strip_suffix('>')).unwrap_or(uri))
    }

    /// `WARC-Date`, as written.
    pub fn date(&self) -> Option<&str> {
        self.fields.get("WARC-Date")
    }

    /// `Content-Type` of the block.
    pub fn content_type(&self) -> Option<&str> {
        self.fields.get("Content-Type")
    }

    /// `WARC-Record-ID`, with its angle brackets.
    pub fn record_id(&self) -> Option<&str> {
        self.fields.get("WARC-Record-ID")
    }

    /// The SHA-256 in `WARC-Payload-Digest`, lower-case hex, if it is stated in that form (ours
    /// is).
    pub fn payload_sha256(&self) -> Option<String> {
        let value = self.fields.get("WARC-Payload-Digest")?.strip_prefix("sha256:")?;
        let hex = value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit());
        hex.then(|| value.to_ascii_lowercase())
    }
}

/// A record to be written. Dates are RFC 3339 in UTC.
///
/// Everything is borrowed: a draft costs no copy of the bytes.
#[derive(Debug, Clone)]
pub struct RecordDraft<'a> {
    pub(super) record_type: RecordType,
    pub(super) url: Option<&'a str>,
    pub(super) date: &'a str,
    pub(super) content_type: Option<&'a str>,
    pub(super) block: &'a [u8],
    /// Where the payload begins in `block`; `None` when the block holds no payload.
    pub(super) payload_at: Option<usize>,
    /// Stated rather than computed: of a revisit.
    pub(super) payload_sha256: Option<&'a str>,
    pub(super) record_id: Option<&'a str>,
    pub(super) extra: Vec<(&'static str, &'a str)>,
}

impl<'a> RecordDraft<'a> {
    fn new(record_type: RecordType, url: Option<&'a str>, date: &'a str, block: &'a [u8]) -> Self {
        Self {
            record_type,
            url,
            date,
            content_type: None,
            block,
            payload_at: None,
            payload_sha256: None,
            record_id: None,
            extra: Vec::new(),
        }
    }

    /// A warcinfo record; `fields` is a block of `name: value` lines.
    pub fn warcinfo(date: &'a str, filename: &'a str, fields: &'a [u8]) -> Self {
        let mut draft = Self::new(RecordType::Warcinfo, None, date, fields);
        draft.content_type = Some(WARC_FIELDS);
        draft.extra.push(("WARC-Filename", filename));
        draft
    }

    /// An HTTP response: status line, headers and body as received.
    pub fn response(url: &'a str, date: &'a str, block: &'a [u8]) -> Self {
        let mut draft = Self::new(RecordType::Response, Some(url), date, block);
        draft.content_type = Some(HTTP_RESPONSE);
        draft.payload_at = super::http::head_length(block);
        draft
    }

    /// An HTTP request as sent.
    pub fn request(url: &'a str, date: &'a str, block: &'a [u8]) -> Self {
        let mut draft = Self::new(RecordType::Request, Some(url), date, block);
        draft.content_type = Some(HTTP_REQUEST);
        draft
    }

    /// Bytes without protocol headers, of the given media type.
    pub fn resource(url: &'a str, date: &'a str, media_type: &'a str, block: &'a [u8]) -> Self {
        let mut draft = Self::new(RecordType::Resource, Some(url), date, block);
        draft.content_type = Some(media_type);
        draft.payload_at = Some(0);
        draft
    }

    /// Another form of a record's content, e.g. its text.
    pub fn conversion(url: &'a str, date: &'a str, media_type: &'a str, block: &'a [u8]) -> Self {
        let draft = Self::resource(url, date, media_type, block);
        Self { record_type: RecordType::Conversion, ..draft }
    }

    /// The same payload as an earlier capture, told by its SHA-256 in hex, its address and its
    /// date. `head` is the HTTP head of the new response, or empty.
    pub fn revisit(
        url: &'a str,
        date: &'a str,
        payload_sha256: &'a str,
        refers_to: (&'a str, &'a str),
        head: &'a [u8],
    ) -> Self {
        Self::again(IDENTICAL_PAYLOAD, (url, date), payload_sha256, refers_to, head)
    }

    /// [`Self::revisit`] for an answer that says "not modified".
    pub fn not_modified(
        url: &'a str,
        date: &'a str,
        payload_sha256: &'a str,
        refers_to: (&'a str, &'a str),
        head: &'a [u8],
    ) -> Self {
        Self::again(NOT_MODIFIED, (url, date), payload_sha256, refers_to, head)
    }

    /// A revisit record of that profile, about an address and a date.
    fn again(
        profile: &'a str,
        (url, date): (&'a str, &'a str),
        payload_sha256: &'a str,
        refers_to: (&'a str, &'a str),
        head: &'a [u8],
    ) -> Self {
        let mut draft = Self::new(RecordType::Revisit, Some(url), date, head);
        draft.content_type = (!head.is_empty()).then_some(HTTP_RESPONSE);
        draft.payload_sha256 = Some(payload_sha256);
        draft.extra.push(("WARC-Profile", profile));
        draft.extra.push(("WARC-Refers-To-Target-URI", refers_to.0));
        draft.extra.push(("WARC-Refers-To-Date", refers_to.1));
        draft
    }

    /// What is known about the record `refers_to` (a record id): a block of `name: value` lines.
    pub fn metadata(url: &'a str, date: &'a str, refers_to: &'a str, fields: &'a [u8]) -> Self {
        let mut draft = Self::new(RecordType::Metadata, Some(url), date, fields);
        draft.content_type = Some(WARC_FIELDS);
        draft.extra.push(("WARC-Refers-To", refers_to));
        draft
    }

    /// Marks the block as cut, for one of the reasons of the standard: `length`, `time`,
    /// `disconnect`, `unspecified`.
    #[must_use]
    pub fn truncated(mut self, reason: &'a str) -> Self {
        self.extra.push(("WARC-Truncated", reason));
        self
    }

    /// Names the server's address.
    #[must_use]
    pub fn ip_address(mut self, address: &'a str) -> Self {
        self.extra.push(("WARC-IP-Address", address));
        self
    }

    /// Names what the crawler asked for it as, and the protocol (`http/1.1`, `h2`).
    #[must_use]
    pub fn crawled(mut self, role: &'a str, protocol: &'a str) -> Self {
        self.extra.push((ROLE, role));
        self.extra.push(("WARC-Protocol", protocol));
        self
    }

    /// Ties it to the record of the same capture event, e.g. a request to its response.
    #[must_use]
    pub fn concurrent_to(mut self, record_id: &'a str) -> Self {
        self.extra.push(("WARC-Concurrent-To", record_id));
        self
    }

    /// Keeps the id of the record this one is a copy of.
    ///
    /// A copy of a record into another file is still that record, so `WARC-Record-ID` itself is the
    /// field that stays true. No other would do: ISO 28500 forbids `WARC-Refers-To` on response and
    /// resource records, and `WARC-Concurrent-To` names records of the same capture event. An id
    /// that is no URI in angle brackets is dropped.
    #[must_use]
    pub fn copied_from(mut self, record_id: Option<&'a str>) -> Self {
        self.record_id = record_id.filter(|id| is_record_id(id));
        self
    }
}

/// Whether `id` has the form `<scheme:rest>` in visible ASCII.
fn is_record_id(id: &str) -> bool {
    id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).is_some_and(|uri| {
        uri.len() <= 1024
            && uri.contains(':')
            && uri.bytes().all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>')
    })
}
