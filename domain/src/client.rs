//! From which kind of program does somebody sign in? As much as its owner needs to know their own sessions apart.

use crate::words::spoken;

spoken! {
    /// A kind of client, as its `User-Agent` says: neither make nor version, which would tell people apart.
    ClientKind {
        /// A browser on a computer.
        Computer "电脑浏览器"
        /// A browser on a phone or tablet.
        Phone "手机浏览器"
        /// A program that is no browser.
        Program "程序"
        /// It did not say.
        Unknown "未知"
    }
}

impl ClientKind {
    /// What a `User-Agent` says.
    pub fn of(user_agent: &str) -> Self {
        let says = |words: &[&str]| words.iter().any(|word| user_agent.contains(word));
        if user_agent.trim().is_empty() {
            Self::Unknown
        } else if !says(&["Mozilla/"]) {
            Self::Program
        } else if says(&["Mobile", "Android", "iPhone", "iPad", "HarmonyOS", "MicroMessenger"]) {
            Self::Phone
        } else {
            Self::Computer
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_known_by_its_kind_alone() {
        for (said, kind) in [
            ("", ClientKind::Unknown),
            ("curl/8.5.0", ClientKind::Program),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0",
                ClientKind::Computer,
            ),
            ("Mozilla/5.0 (Linux; Android 14; HarmonyOS) AppleWebKit/537.36 Mobile", ClientKind::Phone),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)", ClientKind::Phone),
        ] {
            assert_eq!(ClientKind::of(said), kind, "{said}");
        }
    }
}
