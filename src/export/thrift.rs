//! The compact protocol of Apache Thrift, as far as the footer of a Parquet file needs it.

/// Type numbers of the compact protocol.
const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// Writes one structure; field numbers ascend.
#[derive(Debug, Default)]
pub(super) struct Struct {
    bytes: Vec<u8>,
    last: u8,
}

/// Writes an unsigned number in groups of seven bits, lowest first.
pub(super) fn varint(mut n: u64, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Signed numbers as unsigned ones: 0, -1, 1, -2, …
pub(super) fn zigzag(n: i64) -> u64 {
    ((n << 1) ^ (n >> 63)).cast_unsigned()
}

impl Struct {
    fn field(&mut self, id: u8, kind: u8) {
        let step = id.saturating_sub(self.last);
        self.bytes.push(step << 4 | kind);
        self.last = id;
    }

    /// A field of 32 bits.
    pub(super) fn i32(mut self, id: u8, n: i32) -> Self {
        self.field(id, I32);
        varint(zigzag(i64::from(n)), &mut self.bytes);
        self
    }

    /// A field of 64 bits.
    pub(super) fn i64(mut self, id: u8, n: i64) -> Self {
        self.field(id, I64);
        varint(zigzag(n), &mut self.bytes);
        self
    }

    /// A text.
    pub(super) fn text(mut self, id: u8, text: &str) -> Self {
        self.field(id, BINARY);
        binary(text, &mut self.bytes);
        self
    }

    /// A structure inside.
    pub(super) fn inside(mut self, id: u8, inner: Self) -> Self {
        self.field(id, STRUCT);
        self.bytes.extend(inner.done());
        self
    }

    /// A list of structures.
    pub(super) fn list(mut self, id: u8, items: Vec<Self>) -> Self {
        self.field(id, LIST);
        list_head(items.len(), STRUCT, &mut self.bytes);
        for item in items {
            self.bytes.extend(item.done());
        }
        self
    }

    /// A list of 32-bit numbers.
    pub(super) fn numbers(mut self, id: u8, items: &[i32]) -> Self {
        self.field(id, LIST);
        list_head(items.len(), I32, &mut self.bytes);
        for item in items {
            varint(zigzag(i64::from(*item)), &mut self.bytes);
        }
        self
    }

    /// A list of texts.
    pub(super) fn texts(mut self, id: u8, items: &[&str]) -> Self {
        self.field(id, LIST);
        list_head(items.len(), BINARY, &mut self.bytes);
        for item in items {
            binary(item, &mut self.bytes);
        }
        self
    }

    /// The bytes of the structure.
    pub(super) fn done(mut self) -> Vec<u8> {
        self.bytes.push(0);
        self.bytes
    }
}

fn binary(text: &str, out: &mut Vec<u8>) {
    varint(text.len() as u64, out);
    out.extend(text.as_bytes());
}

fn list_head(items: usize, kind: u8, out: &mut Vec<u8>) {
    if items < 15 {
        out.push((items as u8) << 4 | kind);
    } else {
        out.push(0xf0 | kind);
        varint(items as u64, out);
    }
}
