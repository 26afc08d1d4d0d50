//! Office Open XML workbooks (ECMA-376): a sheet of documents and one of mentions.
//!
//! Sheets are written to scratch files beside the workbook and packed at the end, so memory does not
//! grow. All text is inline strings, which no program takes for formulas.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::rows::{Cell, DOCUMENT, MENTION, of_document, of_mention, stamp};
use super::{Format, Written};
use crate::escape::xml as escape;
use crate::limits::{XLSX_CELL_UNITS_MAX, XLSX_ROWS_MAX};
use crate::model::{CodePoints, StoredDocument};

/// Writes one workbook.
pub(super) struct Xlsx {
    place: PathBuf,
    documents: Sheets,
    mentions: Sheets,
}

impl Xlsx {
    /// A writer of the workbook `place`.
    pub(super) fn new(place: &Path) -> io::Result<Self> {
        Ok(Self {
            place: place.to_path_buf(),
            documents: Sheets::new(place, "documents", &DOCUMENT)?,
            mentions: Sheets::new(place, "mentions", &MENTION)?,
        })
    }
}

/// One table; after [`XLSX_ROWS_MAX`] rows it goes on in another sheet.
struct Sheets {
    name: &'static str,
    header: &'static [&'static str],
    scratch: PathBuf,
    file: BufWriter<File>,
    /// Where each sheet begins in the scratch file.
    begins: Vec<u64>,
    at: u64,
    rows: u64,
    cut: usize,
}

impl Drop for Sheets {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.scratch);
    }
}

impl Sheets {
    fn new(place: &Path, name: &'static str, header: &'static [&'static str]) -> io::Result<Self> {
        let mut scratch = place.to_path_buf().into_os_string();
        scratch.push(format!(".{name}.part"));
        let scratch = PathBuf::from(scratch);
        let file =
            File::options().read(true).write(true).create(true).truncate(true).open(&scratch)?;
        let file = BufWriter::new(file);
        let mut sheets =
            Self { name, header, scratch, file, begins: Vec::new(), at: 0, rows: 0, cut: 0 };
        sheets.begin()?;
        Ok(sheets)
    }

    fn begin(&mut self) -> io::Result<()> {
        self.begins.push(self.at);
        self.rows = 0;
        let header: Vec<_> = self.header.iter().map(|&name| Cell::Text(name.into())).collect();
        self.write(&header)
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        if self.rows >= XLSX_ROWS_MAX {
            self.begin()?;
        }
        self.write(cells)
    }

    fn write(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let mut row = String::from("<row>");
        for cell in cells {
            match cell {
                Cell::Text(text) if text.is_empty() => row.push_str("<c/>"),
                Cell::Number(n) if n.is_empty() => row.push_str("<c/>"),
                Cell::Number(n) => row.extend(["<c><v>", n, "</v></c>"]),
                Cell::Text(text) => {
                    let (text, cut) = fitting(text);
                    self.cut += usize::from(cut);
                    row.push_str("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
                    row.push_str(&guarded(&escape(text)));
                    row.push_str("</t></is></c>");
                }
            }
        }
        row.push_str("</row>");
        self.at += row.len() as u64;
        self.rows += 1;
        self.file.write_all(row.as_bytes())
    }

    /// Names of the sheets.
    fn names(&self) -> Vec<String> {
        (1..=self.begins.len())
            .map(|n| if n == 1 { self.name.to_string() } else { format!("{} {n}", self.name) })
            .collect()
    }

    /// Copies the rows of each sheet into an entry of the workbook.
    fn pack(&mut self, zip: &mut ZipWriter<File>, first: usize) -> io::Result<()> {
        self.file.flush()?;
        let mut ends = self.begins.clone();
        ends.push(self.at);
        let file = self.file.get_mut();
        for (number, pair) in ends.windows(2).enumerate() {
            let (Some(from), Some(to)) = (pair.first(), pair.last()) else { continue };
            let name = format!("xl/worksheets/sheet{}.xml", first + number);
            zip.start_file(name, options()).map_err(io::Error::other)?;
            zip.write_all(SHEET_HEAD.as_bytes())?;
            file.seek(SeekFrom::Start(*from))?;
            io::copy(&mut Read::by_ref(file).take(to - from), zip)?;
            zip.write_all(b"</sheetData></worksheet>")?;
        }
        Ok(())
    }
}

/// The part of a text that fits a cell, and whether it was cut.
fn fitting(text: &str) -> (&str, bool) {
    if text.len() <= XLSX_CELL_UNITS_MAX {
        return (text, false);
    }
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > XLSX_CELL_UNITS_MAX {
            return (text.get(..at).unwrap_or(""), true);
        }
    }
    (text, false)
}

/// `_x0041_` would be read as a character (ECMA-376, 22.9.2.19): its first `_` is escaped.
fn guarded(text: &str) -> String {
    if text.contains("_x") { text.replace("_x", "_x005F_x") } else { text.to_string() }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().large_file(true)
}

impl Format for Xlsx {
    fn document(&mut self, stored: &StoredDocument, _: &mut dyn Write) -> io::Result<Written> {
        let cut_before = self.documents.cut + self.mentions.cut;
        self.documents.row(&of_document(stored))?;
        let published = stamp(stored.document.published);
        let points = CodePoints::new(&stored.document.text);
        for mention in &stored.mentions {
            self.mentions.row(&of_mention(stored, &points, &published, mention))?;
        }
        let cut = self.documents.cut + self.mentions.cut - cut_before;
        Ok(Written::all(stored.mentions.len()).without("ends of texts longer than a cell", cut))
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        let mut zip = ZipWriter::new(File::create(&self.place)?);
        let names = [self.documents.names(), self.mentions.names()].concat();
        let count = self.documents.begins.len();
        for (name, text) in parts(&names) {
            zip.start_file(name, options()).map_err(io::Error::other)?;
            zip.write_all(text.as_bytes())?;
        }
        self.documents.pack(&mut zip, 1)?;
        self.mentions.pack(&mut zip, 1 + count)?;
        zip.finish().map_err(io::Error::other)?.sync_all()
    }
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const SHEET_HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetViews>\
<sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" \
state=\"frozen\"/></sheetView></sheetViews><sheetData>";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MEDIA: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// The parts of a workbook beside its sheets.
fn parts(names: &[String]) -> [(&'static str, String); 4] {
    let numbered = || names.iter().enumerate().map(|(at, name)| (at + 1, name));
    let types = numbered()
        .map(|(n, _)| {
            format!(
                "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" \
                 ContentType=\"{MEDIA}.worksheet+xml\"/>"
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let sheets = numbered()
        .map(|(n, name)| format!("<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>"))
        .collect::<Vec<_>>()
        .concat();
    let links = numbered()
        .map(|(n, _)| {
            format!(
                "<Relationship Id=\"rId{n}\" Type=\"{OFFICE}/worksheet\" \
                 Target=\"worksheets/sheet{n}.xml\"/>"
            )
        })
        .collect::<Vec<_>>()
        .concat();
    [
        (
            "[Content_Types].xml",
            format!(
                "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
                 <Override PartName=\"/xl/workbook.xml\" ContentType=\"{MEDIA}.sheet.main+xml\"/>\
                 {types}</Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "{XML}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                 xmlns:r=\"{OFFICE}\"><sheets>{sheets}</sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{links}</Relationships>"
            ),
        ),
    ]
}
