//! Where a life ends, and the machinery that ends it there.

use std::io;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cloudstead::engine::{CloudError, ErrorClass, Store};
use cloudstead::practice::{Call, Fault, Faults, NO_CERTIFICATE, Verb};
use cloudstead::resource::{BuildFailure, Kind};

/// A point of a run, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The first look at a build finds it failed.
    Build(BuildFailure),
    /// The call was never sent.
    CallBefore(usize),
    /// The call took effect and nobody heard of it.
    CallAfter(usize),
    /// The call took effect and was answered with "no answer in time"; nobody dies.
    CallLost(usize),
    /// The call took effect, and the machine sleeps for a night before it hears of it; nobody dies.
    Slept(usize),
    /// The first call of this kind for each node is refused; nobody dies.
    Denied(Verb),
    /// The first question whether the certificate is issued is answered with "never".
    Condemned,
    /// The first question after the server's certificate is answered with a refusal; nobody dies.
    Uncertified,
    /// The creation of this kind is refused for good; nobody dies.
    Refused(Kind),
    /// The first call that creates this kind is not answered, every later one refused; nobody dies.
    UnheardThenRefused(Kind),
    /// The first question whether one of this kind is ready is answered after an hour, with a refusal; nobody dies.
    RefusedLate(Kind),
    /// Nothing may be looked for; nobody dies.
    Blind,
    AppendBefore(usize),
    /// Half of the line reached the disk.
    AppendTorn(usize),
    AppendAfter(usize),
}

const HOUR: Duration = Duration::from_secs(3600);
const NIGHT: Duration = Duration::from_secs(12 * 3600);

/// What unwinds when a life ends.
pub(crate) struct Death;

/// Ends the caller's life at a cloud call.
#[derive(Default)]
pub(crate) struct Scissors {
    pub(crate) cut: Option<Cut>,
    pub(crate) calls: AtomicUsize,
    /// So many creations of servers are refused for want of room in their zone.
    pub(crate) no_room: AtomicUsize,
    /// How often a fault struck that nobody dies of.
    pub(crate) fired: AtomicUsize,
    /// Every call: what for, and for which node.
    pub(crate) called: Mutex<Vec<(Verb, String)>>,
}

impl Faults for Scissors {
    fn before(&self, call: &Call<'_>) -> Fault {
        let at = self.calls.fetch_add(1, Ordering::SeqCst);
        let mut called = self.called.lock().unwrap();
        let this = (call.verb, call.node.to_owned());
        let first = this.1.is_empty() || !called.contains(&this);
        called.push(this);
        if self.cut == Some(Cut::Denied(call.verb)) && first {
            return Fault::Refuse(CloudError::stop("AccessDenied", "you may not look"));
        }
        drop(called);
        if self.cut == Some(Cut::Condemned)
            && call.node.starts_with("certificate-issued")
            && self.fired.fetch_add(1, Ordering::SeqCst) == 0
        {
            return Fault::Refuse(
                CloudError::stop("CAA_ERROR", "AWS will not issue the certificate")
                    .start_over(call.node.replace("-issued", "").as_str().into()),
            );
        }
        if self.cut == Some(Cut::Uncertified)
            && call.node == "server-https"
            && self.fired.fetch_add(1, Ordering::SeqCst) == 0
        {
            return Fault::Refuse(CloudError::stop(NO_CERTIFICATE, "the limit is used up"));
        }
        if let Some(Cut::Build(failure)) = self.cut
            && (call.verb, call.kind) == (Verb::Poll, Some(Kind::BuiltImage))
            && self.fired.fetch_add(1, Ordering::SeqCst) == 0
        {
            return Fault::Refuse(CloudError::stop(failure.code(), failure.what()).hint(failure.hint()));
        }
        if let (Some(Cut::Refused(kind)), Verb::Create) = (self.cut, call.verb)
            && call.kind == Some(kind)
        {
            self.fired.fetch_add(1, Ordering::SeqCst);
            return Fault::Refuse(CloudError::stop("QuotaExceeded", "your account may not have one more"));
        }
        if let (Some(Cut::UnheardThenRefused(kind)), Verb::Create) = (self.cut, call.verb)
            && call.kind == Some(kind)
        {
            return Fault::Refuse(match self.fired.fetch_add(1, Ordering::SeqCst) {
                0 => CloudError::new(ErrorClass::Retry, "Timeout", "no answer in time"),
                _ => CloudError::stop("AddressLimitExceeded", "your account has no public address left"),
            });
        }
        if let (Some(Cut::RefusedLate(kind)), Verb::Poll) = (self.cut, call.verb)
            && call.kind == Some(kind)
        {
            self.fired.fetch_add(1, Ordering::SeqCst);
            return Fault::Late(HOUR);
        }
        if self.cut == Some(Cut::Blind) && call.verb == Verb::Find {
            self.fired.fetch_add(1, Ordering::SeqCst);
            return Fault::Refuse(CloudError::stop("AccessDenied", "you may not look"));
        }
        if self.cut == Some(Cut::CallBefore(at)) {
            resume_unwind(Box::new(Death));
        }
        let refused = |left: usize| left.checked_sub(1);
        if (call.verb, call.kind) == (Verb::Create, Some(Kind::Instance))
            && self.no_room.fetch_update(Ordering::SeqCst, Ordering::SeqCst, refused).is_ok()
        {
            if self.cut == Some(Cut::CallAfter(at)) {
                resume_unwind(Box::new(Death));
            }
            let error = CloudError::new(ErrorClass::Elsewhere, "InsufficientInstanceCapacity", "no room in this zone");
            return Fault::Refuse(error.start_over("server-disk".into()));
        }
        Fault::None
    }

