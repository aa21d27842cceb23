//! Variables that a catalogue of templates fills in (`SERVICE_URL_APP_3000`, `SERVICE_PASSWORD_DB`), and the comments
//! at the head of such files. Facts: Coolify's documentation, "Docker Compose: magic environment variables".

/// What such a variable stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Magic {
    /// The address of a service, with the port that it listens at where the name says so.
    Url { service: String, port: Option<u16> },
    /// The same without scheme.
    Host { service: String, port: Option<u16> },
    /// The name of a user.
    User(String),
    /// Characters, or bytes of other forms.
    Random { length: usize, form: Form },
}

/// How a generated value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Form {
    Letters,
    Hex,
    Base64,
    Laravel,
}

pub(super) fn read(name: &str) -> Option<Magic> {
    let rest = name.strip_prefix("SERVICE_")?;
    let (kind, id) = rest.split_once('_')?;
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
        return None;
    }
    let random = |length, form| Some(Magic::Random { length, form });
    match kind {
        "URL" | "FQDN" => {
            let (service, port) = match id.rsplit_once('_') {
                Some((service, port)) if port.parse::<u16>().is_ok_and(|port| port > 0) => (service, port.parse().ok()),
                _ => (id, None),
            };
            let service = service.to_owned();
            Some(if kind == "URL" { Magic::Url { service, port } } else { Magic::Host { service, port } })
        }
        "USER" => {
            Some(Magic::User(id.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).take(16).collect()))
        }
        "PASSWORD" | "PASSWORDWITHSYMBOLS" | "BASE64" => random(length(id, 32), Form::Letters),
        "REALBASE64" => random(length(id, 32), Form::Base64),
        "HEX" => random(length(id, 32), Form::Hex),
        _ => None,
    }
}

/// `64_NAME` says a length.
fn length(id: &str, usual: usize) -> usize {
    let said = id.split('_').next().and_then(|first| first.parse().ok()).filter(|said| (8..=1024).contains(said));
    said.filter(|_| id.contains('_')).unwrap_or(usual)
}

/// Whether two names mean the same service: `APP_WEB` is `app-web`, and `APPWEB` as well.
pub(super) fn same(id: &str, service: &str) -> bool {
    let bare = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    };
    bare(id) == bare(service)
}

/// What the comments at the head of a file say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::import) struct Head {
    pub(in crate::import) documentation: String,
    pub(in crate::import) slogan: String,
    pub(in crate::import) port: Option<u16>,
}

pub(in crate::import) fn head(text: &str) -> Head {
    let mut head = Head::default();
    for line in text.lines().map_while(|line| if line.trim().is_empty() { Some("") } else { line.strip_prefix('#') }) {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = crate::model::text::clean_line(value.trim().trim_matches('"'));
        match key.trim() {
            "documentation" => head.documentation = value,
            "slogan" => head.slogan = value,
            "port" => head.port = value.parse().ok(),
            _ => {}
        }
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_the_catalogue() {
        let url = |service: &str, port| Some(Magic::Url { service: service.into(), port });
        let random = |length, form| Some(Magic::Random { length, form });
        for (name, wanted) in [
            ("SERVICE_URL_APP_3000", url("APP", Some(3000))),
            ("SERVICE_URL_MY_APP", url("MY_APP", None)),
            ("SERVICE_FQDN_A_80", Some(Magic::Host { service: "A".into(), port: Some(80) })),
            ("SERVICE_USER_POSTGRES", Some(Magic::User("postgres".into()))),
            ("SERVICE_PASSWORD_DB", random(32, Form::Letters)),
            ("SERVICE_PASSWORD_64_DB", random(64, Form::Letters)),
            ("SERVICE_BASE64_128_X", random(128, Form::Letters)),
            ("SERVICE_REALBASE64_64_X", random(64, Form::Base64)),
            ("SERVICE_HEX_32_X", random(32, Form::Hex)),
            ("SERVICE_DISABLE_X", None),
            ("SERVICE_URL_", None),
            ("DATABASE_URL", None),
        ] {
            assert_eq!(read(name), wanted, "{name}");
        }
        assert!(same("APP_WEB", "app-web") && same("APPWEB", "app.web") && !same("APP", "web"));
    }

    #[test]
    fn comments_at_the_head() {
        let text = "# documentation: https://x.y\n# slogan: \"A: b\"\n#port: 80\n\nservices: {}\n# port: 90\n";
        let head = head(text);
        assert_eq!((head.documentation.as_str(), head.slogan.as_str(), head.port), ("https://x.y", "A: b", Some(80)));
    }
}
