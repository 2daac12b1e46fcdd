//! Does the machine keep time, is there room to write, and a type to print in?

use persistence::StoreError;
use persistence::survey::Survey;
use rustix::fs::statvfs;

use super::Line;
use crate::clock::Clock;
use crate::config::Config;
use crate::press::{KNOWN, NoTypeface, Typeface};

const MICROS: i64 = 1_000_000;
/// Two clocks may differ by so much before somebody should look, and before codes and tokens fail.
const SOON: i64 = 5 * MICROS;
const FAR: i64 = 60 * MICROS;
/// With less room somebody should look, in MiB.
const LITTLE: u64 = 1024;
/// With less room writes are about to be refused.
const NONE: u64 = 128;

/// How this clock stands to the server's, and to what the log says was done last.
pub(super) async fn clock(survey: &Survey) -> Result<Vec<Line>, StoreError> {
    let (server, newest, here) =
        (survey.clock().await?, survey.newest_entry().await?, Clock::system().real());
    let mut lines = Vec::new();
    if let Some(server) = server {
        let apart = (server.as_micros() - here.as_micros()).abs();
        let found = format!("{} seconds apart from the database's", apart / MICROS);
        let next = "have both machines keep time by one server of time (NTP)";
        lines.push(match apart {
            apart if apart > FAR => Line::wrong("clock", found, next),
            apart if apart > SOON => Line::warning("clock", found, next),
            _ => Line::ok("clock", found),
        });
    }
    if let Some(newest) = newest.filter(|newest| newest.as_micros() > here.as_micros() + FAR) {
        let next =
            "see that the clock of this machine is right; in a demonstration it may have been set forward";
        lines.push(Line::warning(
            "clock",
            format!("the newest entry of the log is of {newest}, which is to come"),
            next,
        ));
    }
    if lines.is_empty() {
        lines.push(Line::ok("clock", format!("{here}, after the newest entry of the log")));
    }
    Ok(lines)
}

/// How much room the data folder has.
pub(super) fn space(config: &Config) -> Line {
    let folder = &config.data_dir;
    let room = match statvfs(folder.as_path()) {
        Ok(disk) => disk.f_bavail.saturating_mul(disk.f_frsize) >> 20,
        Err(cause) => {
            let found = format!("{} cannot be looked at ({cause})", folder.display());
            return Line::warning("space", found, "name the data folder by JINQIU_DATA_DIR");
        }
    };
    let found = format!("{room} MiB free in {}", folder.display());
    let next = "make room: papers, an SQLite file and backups of it are written there";
    match room {
        room if room < NONE => Line::wrong("space", found, next),
        room if room < LITTLE => Line::warning("space", found, next),
        _ => Line::ok("space", found),
    }
}

/// In which type papers are printed.
pub(super) fn font(config: &Config) -> Line {
    let next = format!(
        "install Debian's package {}, or name a file by JINQIU_FONT; until then whatever is printed is answered with 503",
        KNOWN.map(|(_, package)| package).first().unwrap_or(&"fonts-noto-cjk")
    );
    match Typeface::find(config.font.as_deref()) {
        Ok(_) => Line::ok("font", "papers can be printed"),
        Err(NoTypeface::Absent) => {
            Line::warning("font", "no Chinese one that is known is on this machine", next)
        }
        Err(NoTypeface::Unread(path, cause)) => {
            Line::warning("font", format!("{} cannot be read ({cause})", path.display()), next)
        }
        Err(NoTypeface::Unfit(path)) => {
            Line::warning("font", format!("{} has no Chinese characters, or is broken", path.display()), next)
        }
    }
}
