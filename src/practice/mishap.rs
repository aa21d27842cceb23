//! "Break something": a person asks for a failure and gets one that AWS really has.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

use super::faults::{Call, Fault, Faults, Verb};
use crate::engine::{CloudError, ErrorClass};
use crate::resource::{BuildFailure, Kind};

const NOTHING: u8 = 0;
const CREATION: u8 = 1;
const ANYTHING: u8 = 2;

/// What goes wrong next, once. Clones share it. Builds fail in another way each time.
#[derive(Clone, Default)]
pub struct Mishap(Arc<AtomicU8>, Arc<AtomicUsize>);

/// How builds fail in practice, one after the other.
const BUILDS: [(BuildFailure, &str); 5] = [
    (BuildFailure::Clone, "fatal: repository not found"),
    (BuildFailure::Dockerfile, "there is no Dockerfile in the repository at this ref"),
    (BuildFailure::Memory, "#15 RUN build | ERROR: process did not complete successfully: exit code: 137"),
    (BuildFailure::Push, "denied: not authorized to perform ecr:PutImage"),
    (BuildFailure::TimeLimit, "#15 RUN build"),
];

impl Mishap {
    /// The next creation is refused.
    pub fn next_creation(&self) {
        self.0.store(CREATION, Ordering::SeqCst);
    }

    /// The next call is refused, whatever it is: for when nothing is left to be created.
    pub fn next_call(&self) {
        self.0.store(ANYTHING, Ordering::SeqCst);
    }

    /// True once: the call that it happens to has come.
    fn strikes(&self, verb: Verb, kind: Kind) -> bool {
        let wanted = match (verb, kind) {
            // A build is under way for long: it fails where one is in the making.
            (Verb::Create, _) | (Verb::Poll, Kind::BuiltImage) => [CREATION, ANYTHING],
            // A run looks around before it begins, and goes on without what it could not see. While a server starts,
            // what can still go wrong is its certificate, or else the last look.
            (Verb::Find | Verb::Changed, _) | (_, Kind::InstanceReport | Kind::Migration) => return false,
            _ => [ANYTHING, ANYTHING],
        };
        wanted
            .into_iter()
            .any(|armed| self.0.compare_exchange(armed, NOTHING, Ordering::SeqCst, Ordering::SeqCst).is_ok())
    }
}

impl Faults for Mishap {
    fn before(&self, call: &Call<'_>) -> Fault {
        match call.kind {
            Some(kind) if self.strikes(call.verb, kind) => match (kind, call.verb) {
                (Kind::BuiltImage, Verb::Poll) => {
                    Fault::Refuse(build_failure(self.1.fetch_add(1, Ordering::SeqCst), call.node))
                }
                _ => Fault::Refuse(refusal(kind, call.verb)),
            },
            _ => Fault::None,
        }
    }
}

const YOU_ASKED: &str = "You pressed b: this is practice.";
/// Code of a certificate that is refused: nothing fails, the app goes on by plain http.
pub const NO_CERTIFICATE: &str = "NoCertificate";
const LIMIT: &str = "Let's Encrypt gives no more certificates for this address at the moment (its limit is used up)";
const CPUS: &str =
    "ask for more in Service Quotas (EC2, L-1216C47A: often granted within minutes) or choose a smaller size";

/// What AWS says when an account may not have one more of a kind; for all others the sign-in expires.
fn refusal(kind: Kind, verb: Verb) -> CloudError {
    let small = "New accounts begin with small limits.";
    let limit = |code: &str, what: &str, hint: &str| {
        let hint = format!("With a real account: {hint}. Here press r: it works the second time.");
        CloudError::stop(code, what).why(format!("{YOU_ASKED} {small}")).hint(hint)
    };
    let used_up =
        |what: &str, quota: &str| format!("delete an unused {what} or ask for more (Service Quotas, {quota})");
    match kind {
        Kind::HttpsReport if verb == Verb::Poll => CloudError::stop(NO_CERTIFICATE, format!("{YOU_ASKED} {LIMIT}")),
        _ if verb != Verb::Create => expired(),
        Kind::Instance | Kind::AutoScalingGroup => {
            limit("VcpuLimitExceeded", "your account may not run that many processors", CPUS)
        }
        Kind::ElasticIp => limit(
            "AddressLimitExceeded",
            "your account has no public address left in this region",
            &used_up("Elastic IP", "L-0263D0A3"),
        ),
        Kind::Vpc => limit(
            "VpcLimitExceeded",
            "your account has no private network (VPC) left in this region",
            &used_up("VPC", "L-F678F1CE"),
        ),
        Kind::BuiltImage => {
            let hint = "let the server build (build = \"server\" in your answers), or name ready images under [images]";
            limit(
                "AccountLimitExceededException",
                "AWS does not let this account build images yet: it may run 0 builds at once",
                hint,
            )
        }
        Kind::NatGateway => {
            limit("NatGatewayLimitExceeded", "this zone has no NAT gateway left", &used_up("one", "L-FE5A380F"))
        }
        Kind::DbInstance => limit(
            "InstanceQuotaExceeded",
            "your account may not have that many databases",
            &used_up("one", "L-7B6409FD"),
        ),
        _ => expired(),
    }
}

