//! Where may an identifier of a person never be seen? In answers, logs, and whatever is kept on disk.
//!
//! The families of the tests have these identifiers. Every answer and every line of log of every test is
//! looked through for them, and the database with its files when the test has ended.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, Once, OnceLock, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use encoding_rs::GBK;
use futures_util::StreamExt;
use memchr::memmem::Finder;
use sqlx::postgres::PgPoolCopyExt;
use sqlx::{PgPool, Row};

/// The worker's citizen id.
pub const WORKER: &str = "640104197405121014";
/// A daughter's citizen id.
pub const DAUGHTER: &str = "640106199908201026";
/// A son's citizen id.
pub const SON: &str = "640121200003011032";
/// The worker's phone.
pub const PHONE: &str = "13995000001";
/// Where the family lives.
pub const ADDRESS: &str = "银川市兴庆区示例路1号";
/// The card that the aid is paid to.
pub const CARD: &str = "6217000000000000012";
/// An account that aid is paid into.
pub const ACCOUNT: &str = "6403987600004321";

const PLANTED: [&str; 7] = [WORKER, DAUGHTER, SON, PHONE, ADDRESS, CARD, ACCOUNT];

/// The forms in which a planted value could lie somewhere: in UTF-8 and in GBK, which a database or a spreadsheet may be told to
/// write, each as it is, in hexadecimal digits, and in base64.
fn forms() -> &'static [(usize, Finder<'static>)] {
    static FORMS: OnceLock<Vec<(usize, Finder<'static>)>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let mut forms = Vec::new();
        for (which, value) in PLANTED.iter().enumerate() {
            let texts = BTreeSet::from([value.as_bytes().to_vec(), GBK.encode(value).0.into_owned()]);
            for text in texts {
                let disguised = disguises(&text).into_iter().map(String::into_bytes);
                let all = disguised.chain([text]);
                forms.extend(all.map(|form| (which, Finder::new(&form).into_owned())));
            }
        }
        forms
    })
}

/// Octets as two hexadecimal digits each.
pub fn hex(octets: &[u8]) -> String {
    let digits = octets.iter().flat_map(|octet| [octet >> 4, octet & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// The middle of what base64 makes of octets that begin at such a place of a group of three.
fn base64(value: &[u8], shift: usize) -> String {
    let text = STANDARD_NO_PAD.encode([vec![0; shift], value.to_vec()].concat());
    let whole = (shift + value.len()) * 8 / 6;
    text[(shift * 8).div_ceil(6)..whole].to_owned()
}

/// What octets look like where they do not lie as they are: in hexadecimal digits, in base64.
pub fn disguises(octets: &[u8]) -> Vec<String> {
    let digits = hex(octets);
    let mut forms = vec![digits.to_uppercase(), digits];
    forms.extend((0..3).map(|shift| base64(octets, shift)));
    forms
}

/// A planted value in these octets.
pub fn find(octets: &[u8]) -> Option<&'static str> {
    let found = forms().iter().find(|(_, form)| form.find(octets).is_some())?;
    PLANTED.get(found.0).copied()
}

static LOGGED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// What the service writes into its log, a line at a time.
struct Log;

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        if let Some(value) = find(line) {
            let line = String::from_utf8_lossy(line);
            LOGGED.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{value} in the log: {line}"));
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Looks through the log of this process from now on, as talkative as an operator could make it.
pub(crate) fn watch_the_log() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let talkative = api::logging::filter(Some("debug"));
        tracing_subscriber::fmt().json().with_env_filter(talkative).with_writer(|| Log).init();
    });
}

/// Fails when the log of this process has held a planted value.
pub(crate) fn not_logged() {
    let logged = LOGGED.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(logged.is_empty(), "{logged:#?}");
}

/// Fails when a file below the folder holds a planted value.
pub(crate) fn not_in_files(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            not_in_files(&path);
        } else if let Ok(octets) = std::fs::read(&path) {
            assert_eq!(find(&octets), None, "in {}", path.display());
        }
    }
}

/// Fails when a row of the database at that address holds a planted value.
pub(crate) async fn not_in_rows(url: &str) {
    let pool = PgPool::connect(url).await.expect("the database");
    let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
    for table in sqlx::query(tables).fetch_all(&pool).await.expect("the tables") {
        let table: String = table.get(0);
        let copy = format!("COPY \"{table}\" TO STDOUT (FORMAT binary)");
        let mut rows = pool.copy_out_raw(&copy).await.expect("the rows");
        let mut octets = Vec::new();
        while let Some(part) = rows.next().await {
            octets.extend_from_slice(&part.expect("a part of the rows"));
        }
        assert_eq!(find(&octets), None, "in table {table}");
    }
    pool.close().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planted_value_is_found_in_every_form() {
        assert_eq!(find(format!("{{\"citizen_id\":\"{WORKER}\"}}").as_bytes()), Some(WORKER));
        assert_eq!(find(b"\xff\x00 6217000000000000012"), Some(CARD));
        assert_eq!(find(hex(ADDRESS.as_bytes()).as_bytes()), Some(ADDRESS));
        let in_gbk = GBK.encode(ADDRESS).0.into_owned();
        assert_eq!(find(&in_gbk), Some(ADDRESS));
        assert_eq!(find(hex(&in_gbk).as_bytes()), Some(ADDRESS));
        // "a13995000001b" in base64, from each of the three places in a group.
        for text in ["YTEzOTk1MDAwMDAxYg==", "MTM5OTUwMDAwMDE=", "YWExMzk5NTAwMDAwMWI="] {
            assert_eq!(find(text.as_bytes()), Some(PHONE), "{text}");
        }
        assert_eq!(find(b"****************14"), None);
    }
}
