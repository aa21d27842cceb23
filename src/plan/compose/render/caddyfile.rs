//! What Caddy serves on a server, as Caddyfiles. A single server has one for each of three times; a group's servers
//! stand behind a load balancer and have only the plain one.

use std::fmt::Write as _;

use crate::plan::compose::Composer;
use crate::plan::compose::names::hyphened;
use crate::plan::layout::Door;

/// Environment variable of Caddy's container: the address that the certificate is for. Caddy puts it into its file.
const ADDRESS: &str = "{$HOSTS}";

/// When a Caddyfile serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::plan::compose) enum Form {
    /// By http alone: behind a load balancer, or before a domain is seen to lead here.
    Plain,
    /// Asks for certificates, and serves by http as well until they work.
    Asking,
    /// The certificates work: http is sent to https.
    Https,
}

impl Composer<'_> {
    /// The file of one time.
    pub(in crate::plan::compose) fn caddyfile(&self, form: Form) -> String {
        let mut text = self.options(form);
        if form != Form::Plain {
            self.secured(form, &mut text);
        }
        match form {
            Form::Plain | Form::Asking => self.plain(&mut text),
            // The server looks at itself.
            Form::Https => self.site("http://127.0.0.1", 0, &mut text),
        }
        text
    }

    fn options(&self, form: Form) -> String {
        const TRUSTED: &str = "\t\ttrusted_proxies static private_ranges\n";
        let mut text = format!("{{\n\tservers {{\n{TRUSTED}\t}}\n");
        if form == Form::Plain {
            return text + "}\n";
        }
        if form == Form::Asking {
            text.push_str("\tauto_https disable_redirects\n");
        }
        // With an address a second authority can be asked when the first refuses. Without quotes Caddy takes what
        // stands after a `#` for a comment.
        if let Some(email) = &self.layout.answers.alerts.email {
            let _ = writeln!(text, "\temail \"{email}\"");
        }
        if self.layout.host_names().is_empty() {
            // For an address Caddy would be its own authority; only this profile has addresses; clients name no host
            // for one.
            let _ = write!(text, "\tdefault_sni {ADDRESS}\n\tcert_issuer acme {{\n\t\tprofile shortlived\n\t}}\n");
            if form == Form::Https {
                // What comes to these ports by http is told to use https.
                for port in self.further_ports() {
                    let wrappers = "\t\tlistener_wrappers {\n\t\t\thttp_redirect\n\t\t\ttls\n\t\t}\n";
                    let _ = write!(text, "\tservers :{port} {{\n{TRUSTED}{wrappers}\t}}\n");
                }
            }
        }
        text + "}\n"
    }

    /// What is reached by https. Without a domain, further services have ports of their own, which can only be one of
    /// both: they are http until the certificate works.
    fn secured(&self, form: Form, text: &mut String) {
        let hosts = self.layout.host_names();
        for (index, (_, host)) in hosts.iter().enumerate() {
            self.site(host, index, text);
        }
        if hosts.is_empty() {
            self.site(&format!("https://{ADDRESS}"), 0, text);
            let further = if form == Form::Https { self.further_ports() } else { Vec::new() };
            for (index, port) in further.into_iter().enumerate() {
                self.site(&format!("https://{ADDRESS}:{port}"), index + 1, text);
            }
        }
    }

    fn plain(&self, text: &mut String) {
        let hosts = self.layout.host_names();
        if hosts.is_empty() && self.layout.door == Door::Address {
            for (index, port) in self.layout.http_ports().into_iter().enumerate() {
                self.site(&format!(":{port}"), index, text);
            }
            return;
        }
        // Everything arrives on port 80 and says where it wants to go: by name, or by the load balancer's port.
        text.push_str(":80 {\n");
        for (index, public) in self.layout.preset.public().enumerate().skip(1) {
            let matcher = match hosts.iter().find(|(name, _)| name == public.name) {
                Some((_, host)) => format!("host {host}"),
                None => format!("header X-Forwarded-Port {}", public.outside),
            };
            let service = hyphened(public.name);
            let _ = write!(text, "\t@{service} {matcher}\n\thandle @{service} {{\n{}\t}}\n", self.served(index, 2));
        }
        let _ = write!(text, "\thandle {{\n{}\t}}\n}}\n", self.served(0, 2));
    }

    /// One address and the service behind it, by its place among those that people reach.
    fn site(&self, address: &str, service: usize, text: &mut String) {
        let _ = write!(text, "{address} {{\n{}}}\n", self.served(service, 1));
    }

    /// Lines that lead to a service, so far in. The main one shares its name by paths.
    fn served(&self, service: usize, tabs: usize) -> String {
        let Some(public) = self.layout.preset.public().nth(service) else { return String::new() };
        let (tab, own) = ("\t".repeat(tabs), format!("reverse_proxy {}:{}", public.name, public.port));
        let shared = if service == 0 { self.layout.preset.shared_paths() } else { Vec::new() };
        if shared.is_empty() {
            return format!("{tab}{own}\n");
        }
        let mut text = String::new();
        for (at, (name, port, shared)) in shared.iter().enumerate() {
            let path = shared.path();
            // `/api/*` does not mean `/api`.
            let bare = path.strip_suffix("/*").map(|bare| format!(" {bare}")).unwrap_or_default();
            let _ = write!(text, "{tab}@path{at} path {path}{bare}\n{tab}handle @path{at} {{\n");
            if shared.strips() {
                let _ = writeln!(text, "{tab}\turi strip_prefix {}", shared.prefix().trim_end_matches('/'));
            }
            let _ = write!(text, "{tab}\treverse_proxy {name}:{port}\n{tab}}}\n");
        }
        let _ = write!(text, "{tab}handle {{\n{tab}\t{own}\n{tab}}}\n");
        text
    }

    /// Ports of the services after the main one, where there is no domain.
    fn further_ports(&self) -> Vec<u16> {
        self.layout.preset.public().skip(1).map(|service| service.outside).collect()
    }
}
