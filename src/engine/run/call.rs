//! Calls with patience: passing faults are retried, what is not ready is waited for, everything else ends the job.

use std::future::Future;
use std::time::Duration;

use super::{End, Run};
use crate::engine::cloud::{CloudError, ErrorClass, Poll};
use crate::engine::event::EventKind;
use crate::model::NodeId;

/// Tries of one call against passing faults.
const TRIES: u32 = 8;
/// Longest pause between two tries, seconds.
const LONGEST_PAUSE: u32 = 30;
/// Pauses between two questions about the same thing, and about one that usually is over soon.
const SHORTEST_POLL: Duration = Duration::from_secs(1);
const SHORTEST_POLL_OF_SHORT: Duration = Duration::from_millis(250);
const LONGEST_POLL: Duration = Duration::from_secs(10);
/// The longest pause while it may be over at any moment.
const LONGEST_DENSE_POLL: Duration = Duration::from_secs(3);
/// What usually takes no longer than this is short, seconds.
const SHORT: u32 = 5;
/// How often something that is not ready is asked again at first, and later, seconds.
const FIRST_WAIT: u64 = 1;
const LATER_WAIT: u64 = 5;
/// A new account may be checked by AWS for this long (AWSFACTS section 3, PendingVerification), seconds.
const PATIENCE_WITH_ACCOUNTS: u32 = 4 * 3600;
/// What was made is seen everywhere within about two minutes (AWSFACTS section 2); later it is a missing permission or
/// gone, seconds.
const PATIENCE_WITH_NEW: u32 = 180;

/// How a thing is waited for.
pub(super) struct Wait<'a> {
    /// Seconds after which waiting ends.
    pub(super) patience: u32,
    /// Seconds before which it was never seen to be over.
    pub(super) earliest: u32,
    /// Seconds it usually takes.
    pub(super) usual: u32,
    /// What AWS is busy with, as the end of "AWS is …"; or what is waited for.
    pub(super) doing: &'a str,
}

/// How much waiting a call is worth. Only pauses count: while the machine sleeps or is too busy for us, nobody waits.
pub(super) struct Patience {
    seconds: u32,
    waited: Duration,
    faults: u32,
}

impl Patience {
    pub(super) const fn of(seconds: u32) -> Self {
        Self { seconds, waited: Duration::ZERO, faults: 0 }
    }

    /// Seconds waited so far.
    pub(super) const fn waited(&self) -> u64 {
        self.waited.as_secs()
    }
}

impl Run<'_> {
    /// Makes one call, again and again while its error says so, for at most `patience` seconds of waiting.
    pub(super) async fn call<T, F, Fut>(&self, node: &NodeId, patience: u32, mut attempt: F) -> Result<T, End>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<T, CloudError>>,
    {
        let mut patience = Patience::of(patience);
        loop {
            if self.halted() {
                return Err(End::Interrupted);
            }
            let error = match attempt().await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            match self.patience_with(node, &error, &mut patience) {
                Some(pause) => self.pause(pause).await?,
                None => return Err(End::Failed(error)),
            }
        }
    }

    /// How long to wait before the same call is made again; `None` when it is not worth it. Tells displays.
    pub(super) fn patience_with(&self, node: &NodeId, error: &CloudError, patience: &mut Patience) -> Option<Duration> {
        let pause: u64 = match error.class {
            ErrorClass::Retry if patience.faults + 1 < TRIES => {
                patience.faults += 1;
                let pause = (1 << patience.faults.min(10)).min(LONGEST_PAUSE);
                let because = error.what.clone();
                self.emit(EventKind::NodeRetrying {
                    node: node.clone(),
                    attempt: patience.faults + 1,
                    in_seconds: pause,
                    because,
                });
                pause.into()
            }
            ErrorClass::Wait if patience.waited.as_secs() < patience_for(error, patience.seconds).into() => {
                self.emit(EventKind::NodeWaiting { node: node.clone(), text: error.what.clone() });
                (patience.waited.as_secs() / 4).clamp(FIRST_WAIT, LATER_WAIT)
            }
            _ => return None,
        };
        let pause = Duration::from_secs(pause);
        patience.waited += pause;
        Some(pause)
    }

    /// Asks until the answer is "ready", for at most `patience` seconds.
    pub(super) async fn until_ready<T, F, Fut>(&self, node: &NodeId, wait: Wait<'_>, mut ask: F) -> Result<T, End>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<Poll<T>, CloudError>>,
    {
        let Wait { patience, earliest, usual, doing } = wait;
        let mut waited = Duration::ZERO;
        let now = || self.world.clock.now_millis();
        let since = self.sent.borrow().get(node).copied().unwrap_or_else(now);
        loop {
            let asked = now();
            let text = match self.call(node, patience, &mut ask).await? {
                Poll::Ready(value) => return Ok(value),
                Poll::Waiting(text) => text,
            };
            if waited.as_secs() >= patience.into() {
                return Err(End::Failed(too_long(waited.as_secs() / 60, &text)));
            }
            // Nobody at AWS is busy while something of ours is waited for.
            let text = match (text.is_empty(), doing.starts_with("waiting")) {
                (true, true) => doing.to_owned(),
                (true, false) => format!("AWS is {doing}"),
                (false, _) => text,
            };
            self.emit(EventKind::NodeWaiting { node: node.clone(), text });
            // When to ask again follows the clock, from question to question; how long to be patient does not.
            let pause = poll_pause(between(since, asked), earliest, usual);
            waited += pause;
            self.pause(pause.saturating_sub(between(asked, now()))).await?;
        }
    }

    /// Sleeps, or ends at once when the run is to stop.
    pub(super) async fn pause(&self, duration: Duration) -> Result<(), End> {
        let halt = self.halt.borrow().clone();
        tokio::select! {
            biased;
            () = self.world.stop.wait() => Err(End::Interrupted),
            () = halt.wait() => Err(End::Interrupted),
            () = self.world.clock.sleep(duration) => Ok(()),
        }
    }
}

