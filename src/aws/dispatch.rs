//! From a specification to its driver. A kind without one does not compile.

use async_trait::async_trait;

use super::{Call, Driver, Seen, error};
use crate::engine::{CloudError, DataChoice, Found, Kept, Poll};
use crate::resource::{Kinded, Lifecycle, Outputs};

/// A driver whose kind is forgotten. The verbs are those of [`crate::engine::Cloud`].
#[async_trait]
pub(super) trait AnyDriver: Send + Sync {
    async fn find(&self, call: &Call<'_>) -> Result<Found, CloudError>;
    async fn create(&self, call: &Call<'_>) -> Result<Outputs, CloudError>;
    async fn configure(&self, call: &Call<'_>, outputs: &Outputs) -> Result<(), CloudError>;
    async fn changed(&self, call: &Call<'_>, outputs: &Outputs) -> Result<Option<String>, CloudError>;
    async fn poll(&self, call: &Call<'_>, outputs: Option<&Outputs>) -> Result<Poll<Outputs>, CloudError>;
    async fn delete(&self, call: &Call<'_>, outputs: &Outputs, choice: DataChoice) -> Result<Vec<Kept>, CloudError>;
    async fn poll_gone(&self, call: &Call<'_>, outputs: &Outputs) -> Result<Poll<()>, CloudError>;
}

pub(super) struct Typed<'a, T: Driver> {
    pub(super) spec: &'a T,
    pub(super) wrap: fn(T::Outputs) -> Outputs,
}

impl<T: Driver + Kinded<Known = T::Outputs>> Typed<'_, T> {
    fn own<'o>(call: &Call<'_>, outputs: &'o Outputs) -> Result<&'o T::Outputs, CloudError> {
        T::outputs_of(outputs)
            .ok_or_else(|| error::internal(format!("the journal holds outputs of another kind for `{}`", call.node)))
    }

    fn wrapped(&self, poll: Poll<T::Outputs>) -> Poll<Outputs> {
        match poll {
            Poll::Ready(outputs) => Poll::Ready((self.wrap)(outputs)),
            Poll::Waiting(text) => Poll::Waiting(text),
        }
    }
}

#[async_trait]
impl<T: Driver + Kinded<Known = T::Outputs>> AnyDriver for Typed<'_, T> {
    async fn find(&self, call: &Call<'_>) -> Result<Found, CloudError> {
        Ok(match self.spec.find(call).await? {
            Seen::Absent => Found::Absent,
            Seen::Ours(outputs) => Found::Ours((self.wrap)(outputs)),
            Seen::Kept(outputs) => Found::Kept((self.wrap)(outputs)),
            Seen::Foreign(what) => Found::Foreign(what),
            Seen::Several(ids) => Found::Several(ids),
            Seen::Candidates(all) => Found::Candidates(all.into_iter().map(self.wrap).collect()),
            Seen::Unavailable(why) => Found::Unavailable(Box::new(why)),
        })
    }

    async fn create(&self, call: &Call<'_>) -> Result<Outputs, CloudError> {
        self.spec.create(call).await.map(self.wrap)
    }

    async fn configure(&self, call: &Call<'_>, outputs: &Outputs) -> Result<(), CloudError> {
        self.spec.configure(call, Self::own(call, outputs)?).await
    }

    async fn changed(&self, call: &Call<'_>, outputs: &Outputs) -> Result<Option<String>, CloudError> {
        self.spec.changed(call, Self::own(call, outputs)?).await
    }

    async fn poll(&self, call: &Call<'_>, outputs: Option<&Outputs>) -> Result<Poll<Outputs>, CloudError> {
        let poll = match outputs {
            _ if T::LIFECYCLE == Lifecycle::Fact => self.spec.check(call).await?,
            Some(outputs) => self.spec.poll(call, Self::own(call, outputs)?).await?,
            None => return Err(error::internal(format!("`{}` is polled before it exists", call.node))),
        };
        Ok(self.wrapped(poll))
    }

    async fn delete(&self, call: &Call<'_>, outputs: &Outputs, choice: DataChoice) -> Result<Vec<Kept>, CloudError> {
        self.spec.delete(call, Self::own(call, outputs)?, choice).await
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &Outputs) -> Result<Poll<()>, CloudError> {
        self.spec.poll_gone(call, Self::own(call, outputs)?).await
    }
}

/// The modules of all drivers, and which one a specification has.
macro_rules! drivers {
    ($($(#[$doc:meta])* $area:ident { $($(#[$only:meta])* $module:ident :: $variant:ident,)* })*) => {
        $(
            $(#[$doc])*
            mod $area {
                $($(#[$only])* crate::aws::dispatch::module!($module);)*
            }
        )*

        /// The driver of a specification.
        fn driver(spec: &Spec) -> Result<Box<dyn dispatch::AnyDriver + '_>, CloudError> {
            match spec { $($($(#[$only])* Spec::$variant(spec) => dispatch::driver!($variant, spec),)*)* }
        }
    };
}

/// What is seen from this machine alone has no driver here: `probe/` looks for it.
pub(super) fn seen_from_here<'a, T: Kinded>(_: &T) -> Result<Box<dyn AnyDriver + 'a>, CloudError> {
    Err(error::internal(format!("`{}` is looked for from here, not in AWS", T::OWN.name())))
}

macro_rules! module {
    (dns_visible) => {};
    (answer) => {};
    ($module:ident) => {
        pub(crate) mod $module;
    };
}

macro_rules! driver {
    (DnsVisible, $spec:ident) => {
        dispatch::seen_from_here($spec)
    };
    (Answer, $spec:ident) => {
        dispatch::seen_from_here($spec)
    };
    ($variant:ident, $spec:ident) => {
        Ok(Box::new(dispatch::Typed { spec: $spec, wrap: Outputs::$variant }))
    };
}

pub(super) use {driver, drivers, module};
