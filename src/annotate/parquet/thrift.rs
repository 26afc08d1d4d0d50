//! The compact protocol of Apache Thrift, read as a tree.

/// Deepest nesting that is read.
const DEPTH_MAX: usize = 16;

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Thrift<'a> {
    /// A number or a truth value.
    Int(i64),
    /// Bytes or text.
    Bytes(&'a [u8]),
    /// A list.
    List(Vec<Self>),
    /// Fields by their numbers.
    Struct(Vec<(i64, Self)>),
}

impl<'a> Thrift<'a> {
    /// A field of a structure.
    pub(super) fn get(&self, id: i64) -> Option<&Self> {
        let Self::Struct(fields) = self else { return None };
        fields.iter().find(|(n, _)| *n == id).map(|(_, value)| value)
    }

    /// A number in a field.
    pub(super) fn int(&self, id: i64) -> Option<i64> {
        match self.get(id)? {
            Self::Int(n) => Some(*n),
            _ => None,
        }
    }

    /// A size or an offset in a field.
    pub(super) fn size(&self, id: i64) -> Option<usize> {
        usize::try_from(self.int(id)?).ok()
    }

    /// Text in a field.
    pub(super) fn text(&self, id: i64) -> Option<&'a str> {
        self.get(id)?.as_text()
    }

    /// Itself as text.
    pub(super) fn as_text(&self) -> Option<&'a str> {
        match self {
            Self::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    /// A list in a field.
    pub(super) fn list(&self, id: i64) -> Option<&[Self]> {
        match self.get(id)? {
            Self::List(items) => Some(items),
            _ => None,
        }
    }
}

/// Takes bytes from the front of what is left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    pub(super) fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    /// An unsigned number in groups of seven bits.
    pub(super) fn varint(&mut self) -> Option<u64> {
        let mut n = 0_u64;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            n |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    /// A length or a count.
    pub(super) fn size(&mut self) -> Option<usize> {
        usize::try_from(self.varint()?).ok()
    }

    /// A signed number: 0, -1, 1, -2, …
    pub(super) fn zigzag(&mut self) -> Option<i64> {
        let n = self.varint()?;
        Some((n >> 1).cast_signed() ^ -(n & 1).cast_signed())
    }

    /// A little-endian number of 32 bits.
    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// A structure.
    pub(super) fn structure(&mut self) -> Option<Thrift<'a>> {
        self.fields(0)
    }

    fn fields(&mut self, depth: usize) -> Option<Thrift<'a>> {
        let (mut out, mut id) = (Vec::new(), 0);
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(Thrift::Struct(out));
            }
            id = if head >> 4 == 0 { self.zigzag()? } else { id + i64::from(head >> 4) };
            let value = match head & 15 {
                // A truth value of a field is told by its type.
                truth @ (1 | 2) => Thrift::Int(i64::from(truth == 1)),
                kind => self.value(kind, depth)?,
            };
            out.push((id, value));
        }
    }

    fn value(&mut self, kind: u8, depth: usize) -> Option<Thrift<'a>> {
        if depth > DEPTH_MAX {
            return None;
        }
        Some(match kind {
            1..=3 => Thrift::Int(i64::from(self.byte()?)),
            4..=6 => Thrift::Int(self.zigzag()?),
            7 => Thrift::Bytes(self.take(8)?),
            8 => {
                let length = self.size()?;
                Thrift::Bytes(self.take(length)?)
            }
            9 | 10 => {
                let head = self.byte()?;
                let length = if head >> 4 == 15 { self.size()? } else { usize::from(head >> 4) };
                let items = (0..length).map(|_| self.value(head & 15, depth + 1));
                Thrift::List(items.collect::<Option<_>>()?)
            }
            12 => self.fields(depth + 1)?,
            _ => return None,
        })
    }
}
