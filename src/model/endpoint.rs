//! An address in place of AWS's own: an emulator.

use url::Url;

/// Whether a text is an address that calls can go to.
///
/// # Errors
/// The reason.
pub fn check(address: &str) -> Result<(), String> {
    let why = "an address such as http://localhost:5000";
    let url = Url::parse(address).map_err(|_| why.to_owned())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(why.to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("an address without `?` and `#`".to_owned());
    }
    // What a browser forgives, the client does not.
    let plain = address.bytes().all(|b| b.is_ascii_graphic()) && address.contains("://") && !address.contains(":///");
    if plain { Ok(()) } else { Err(why.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in [
            "http://localhost:5000",
            "https://localhost.localstack.cloud:4566/",
            "http://127.0.0.1",
            "http://[::1]:5000",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            " ",
            "localhost:5000",
            "nonsense",
            "http://",
            "ftp://x",
            "http:///x",
            "http://a b",
            "http:x",
            "http://x:99999",
            "http://x/?a",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
