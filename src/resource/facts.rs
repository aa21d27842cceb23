//! What every kind must say of itself.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Change, Fake, Keep, Lifecycle, Lookup, Loss, Needed, Phase, Pictured, PriceLine, Quota, Repeat};
use crate::model::{NodeId, Region, Usage};

/// One kind of resource: its specification is the implementing type, what AWS answers is `Outputs`.
pub trait Resource: Serialize + DeserializeOwned + Clone + PartialEq + std::fmt::Debug {
    /// What is known once it exists. Identifiers and addresses only, never a secret.
    type Outputs: Serialize + DeserializeOwned + Clone + PartialEq + std::fmt::Debug;

    /// Kebab-case name in plans, journals and the durations table.
    const KIND: &'static str;
    const PHASE: Phase;
    const LIFECYCLE: Lifecycle = Lifecycle::Owned;
    /// Making or changing it changes what visitors get: other servers, or another release.
    const MOVES_VISITORS: bool = false;
    /// Can stop or break by itself, so every run looks whether it still serves, beside whether it is there.
    const WATCHED: bool = false;
    /// Configuring it makes it again where somebody removed it, so that nothing which stands on it is made anew. What
    /// was made a moment ago is not configured as well.
    const MENDED: bool = false;
    /// What a repeated creation brings.
    const REPEAT: Repeat = Repeat::Name;
    /// Names of values that others may use as a text, such as a host name.
    const VALUES: &'static [&'static str] = &[];
    /// A part of the item of each line that it puts on a bill, and what the line is, for people who have never seen
    /// one. The first that fits counts, kinds in the order of the table.
    const EXPLAINED: &'static [(&'static str, &'static str)] = &[];
    /// What DNS records that a person adds for it are for, as the end of "to …".
    const RECORDS_FOR: &'static str = "";
    /// SDK operations that a create, update and delete of this kind make, as IAM actions (`ec2:CreateVpc`).
    const ACTIONS: &'static [&'static str];

    /// Plain words for a person, AWS's word in brackets: `private network (VPC)`.
    fn title(&self) -> String;

    /// The nodes that the specification needs, and what of them.
    fn refs(&self) -> Vec<Needed>;

    /// The name that AWS allows only once in an account or its region, as AWS compares it; `None` where names do not
    /// matter.
    fn unique_name(&self, account: &str, region: Region) -> Option<String> {
        let _ = (account, region);
        None
    }

    /// What turning `old` into `self` takes. Only called when they differ.
    fn change_from(&self, old: &Self) -> Change {
        let _ = old;
        Change::Replace
    }

    /// What it takes when something that it refers to is made anew.
    fn rebuilt(&self, below: &NodeId) -> Change {
        let _ = below;
        Change::Replace
    }

    /// What people notice when it is made beside an app that runs (`None`), changed or replaced, in words; `time` is
    /// its usual one, such as `about 5 minutes`. Nothing for most.
    fn interrupts(&self, change: Option<Change>, old: Option<&Self>, time: &str) -> Option<String> {
        let _ = (change, old, time);
        None
    }

    /// True when people reach the app by its address: another one is another address.
    fn is_door(&self) -> bool {
        false
    }

    /// What of it AWS refuses to accounts on its free plan, in words (AWSFACTS section 6).
    fn beyond_free_plan(&self) -> Vec<String> {
        Vec::new()
    }

    /// The larger type that building on it takes, and the one that would do without.
    fn enlarged(&self) -> Option<(&str, &str)> {
        None
    }

    /// What it is on the picture of a plan.
    fn pictured(&self) -> Option<Pictured> {
        None
    }

    /// What AWS bills for it per month.
    fn prices(&self, usage: &Usage) -> Vec<PriceLine> {
        let _ = usage;
        Vec::new()
    }

    /// What AWS bills for making it, once.
    fn prices_once(&self) -> Vec<PriceLine> {
        Vec::new()
    }

    /// What it takes of the account's quotas, for certain.
    fn uses(&self) -> Vec<(Quota, u32)> {
        Vec::new()
    }

    /// What helps when something of somebody else has its name.
    fn when_taken(&self) -> &'static str {
        "choose another deployment name, or remove or rename what is in the way"
    }

    /// True when deleting it loses what people stored.
    fn holds_data(&self) -> bool {
        false
    }

    /// What is lost for good when somebody removes it; `None` when it can be made again as it was.
    fn loss(&self) -> Option<Loss> {
        self.holds_data().then_some(Loss::Data)
    }

    /// What becomes of its data when the deployment is deleted, in words.
    fn on_delete(&self) -> &'static str {
        "asks first"
    }

    /// What stays when it is removed after a person chose what to do with data.
    fn keeps(&self, final_snapshot: bool, keep_files: bool, keep_images: bool) -> Keep {
        let _ = (final_snapshot, keep_files, keep_images);
        Keep::Nothing
    }

    /// True when it came about in a lesser form than wanted: the next run looks again.
    fn is_provisional(outputs: &Self::Outputs) -> bool {
        let _ = outputs;
        false
    }

    /// Seconds on top of the kind's usual time, when the specification makes it slower.
    fn extra_seconds(&self) -> u32 {
        0
    }

    /// Seconds of waiting on top of the kind's limit, when the specification needs them.
    fn patience(&self) -> u32 {
        self.extra_seconds()
    }

    /// What AWS is busy with while one waits, as the end of "AWS is …".
    fn waiting(&self) -> &'static str {
        "creating it"
    }

    /// What is happening when so much of its usual time is over, for the practice account; empty for most.
    fn progress(&self, permille: u32) -> String {
        let _ = permille;
        String::new()
    }

    /// What a person has to do elsewhere before it comes about, as [`crate::model::dns`] reads it; empty for most. For
    /// the practice account: the real one says what it sees.
    fn asks(&self, lookup: &dyn Lookup) -> String {
        let _ = lookup;
        String::new()
    }

    /// DNS records that a person adds where the domain is managed, for plans whose DNS is elsewhere: each as
    /// `app.example.com A 203.0.113.7`, without what is not known yet.
    fn records(&self, outputs: Option<&Self::Outputs>, lookup: &dyn Lookup) -> Vec<String> {
        let _ = (outputs, lookup);
        Vec::new()
    }

    /// Outputs as AWS would give them, for the practice account.
    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs;

    /// The identifier that the AWS console shows, if there is one.
    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        let _ = outputs;
        None
    }

    /// One of `VALUES`.
    fn value(outputs: &Self::Outputs, name: &str) -> Option<String> {
        let _ = (outputs, name);
        None
    }

    /// What a person should hear about what was found, in a sentence without its stop; nothing for most.
    fn remark(outputs: &Self::Outputs) -> Option<String> {
        let _ = outputs;
        None
    }
}
