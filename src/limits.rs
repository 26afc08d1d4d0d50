//! Every cap of the program, in one place. A cap that is reached is reported, never silent.

/// Largest input (page, record payload, JSONL line) that is read whole; longer ones are cut and
/// marked `truncated`. Bytes.
pub const INPUT_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Largest part of a page that is parsed as HTML; the rest is dropped with a warning. Bytes.
pub const HTML_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Deepest element nesting the extractor follows; deeper text is still read, without its structure.
pub const DOM_DEPTH_MAX: usize = 512;
/// Longest document text that is stored, tagged and indexed. Bytes of UTF-8.
pub const TEXT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Longest title kept. Characters.
pub const TITLE_CHARS_MAX: usize = 500;
/// Most authors kept for one document.
pub const AUTHORS_MAX: usize = 32;
/// Most mentions kept for one document.
pub const MENTIONS_MAX: usize = 100_000;
/// Longest quotation that is tagged. Bytes.
pub const QUOTE_BYTES_MAX: usize = 8 * 1024;
/// Size at which a WARC file is closed and the next one begun. Bytes.
pub const WARC_FILE_BYTES_MAX: u64 = 1_000_000_000;
/// Longest line of a WARC or HTTP header block. Bytes.
pub const HEADER_LINE_BYTES_MAX: usize = 64 * 1024;
/// Most header lines of one WARC or HTTP header block.
pub const HEADER_LINES_MAX: usize = 1_000;
/// Most bytes one compressed body may expand to. Bytes.
pub const DECODED_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Most bytes out for one byte in when a body is decompressed, once past `RATIO_FREE_BYTES`.
pub const DECODE_RATIO_MAX: u64 = 1_000;
/// Expanded size below which the ratio is not looked at. Bytes.
pub const RATIO_FREE_BYTES: u64 = 16 * 1024 * 1024;
/// Most entries of one WACZ file that are looked at.
pub const WACZ_ENTRIES_MAX: usize = 100_000;
/// Deepest folder nesting `add` walks into.
pub const FOLDER_DEPTH_MAX: usize = 64;
/// Shortest text, in letters, on which the language detector is trusted without its own "reliable"
/// word.
pub const LANGUAGE_LETTERS_MIN: usize = 40;
/// Captures that are written, stored and made durable together.
pub const BATCH_CAPTURES_MAX: usize = 4_096;
/// Bytes of raw input that end a batch early. Bytes.
pub const BATCH_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Pages of 4 kB after which the write-ahead log is carried over into the database.
pub const WAL_PAGES_MAX: u32 = 4_000;
/// Pages of a crawl that may wait between two stages.
pub const QUEUE_ITEMS_MAX: usize = 32;
/// Inputs that may be in flight between reading and storing: enough that readers go on while a batch
/// is made durable.
pub const FLIGHT_ITEMS_MAX: usize = 512;
/// Raw bytes of them. Bytes.
pub const FLIGHT_BYTES_MAX: usize = 6 * 1024 * 1024;
/// Memory the index writer may use before it writes a segment. Bytes.
pub const INDEX_MEMORY_BYTES: usize = 64 * 1024 * 1024;
/// Documents after which the index is committed while inputs are added.
pub const INDEX_COMMIT_DOCUMENTS: usize = 16_384;
/// The same while a crawl runs, which is slower.
pub const INDEX_COMMIT_CRAWLED: usize = 2_000;
/// Documents of a corpus up to which `add` and `crawl` end with what it holds by language and tag:
/// counting reads all of it.
pub const SUMMARY_DOCUMENTS_MAX: u64 = 20_000;
/// Longest query string. Bytes.
pub const QUERY_BYTES_MAX: usize = 10 * 1024;
/// Deepest nesting of parentheses in a query.
pub const QUERY_DEPTH_MAX: usize = 32;
/// Most terms a wild card may expand to; more is told.
pub const EXPANSIONS_MAX: usize = 1_024;
/// The same for a word of a name, whose rare words count more; more is told.
pub const NAME_EXPANSIONS_MAX: usize = 6_144;
/// Most wild cards inside the words of one name, as in `k*m`: each may stand for a space or not.
pub const NAME_INNER_STARS_MAX: usize = 3;
/// Longest form of an engine's query that is shown. Characters.
pub const EXPLAIN_CHARS_MAX: usize = 2_000;
/// Hits shown when the user names no number.
pub const HITS_DEFAULT: usize = 20;
/// Most hits that one brief or timeline reads.
pub const BRIEF_DOCUMENTS_MAX: usize = 2_000;
/// Most sentences of one document that a brief weighs; the rest of a longer text is not quoted.
pub const BRIEF_SENTENCES_PER_DOCUMENT_MAX: usize = 150;
/// Most sentences that a brief compares with each other: the best by score.
pub const BRIEF_CANDIDATES_MAX: usize = 400;
/// Most terms of one sentence that count.
pub const BRIEF_TERMS_PER_SENTENCE_MAX: usize = 80;
/// Longest sentence, in words, that a brief quotes as a whole.
pub const BRIEF_SENTENCE_WORDS_MAX: usize = 80;
/// Most figures that are grouped by what they are about: the best by score.
pub const BRIEF_FIGURES_MAX: usize = 1_000;
/// Most sources named behind one line of a brief.
pub const BRIEF_CITATIONS_PER_LINE_MAX: usize = 5;
/// Longest answer of a language model that is read. Bytes.
pub const WRITER_BYTES_MAX: usize = 1024 * 1024;
/// Longest wait for the answer of a language model. Seconds.
pub const WRITER_SECONDS_MAX: u64 = 600;
/// Most sentences of a language model that are looked at.
pub const WRITER_SENTENCES_MAX: usize = 100;
/// Longest sentence of a language model that is taken. Characters.
pub const WRITER_SENTENCE_CHARS_MAX: usize = 1_000;
/// Documents that may wait for the thread that builds index segments.
pub const INDEX_QUEUE_DOCUMENTS: usize = 2_048;
/// Memory that the words of them may take. Bytes.
pub const INDEX_QUEUE_BYTES: usize = 8 * 1024 * 1024;
/// Places of words that are put into order at a time while an index segment is written.
pub const INDEX_POSTINGS_MAX: usize = 2_000_000;
/// Words with their stems that a thread numbers before it starts afresh.
pub const LEXICON_WORDS_MAX: usize = 100_000;
/// Longest part of one word that is indexed. Bytes.
pub const TERM_BYTES_MAX: usize = 64;
/// Stems each thread remembers before it starts afresh.
pub const STEM_CACHE_WORDS_MAX: usize = 25_000;
/// Most words, phrases, tags and filters of one query.
pub const QUERY_TERMS_MAX: usize = 1_024;
/// Most different figures or dates a tag with a condition may stand for beside NEAR; more is told.
pub const FIGURES_MAX: usize = 65_536;
/// Values of a facet that are shown.
pub const FACET_VALUES_DEFAULT: usize = 20;
/// How many hits are read for one that is shown, so that copies of a story can be folded.
pub const FOLD_FACTOR: usize = 4;
/// Names are looked for among the first so many words of a query.
pub const NAME_LEXEMES_MAX: usize = 64;
/// Most parts of a query without hits that are looked at for what to try instead.
pub const SUGGESTIONS_MAX: usize = 8;
/// Most wild cards and fuzzy words of one query: each reads the whole word list.
pub const QUERY_PATTERNS_MAX: usize = 8;
/// Furthest distance NEAR and a loose phrase may ask for. Words.
pub const NEAR_DISTANCE_MAX: u32 = 100;
/// Most places in texts that one search with NEAR, SENTENCE, PARAGRAPH or a phrase of wild cards
/// looks at; beyond it the search is refused.
pub const SEARCH_WORK_MAX: u64 = 24_000_000;
/// The same again for each document of the index.
pub const SEARCH_WORK_PER_DOCUMENT_MAX: u64 = 250;
/// Most places of one text that are looked at for what to highlight; beyond it all words asked for
/// are highlighted, near each other or not.
pub const HIGHLIGHT_WORK_MAX: u64 = 2_000_000;
/// Longest snippet of a hit. Characters.
pub const SNIPPET_CHARS_MAX: usize = 300;
/// Longest run without white space that is looked at as an indicator. Bytes.
pub const INDICATOR_BYTES_MAX: usize = 2_048;
/// Largest index segment that merging makes. Documents.
pub const SEGMENT_DOCUMENTS_MAX: u64 = 32_000;
/// Largest file of training or evaluation data, unpacked. Bytes.
pub const TRAINING_BYTES_MAX: usize = 1024 * 1024 * 1024;
/// Most of a robots.txt that is read (RFC 9309, 2.5: at least 500 KiB). Bytes.
pub const ROBOTS_BYTES_MAX: usize = 500 * 1024;
/// Largest `newsint.toml`. Bytes.
pub const SETTINGS_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Longest delay between two requests that can be set. Seconds.
pub const DELAY_SECONDS_MAX: u64 = 24 * 60 * 60;
/// Longest address that is asked for. Characters.
pub const URL_CHARS_MAX: usize = 2_000;
/// Most path segments of an address that is asked for.
pub const URL_SEGMENTS_MAX: usize = 20;
/// Longest query of an address that is asked for. Bytes.
pub const URL_QUERY_BYTES_MAX: usize = 512;
/// Most query parameters of an address that is asked for.
pub const URL_PARAMETERS_MAX: usize = 12;
/// Pages in a row without anything new after which addresses of one shape are left alone.
pub const FAMILY_BARREN_MAX: u32 = 24;
/// Most shapes of addresses whose pages are counted at a time.
pub const FAMILIES_MAX: usize = 4_096;
/// Longest shape of an address. Characters.
pub const FAMILY_CHARS_MAX: usize = 300;
/// Longest wait that a site may ask for with `Retry-After`. Seconds.
pub const RETRY_AFTER_SECONDS_MAX: u64 = 30 * 24 * 60 * 60;
/// Longest wait between two tries of one address that we choose ourselves. Seconds.
pub const BACKOFF_SECONDS_MAX: u64 = 10 * 60;
/// Failures in a row after which a host is left alone for a while.
pub const BREAKER_FAILURES_MAX: u32 = 5;
/// Longest time a failing host is left alone before it is tried again. Seconds.
pub const BREAKER_SECONDS_MAX: u64 = 10 * 60;
/// Longest address taken from a page, a feed or a site map. Bytes.
pub const LINK_BYTES_MAX: usize = 8 * 1024;
/// Most links taken from one page.
pub const LINKS_PER_PAGE_MAX: usize = 5_000;
/// Longest delay of a `refresh` that still counts as a redirect. Seconds.
pub const REFRESH_SECONDS_MAX: f64 = 10.0;
/// Most entries taken from one feed.
pub const FEED_ENTRIES_MAX: usize = 10_000;
/// Deepest nesting a feed reader follows; deeper elements count as part of those around them.
pub const FEED_DEPTH_MAX: usize = 100;
/// Most namespace prefixes that are in force at once in a feed.
pub const FEED_PREFIXES_MAX: usize = 64;
/// Longest title, link, date or id taken from a feed. Bytes.
pub const FEED_FIELD_BYTES_MAX: usize = 16 * 1024;
/// Most entries taken from one site map; the protocol allows 50,000.
pub const SITEMAP_ENTRIES_MAX: usize = 100_000;
/// Most bytes a site map may expand to; the protocol allows 50 MiB. Bytes.
pub const SITEMAP_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Longest wait for a connection, name look-up and TLS included. Seconds.
pub const FETCH_CONNECT_SECONDS_MAX: u64 = 10;
/// Longest wait for the head of an answer. Seconds.
pub const FETCH_HEAD_SECONDS_MAX: u64 = 20;
/// The same for robots.txt, which holds up all of a host. Seconds.
pub const FETCH_ROBOTS_SECONDS_MAX: u64 = 10;
/// Longest time for one answer; a body that takes longer is cut and marked. Seconds.
pub const FETCH_SECONDS_MAX: u64 = 30;
/// After this long a kept connection is the first to go. Seconds.
pub const FETCH_IDLE_SECONDS_MAX: u64 = 30;
/// Most connections that are kept open for the next request.
pub const FETCH_KEPT_CONNECTIONS_MAX: usize = 512;
/// Threads that wait for the network.
pub const FETCH_THREADS: usize = 2;
/// Most of an answer's body that the crawler reads; the rest is cut and marked. Bytes.
pub const CRAWL_BODY_BYTES_MAX: usize = 12 * 1024 * 1024;
/// Most bytes one compressed body may expand to when it was crawled. Bytes.
pub const CRAWL_DECODED_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Most requests under way at a time, one a host.
pub const CRAWL_CONNECTIONS_MAX: usize = 128;
/// Tries for one address, the first included.
pub const CRAWL_TRIES_MAX: u32 = 3;
/// Tries for robots.txt, the first included.
pub const CRAWL_ROBOTS_TRIES_MAX: u32 = 2;
/// Most redirects that a robots.txt is followed through (RFC 9309, 2.3.1.2).
pub const CRAWL_ROBOTS_HOPS_MAX: u32 = 5;
/// How long robots.txt is used (RFC 9309, 2.4: not more than a day). Seconds.
pub const CRAWL_ROBOTS_SECONDS_MAX: i64 = 24 * 60 * 60;
/// Most redirects one after the other.
pub const CRAWL_HOPS_MAX: u32 = 10;
/// Longest `Crawl-delay` that is kept; a longer one counts as this. Seconds.
pub const CRAWL_DELAY_SECONDS_MAX: u64 = 120;
/// Longest delay that a slow host earns by itself. Milliseconds.
pub const CRAWL_ADAPTIVE_MILLIS_MAX: u64 = 10_000;
/// A run waits this long for addresses that are due later; then it ends and they wait for the next.
/// Seconds.
pub const CRAWL_PATIENCE_SECONDS_MAX: u64 = 60;
/// How often a host may stop answering in one run before it is left alone.
pub const CRAWL_BREAKS_MAX: u32 = 3;
/// Addresses of a host that could not be asked are due again after this. Seconds.
pub const CRAWL_WAIT_SECONDS: i64 = 60 * 60;
/// Addresses that are gone (404 and its like) are looked at again after this. Seconds.
pub const CRAWL_GONE_SECONDS: u64 = 7 * 24 * 60 * 60;
/// Shortest rest between two rounds of a watch. Seconds.
pub const CRAWL_REST_SECONDS: i64 = 60;
/// Longest time the loop waits for anything. Milliseconds.
pub const CRAWL_TICK_MILLIS: i64 = 100;
/// What was crawled is made durable this often. Milliseconds.
pub const CRAWL_COMMIT_MILLIS: i64 = 500;
/// Most addresses and texts that are remembered in memory; beyond it the database is asked.
pub const CRAWL_KNOWN_MAX: usize = 2_000_000;
/// Text of fresh documents that is kept at hand for the readers. Bytes.
pub const CRAWL_HANDED_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Most recipe files of one folder.
pub const RECIPES_MAX: usize = 10_000;
/// Longest CSS selector of a recipe. Bytes.
pub const SELECTOR_BYTES_MAX: usize = 2_000;
/// Most elements one field of a recipe matches on a page; the rest is left out.
pub const RECIPE_MATCHES_MAX: usize = 20_000;
/// Most names of a document that one name is compared with when the resolver asks who is who.
pub const RESOLVE_FITS_MAX: usize = 256;
/// Longest file of decisions on who is who. Bytes.
pub const DECISIONS_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Sampled runs of words that a document may have to find its copies by.
pub const COPY_KEYS_MAX: usize = 32;
/// Most documents that one is compared with word by word: those with most sampled runs in common.
pub const COPY_CANDIDATES_MAX: usize = 16;
/// Memory for knowing which sampled runs were ever seen. Bytes.
pub const COPY_FILTER_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Documents whose runs of words are kept in memory while copies are looked for.
pub const COPY_BODIES_KEPT: usize = 2_000;
/// Documents of other outlets looked at for one sampled run.
pub const COPY_HOLDERS_MAX: usize = 256;
/// Versions of one address, the latest, that are compared with other pages.
pub const COPY_VERSIONS_MAX: usize = 4;
/// Steps (words times words) that a comparison of two stretches of text may take.
pub const DIFF_CELLS_MAX: usize = 4_000_000;
/// Words by which documents like a given one are found.
pub const LIKE_WORDS: usize = 30;
/// Most people, organisations and places of one paragraph that a network links with each other.
pub const NETWORK_NAMES_PER_PARAGRAPH_MAX: usize = 64;
/// Longest cell of a CSV file: what Python's `csv` reads unless it is told otherwise, less the `'`
/// that may stand before. Characters.
pub const CSV_CELL_CHARS_MAX: usize = 131_071;
/// Size at which the dictionary of a column of a Parquet file is closed. Bytes.
pub const PARQUET_DICTIONARY_BYTES: usize = 512 * 1024;
/// Size at which a page of a large column of a Parquet file (texts, words of mentions) is closed: it
/// is packed while it is in the cache of the processor. Bytes.
pub const PARQUET_PAGE_BYTES: usize = 256 * 1024;
/// Size at which the pages of all other columns of the rows or of a list are closed. Bytes.
pub const PARQUET_PAGES_BYTES: usize = 2 * 1024 * 1024;
/// Largest page of a Parquet file that is read; also most values of one. Bytes.
pub const PARQUET_READ_PAGE_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Packed size at which a row group of a Parquet file is written. Bytes.
pub const PARQUET_GROUP_BYTES: usize = 4 * 1024 * 1024;
/// Most rows of a sheet of a workbook (Excel, "specifications and limits").
pub const XLSX_ROWS_MAX: u64 = 1_048_576;
/// Longest text of a cell of a workbook. UTF-16 units.
pub const XLSX_CELL_UNITS_MAX: usize = 32_767;
/// Largest file of annotations. Bytes.
pub const ANNOTATIONS_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Longest time between a day and the rates that stand for it: weekends and holidays. Days.
pub const RATE_DAYS_MAX: i64 = 7;
/// Most bytes of the header of a list that are looked at for what parts its columns.
pub const LINK_HEADER_BYTES_MAX: u64 = 64 * 1024;
/// Most entries of a list that names are looked up in.
pub const LINK_TARGETS_MAX: usize = 2_000_000;
/// Most names of a list that one name is compared with: those that share most sounds.
pub const LINK_CANDIDATES_MAX: usize = 200;
/// Names of a list beyond which the sound of one of several words is too common to look by.
pub const LINK_NAMES_OF_KEY_MAX: usize = 20_000;
/// Documents of a name that are searched for a country or birth date of the list.
pub const LINK_DOCUMENTS_MAX: usize = 50;
