//! What an address tells: the site by its host, the day by its path.

use std::sync::LazyLock;

use regex::Regex;

use crate::dates::iso_date;

/// The site's domain: the host without what only tells its form for phones.
pub(crate) fn site(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let mut host = host.as_str();
    for form in ["www.", "www2.", "m.", "amp.", "mobile."] {
        host = host.strip_prefix(form).unwrap_or(host);
    }
    (host.contains('.') && host.starts_with(|c: char| c.is_alphanumeric())).then(|| host.to_owned())
}

/// The day that a path names: `/2023/04/15/`, `/2023-04-15-`, `/20230415/`, `/2023/apr/15/`.
pub(crate) fn day(url: &str) -> Option<String> {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"[/_-](19\d\d|20\d\d)(?:/(\d\d?)/(\d\d?)|-(\d\d)-(\d\d)|(\d\d)(\d\d)|/([a-z]{3})/(\d\d?))(?:[/_.?-]|$)",
        )
        .expect("a constant pattern")
    });
    let (_, rest) = url.split_once("://")?;
    let path = &rest[rest.find('/')?..];
    let found = DAY.captures(path)?;
    let parts: Vec<&str> = found.iter().skip(1).flatten().map(|m| m.as_str()).collect();
    match parts.as_slice() {
        [year, month, day] if month.starts_with(|c: char| c.is_alphabetic()) => {
            iso_date(&format!("{day} {month} {year}"))
        }
        [year, month, day] => iso_date(&format!("{year}-{month}-{day}")),
        _ => None,
    }
}

/// Whether this is an address on the web.
pub(crate) fn is_web(url: &str) -> bool {
    url.split_once("://").is_some_and(|(scheme, rest)| {
        matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https")
            && !rest.is_empty()
            && !rest.contains(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_name_sites_and_paths_name_days() {
        assert_eq!(site("https://www.Day.example:8080/a"), Some("day.example".into()));
        assert_eq!(site("http://m.day.example"), Some("day.example".into()));
        assert_eq!(site("file:///tmp/a.html"), None);
        for path in
            ["2023/04/15/rain", "news/2023/4/15", "rain-2023-04-15.html", "20230415/rain", "world/2023/apr/15/rain"]
        {
            assert_eq!(day(&format!("https://a.example/{path}")).as_deref(), Some("2023-04-15"), "{path}");
        }
        for path in ["2023/04/", "article/20231399/", "item-1234567890", "2023-99-99", ""] {
            assert_eq!(day(&format!("https://a.example/{path}")), None, "{path}");
        }
    }
}
