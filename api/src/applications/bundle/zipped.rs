//! How are files put into one? As ZIP, after a table of their lengths and digests.

use std::io::{Cursor, Write as _};

use aws_lc_rs::digest::{SHA256, digest};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::edge::hex;
use crate::problem::{Code, Problem};

/// The name of the table of contents.
const TABLE: &str = "目录.csv";

/// A file with its name.
pub(super) type Named = (String, Vec<u8>);

/// The digest of the table of contents, and the octets of the ZIP.
pub(super) fn zipped(files: &[Named]) -> Result<(String, Vec<u8>), Problem> {
    let table = table(files)?;
    let of_table = hex(digest(&SHA256, &table).as_ref());
    let octets = written(&table, files).map_err(|error| {
        tracing::error!(%error, "a bundle cannot be written");
        Problem::new(Code::Internal)
    })?;
    Ok((of_table, octets))
}

fn table(files: &[Named]) -> Result<Vec<u8>, Problem> {
    let internal = || Problem::new(Code::Internal);
    // The mark by which office programs know UTF-8.
    let mut table = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    table.write_record(["文件", "字节数", "SHA-256"]).map_err(|_| internal())?;
    for (name, octets) in files {
        let digest = hex(digest(&SHA256, octets).as_ref());
        table.write_record([name, &octets.len().to_string(), &digest]).map_err(|_| internal())?;
    }
    table.into_inner().map_err(|_| internal())
}

fn written(table: &[u8], files: &[Named]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    archive.start_file(TABLE, options)?;
    archive.write_all(table)?;
    for (name, octets) in files {
        archive.start_file(name.as_str(), options)?;
        archive.write_all(octets)?;
    }
    Ok(archive.finish()?.into_inner())
}
