//! Which addresses may a bank have? Numbers of cards go there: by TLS, or without it no further than the office's own network.

use reqwest::Url;
use url::Host;

/// The address that a text names, if numbers of cards may go there.
pub(super) fn address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let near = match url.host()? {
        Host::Ipv4(ip) => ip.is_loopback() || ip.is_private(),
        Host::Ipv6(ip) => ip.is_loopback() || ip.is_unique_local(),
        // A name without a dot is one of the own network.
        Host::Domain(name) => !name.contains('.'),
    };
    let may = url.scheme() == "https" || (url.scheme() == "http" && near);
    (plain && may).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn numbers_of_cards_go_nowhere_in_the_open() {
        for good in [
            "https://bank.example/jinqiu",
            "http://127.0.0.1:9090",
            "http://10.0.0.7/front",
            "http://[::1]:9090",
            "http://front:9090",
        ] {
            assert!(address(good).is_some(), "{good}");
        }
        for bad in [
            "http://bank.example",
            "http://8.8.8.8",
            "ftp://10.0.0.7",
            "https://user:secret@bank.example",
            "https://bank.example/?token=1",
            "bank.example",
            "",
        ] {
            assert!(address(bad).is_none(), "{bad}");
        }
    }
}