    fn after(&self, call: &Call<'_>) -> Fault {
        if let (Some(Cut::RefusedLate(kind)), Verb::Poll) = (self.cut, call.verb)
            && call.kind == Some(kind)
        {
            return Fault::Refuse(CloudError::stop("Failed", "it ended in a state that it never leaves"));
        }
        let at = self.calls.load(Ordering::SeqCst) - 1;
        if self.cut == Some(Cut::CallAfter(at)) {
            resume_unwind(Box::new(Death));
        }
        if self.cut == Some(Cut::CallLost(at)) {
            self.fired.fetch_add(1, Ordering::SeqCst);
            return Fault::Refuse(CloudError::new(ErrorClass::Retry, "Timeout", "no answer in time"));
        }
        if self.cut == Some(Cut::Slept(at)) {
            self.fired.fetch_add(1, Ordering::SeqCst);
            return Fault::Late(NIGHT);
        }
        Fault::None
    }
}

/// A journal on a disk that survives its writer.
#[derive(Clone, Default)]
pub(crate) struct Disk {
    pub(crate) bytes: Arc<Mutex<Vec<u8>>>,
    pub(crate) appends: Arc<AtomicUsize>,
    pub(crate) cut: Option<Cut>,
}

impl Store for Disk {
    fn read(&mut self) -> io::Result<Vec<u8>> {
        Ok(self.bytes.lock().unwrap().clone())
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let at = self.appends.fetch_add(1, Ordering::SeqCst);
        let (written, dies) = match self.cut {
            Some(Cut::AppendBefore(cut)) if cut == at => (0, true),
            Some(Cut::AppendTorn(cut)) if cut == at => (bytes.len() / 2, true),
            Some(Cut::AppendAfter(cut)) if cut == at => (bytes.len(), true),
            _ => (bytes.len(), false),
        };
        self.bytes.lock().unwrap().extend_from_slice(&bytes[..written]);
        if dies {
            resume_unwind(Box::new(Death));
        }
        Ok(())
    }

    fn set_aside(&mut self, length: u64, _tail: &[u8]) -> io::Result<()> {
        self.bytes.lock().unwrap().truncate(usize::try_from(length).unwrap());
        Ok(())
    }
}