/// One of the ways in which a build fails.
fn build_failure(count: usize, node: &str) -> CloudError {
    let (failure, said) = BUILDS[count % BUILDS.len()];
    let service = node.strip_prefix("image-").unwrap_or(node);
    CloudError::stop(failure.code(), format!("the build of {service} {}", failure.what()))
        .why(format!("{YOU_ASKED} The last line of the build: {said}"))
        .hint(format!("With a real account: {}. Here press r: it works the second time.", failure.hint()))
}

fn expired() -> CloudError {
    CloudError::new(ErrorClass::SignIn, "ExpiredToken", "your sign-in to AWS expired")
        .why(format!("{YOU_ASKED} Sign-ins end after some hours."))
        .hint(
            "With a real account: sign in again in another window, such as with `aws login`. Here press r: it works \
            the second time.",
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strike(mishap: &Mishap, verb: Verb, kind: Option<Kind>) -> Option<String> {
        match mishap.before(&Call { verb, node: "x", kind }) {
            Fault::Refuse(error) => Some(error.code),
            Fault::None | Fault::Late(_) => None,
        }
    }

    #[test]
    fn it_happens_once_and_to_a_creation() {
        let mishap = Mishap::default();
        assert_eq!(strike(&mishap, Verb::Create, Some(Kind::Instance)), None, "nobody asked");
        mishap.clone().next_creation();
        assert_eq!(strike(&mishap, Verb::Identity, None), None);
        assert_eq!(strike(&mishap, Verb::Poll, Some(Kind::Instance)), None);
        assert_eq!(strike(&mishap, Verb::Create, Some(Kind::Instance)).as_deref(), Some("VcpuLimitExceeded"));
        assert_eq!(strike(&mishap, Verb::Create, Some(Kind::Instance)), None);
    }

    #[test]
    fn where_nothing_is_created_any_more_the_sign_in_expires() {
        let mishap = Mishap::default();
        mishap.next_call();
        assert_eq!(strike(&mishap, Verb::Find, Some(Kind::Answer)), None, "nobody would notice");
        assert_eq!(strike(&mishap, Verb::Poll, Some(Kind::Answer)).as_deref(), Some("ExpiredToken"));
        assert_eq!(strike(&mishap, Verb::Poll, Some(Kind::Answer)), None);
    }

    #[test]
    fn while_a_server_starts_its_certificate_is_what_goes_wrong() {
        let mishap = Mishap::default();
        mishap.next_call();
        assert_eq!(strike(&mishap, Verb::Poll, Some(Kind::InstanceReport)), None);
        assert_eq!(strike(&mishap, Verb::Poll, Some(Kind::HttpsReport)).as_deref(), Some(NO_CERTIFICATE));
    }

    #[test]
    fn a_build_that_is_under_way_fails_in_another_way_each_time() {
        let mishap = Mishap::default();
        let mut codes = Vec::new();
        for _ in 0..BUILDS.len() {
            mishap.next_creation();
            codes.extend(strike(&mishap, Verb::Poll, Some(Kind::BuiltImage)));
        }
        let wanted: Vec<&str> = BUILDS.iter().map(|(failure, _)| failure.code()).collect();
        assert_eq!(codes, wanted);
        mishap.next_creation();
        assert_eq!(
            strike(&mishap, Verb::Create, Some(Kind::BuiltImage)).as_deref(),
            Some("AccountLimitExceededException")
        );
    }

    #[test]
    fn every_refusal_says_that_it_is_practice_and_what_to_do() {
        for kind in Kind::ALL {
            let error = refusal(*kind, Verb::Create);
            assert!(error.why.contains("practice") && error.hint.contains("press r"), "{error:?}");
            assert!(matches!(error.class, ErrorClass::Stop | ErrorClass::SignIn), "{error:?}");
        }
    }
}