/// The time between two moments of the clock, milliseconds.
fn between(earlier: i64, later: i64) -> Duration {
    Duration::from_millis(u64::try_from(later - earlier).unwrap_or_default())
}

/// From one question to the next: seldom while it cannot be over, often from the earliest moment on, also at the usual
/// moment, seldom again when it is late.
fn poll_pause(waited: Duration, earliest: u32, usual: u32) -> Duration {
    let (earliest, average) = (Duration::from_secs(earliest.into()), Duration::from_secs(usual.into()));
    let shortest = if usual <= SHORT { SHORTEST_POLL_OF_SHORT } else { SHORTEST_POLL };
    if waited < earliest {
        return earliest.saturating_sub(waited).clamp(shortest, LONGEST_POLL);
    }
    if waited < average * 2 {
        let pause = (average / 600).clamp(shortest, LONGEST_DENSE_POLL);
        return if waited < average { pause.min(average.saturating_sub(waited)) } else { pause };
    }
    (waited / 20).clamp(shortest, LONGEST_POLL)
}

fn patience_for(error: &CloudError, usual: u32) -> u32 {
    match error.code.as_str() {
        "PendingVerification" => PATIENCE_WITH_ACCOUNTS,
        // Calls that are refused as invalid are waited with only because AWS does not see yet what was just made.
        "InvalidInputException"
        | "InvalidParameterValue"
        | "InvalidParameterException"
        | "InvalidSecurityGroup"
        | "InvalidSubnet"
        | "ValidationError"
        | "ServiceLinkedRoleFailure" => usual.min(PATIENCE_WITH_NEW),
        _ => usual,
    }
}

fn too_long(minutes: u64, last: &str) -> CloudError {
    let error = CloudError::stop("TookTooLong", format!("it is still not ready after {minutes} minutes"));
    let error = if last.is_empty() { error } else { error.why(format!("last heard: {last}")) };
    error.hint("run the same command again to go on waiting; nothing is made twice")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_dense_from_the_earliest_moment_seen() {
        let (earliest, usual) = (196, 270);
        let (mut waited, mut before, mut dense) = (Duration::ZERO, 0, 0);
        while waited < Duration::from_secs(usual.into()) {
            let pause = poll_pause(waited, earliest, usual);
            if waited < Duration::from_secs(earliest.into()) {
                before += 1;
            } else {
                dense += 1;
            }
            waited += pause;
        }
        assert_eq!((before, dense), (20, 74), "every ten seconds, then every one");
        assert_eq!(poll_pause(Duration::ZERO, 0, 1), SHORTEST_POLL_OF_SHORT);
        assert_eq!(poll_pause(Duration::from_secs(3600), earliest, usual), LONGEST_POLL);
    }

    #[test]
    fn one_question_falls_on_the_usual_moment() {
        for (earliest, usual) in [(0, 1), (1, 2), (30, 45), (196, 270)] {
            let (mut waited, mut asked) = (Duration::from_millis(80), 0);
            let moment = Duration::from_secs(usual.into());
            while waited < moment {
                waited += poll_pause(waited, earliest, usual);
                asked += 1;
                assert!(waited <= moment, "{usual}: {waited:?}");
                // The question takes its time as well.
                waited += Duration::from_millis(if waited < moment { 80 } else { 0 });
            }
            assert!(asked < 100, "{usual}: {asked}");
        }
    }

    #[test]
    fn whatever_moment_it_ends_at_that_is_seen_soon() {
        for (earliest, usual) in [(196, 270), (240, 420), (135, 160), (84, 95)] {
            let (mut late, mut moments) = (0.0, 0);
            for moment in (earliest * 10..usual * 15).map(|tenth| f64::from(tenth) / 10.0) {
                let mut waited = Duration::ZERO;
                while waited.as_secs_f64() < moment {
                    waited += poll_pause(waited, earliest, usual);
                }
                late += waited.as_secs_f64() - moment;
                moments += 1;
            }
            let average = late / f64::from(moments);
            // Not more often than once a second: AWS limits how often it is asked.
            assert!((0.4..0.55).contains(&average), "{usual}: {average} s on average");
        }
    }

    #[test]
    fn what_is_not_seen_after_some_minutes_is_not_waited_for_as_long_as_a_database() {
        let waits = |code: &str| patience_for(&CloudError::new(ErrorClass::Wait, code, "not yet"), 2400);
        assert_eq!(waits("InvalidParameterValue"), 180, "a service-linked role, an instance profile");
        assert_eq!(waits("InvalidSubnet"), 180, "a gateway that was just attached");
        assert_eq!(waits("DependencyViolation"), 2400);
        assert_eq!(waits("PendingVerification"), 4 * 3600);
        assert_eq!(patience_for(&CloudError::new(ErrorClass::Wait, "ValidationError", ""), 60), 60);
    }
}
