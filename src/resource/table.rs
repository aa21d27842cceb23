//! One type for all kinds: specification, outputs, name.

/// Makes [`super::Spec`], [`super::Outputs`] and [`super::Kind`] of the list of kinds, and their modules.
macro_rules! resources {
    ($($(#[$doc:meta])* $area:ident { $($(#[$only:meta])* $module:ident :: $variant:ident,)* })*) => {
        $(
            $(#[$doc])*
            pub mod $area {
                $($(#[$only])* pub mod $module;)*
            }
            $($(#[$only])* pub use $area::$module;)*
        )*

        /// The specification of one resource, of any kind.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Spec { $($($(#[$only])* $variant($module::$variant),)*)* }

        /// What is known of one existing resource, of any kind.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Outputs { $($($(#[$only])* $variant(<$module::$variant as Resource>::Outputs),)*)* }

        /// The kinds themselves.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind { $($($(#[$only])* $variant,)*)* }

        impl Kind {
            pub const ALL: &'static [Self] = &[$($($(#[$only])* Self::$variant,)*)*];

            /// Kebab-case name, such as `nat-gateway`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($($(#[$only])* Self::$variant => <$module::$variant as Resource>::KIND,)*)* }
            }

            #[must_use]
            pub const fn phase(self) -> Phase {
                match self { $($($(#[$only])* Self::$variant => <$module::$variant as Resource>::PHASE,)*)* }
            }

            #[must_use]
            pub const fn watched(self) -> bool {
                match self { $($($(#[$only])* Self::$variant => <$module::$variant as Resource>::WATCHED,)*)* }
            }

            #[must_use]
            pub const fn mended(self) -> bool {
                match self { $($($(#[$only])* Self::$variant => <$module::$variant as Resource>::MENDED,)*)* }
            }

            #[must_use]
            pub const fn moves_visitors(self) -> bool {
                match self { $($($(#[$only])* Self::$variant => <$module::$variant as Resource>::MOVES_VISITORS,)*)* }
            }

            /// What DNS records that a person adds for it are for.
            #[must_use]
            pub const fn records_for(self) -> &'static str {
                match self { $($($(#[$only])* Self::$variant => <$module::$variant as Resource>::RECORDS_FOR,)*)* }
            }

            /// What lines of a bill are, by a part of their items.
            #[must_use]
            pub const fn explained(self) -> &'static [(&'static str, &'static str)] {
                match self { $($($(#[$only])* Self::$variant => <$module::$variant as Resource>::EXPLAINED,)*)* }
            }

            /// Names of values that others may use.
            #[must_use]
            pub const fn values(self) -> &'static [&'static str] {
                match self { $($($(#[$only])* Self::$variant => <$module::$variant as Resource>::VALUES,)*)* }
            }

            #[must_use]
            pub const fn lifecycle(self) -> Lifecycle {
                match self { $($($(#[$only])* Self::$variant => <$module::$variant as Resource>::LIFECYCLE,)*)* }
            }

            #[must_use]
            pub const fn repeat(self) -> Repeat {
                match self { $($($(#[$only])* Self::$variant => <$module::$variant as Resource>::REPEAT,)*)* }
            }

            /// IAM actions that the kind's calls need.
            #[must_use]
            pub const fn actions(self) -> &'static [&'static str] {
                match self { $($($(#[$only])* Self::$variant => <$module::$variant as Resource>::ACTIONS,)*)* }
            }
        }

        impl Spec {
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $($($(#[$only])* Self::$variant(_) => Kind::$variant,)*)* }
            }

            #[must_use]
            pub fn title(&self) -> String {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.title(),)*)* }
            }

            #[must_use]
            pub fn refs(&self) -> Vec<Needed> {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.refs(),)*)* }
            }

            /// Whether it needs that node.
            #[must_use]
            pub fn refers_to(&self, node: &NodeId) -> bool {
                self.refs().iter().any(|needed| needed.node == *node)
            }

            /// The name that AWS allows only once.
            #[must_use]
            pub fn unique_name(&self, account: &str, region: Region) -> Option<String> {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.unique_name(account, region),)*)* }
            }

            /// What people notice when it is made beside an app that runs, changed or replaced.
            #[must_use]
            pub fn interrupts(&self, change: Option<Change>, old: Option<&Self>, time: &str) -> Option<String> {
                match (self, old) {
                    $($(
                        $(#[$only])*
                        (Self::$variant(new), Some(Self::$variant(old))) => new.interrupts(change, Some(old), time),
                        $(#[$only])*
                        (Self::$variant(new), _) => new.interrupts(change, None, time),
                    )*)*
                }
            }

            /// Whether people reach the app by its address.
            #[must_use]
            pub fn is_door(&self) -> bool {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.is_door(),)*)* }
            }

            /// What of it AWS refuses to accounts on its free plan.
            #[must_use]
            pub fn beyond_free_plan(&self) -> Vec<String> {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.beyond_free_plan(),)*)* }
            }

            /// The larger type that building on it takes, and the one that would do without.
            #[must_use]
            pub fn enlarged(&self) -> Option<(&str, &str)> {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.enlarged(),)*)* }
            }

            /// What it is on the picture of a plan.
            #[must_use]
            pub fn pictured(&self) -> Option<Pictured> {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.pictured(),)*)* }
            }

            /// What becomes of its data when the deployment is deleted.
            #[must_use]
            pub fn on_delete(&self) -> &'static str {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.on_delete(),)*)* }
            }

            /// DNS records that a person adds where the domain is managed.
            #[must_use]
            pub fn records(&self, outputs: Option<&Outputs>, lookup: &dyn Lookup) -> Vec<String> {
                match self {
                    $($($(#[$only])* Self::$variant(spec) => {
                        spec.records(outputs.and_then(<$module::$variant as Kinded>::outputs_of), lookup)
                    })*)*
                }
            }

            /// What turning `old` into `self` takes; `None` when they are equal.
            #[must_use]
            pub fn change_from(&self, old: &Self) -> Option<Change> {
                match (self, old) {
                    $($($(#[$only])*
                    (Self::$variant(new), Self::$variant(old)) => (new != old).then(|| new.change_from(old)),)*)*
                    _ => Some(Change::Replace),
                }
            }

            /// What it takes when something that it refers to is made anew.
            #[must_use]
            pub fn rebuilt(&self, below: &NodeId) -> Change {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.rebuilt(below),)*)* }
            }

            #[must_use]
            pub fn prices(&self, usage: &Usage) -> Vec<PriceLine> {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.prices(usage),)*)* }
            }

            /// What AWS bills for making it, once.
            #[must_use]
            pub fn prices_once(&self) -> Vec<PriceLine> {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.prices_once(),)*)* }
            }

            /// What it takes of the account's quotas, for certain.
            #[must_use]
            pub fn uses(&self) -> Vec<(Quota, u32)> {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.uses(),)*)* }
            }

            /// What helps when something of somebody else has its name.
            #[must_use]
            pub fn when_taken(&self) -> &'static str {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.when_taken(),)*)* }
            }

            #[must_use]
            pub fn holds_data(&self) -> bool {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.holds_data(),)*)* }
            }

            /// What is lost for good when somebody removes it.
            #[must_use]
            pub fn loss(&self) -> Option<Loss> {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.loss(),)*)* }
            }

            #[must_use]
            pub fn keeps(&self, final_snapshot: bool, keep_files: bool, keep_images: bool) -> Keep {
                match self {
                    $($($(#[$only])*
                    Self::$variant(spec) => spec.keeps(final_snapshot, keep_files, keep_images),)*)*
                }
            }

            /// Usual seconds until it is ready.
            #[must_use]
            pub fn seconds(&self) -> u32 {
                let extra = match self { $($($(#[$only])* Self::$variant(spec) => spec.extra_seconds(),)*)* };
                extra + duration(self.kind()).map_or(0, |usual| usual.create)
            }

            /// Seconds of waiting on top of the kind's limit.
            #[must_use]
            pub fn patience(&self) -> u32 {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.patience(),)*)* }
            }

            /// What a person has to do elsewhere before it comes about.
            #[must_use]
            pub fn asks(&self, lookup: &dyn Lookup) -> String {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.asks(lookup),)*)* }
            }

            /// What is happening when so much of its usual time is over, for the practice account.
            #[must_use]
            pub fn progress(&self, permille: u32) -> String {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.progress(permille),)*)* }
            }

            #[must_use]
            pub fn waiting(&self) -> &'static str {
                match self { $($($(#[$only])* Self::$variant(spec) => spec.waiting(),)*)* }
            }

            #[must_use]
            pub fn simulate(&self, fake: &mut Fake<'_>) -> Outputs {
                match self { $($($(#[$only])* Self::$variant(spec) => Outputs::$variant(spec.simulate(fake)),)*)* }
            }
        }

        impl Outputs {
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $($($(#[$only])* Self::$variant(_) => Kind::$variant,)*)* }
            }

            /// True when it came about in a lesser form than wanted.
            #[must_use]
            pub fn is_provisional(&self) -> bool {
                match self {
                    $($($(#[$only])*
                    Self::$variant(outputs) => $module::$variant::is_provisional(outputs),)*)*
                }
            }

            /// The identifier that the AWS console shows, if there is one.
            #[must_use]
            pub fn aws_id(&self) -> Option<String> {
                match self { $($($(#[$only])* Self::$variant(outputs) => $module::$variant::aws_id(outputs),)*)* }
            }

            /// One of the values that others may use.
            #[must_use]
            pub fn value(&self, name: &str) -> Option<String> {
                match self { $($($(#[$only])* Self::$variant(outputs) => $module::$variant::value(outputs, name),)*)* }
            }

            /// What a person should hear about what was found.
            #[must_use]
            pub fn remark(&self) -> Option<String> {
                match self { $($($(#[$only])* Self::$variant(outputs) => $module::$variant::remark(outputs),)*)* }
            }
        }

        $($(
            $(#[$only])*
            impl From<$module::$variant> for Spec {
                fn from(spec: $module::$variant) -> Self { Self::$variant(spec) }
            }

            $(#[$only])*
            impl Kinded for $module::$variant {
                type Known = <$module::$variant as Resource>::Outputs;

                const OWN: Kind = Kind::$variant;

                fn outputs_of(outputs: &Outputs) -> Option<&Self::Known> {
                    match outputs { Outputs::$variant(outputs) => Some(outputs), _ => None }
                }
            }
        )*)*
    };
}

pub(super) use resources;
