//! What was picked, what is picked when nothing was, and the answers that follow. A pick that does not fit the present
//! app is not used but kept, so that going back and forth loses nothing.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::offer::Offer;
use super::own::{self, Own};
use super::picks::{BudgetPick, DomainPick, Picks};
use super::screen::answers_to;
use crate::model::name::MAX_DEPLOYMENT_NAME;
use crate::model::source::{self, Source as Reading};
use crate::model::{DeploymentName, Money, Region, Secret, Usage, domain};
use crate::plan::amounts::amount_for;
use crate::plan::answers::check_email;
use crate::plan::answers::{Alerts, Data};
use crate::plan::check::check_usage;
use crate::plan::dollars;
use crate::plan::{Answers, Builder, Domain, SecretAnswer, Total, compose, estimate};
use crate::preset::Preset;
use crate::resource::Architecture;

/// Where an answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Default,
    /// Read from this machine or from the account.
    Detected,
    You,
}

impl Source {
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Detected => "detected",
            Self::You => "you",
        }
    }
}

/// Words that an app of one's own is found by beside its title.
pub(super) const OWN_FOUND_BY: &str = "own custom docker compose docker-compose.yml compose.yaml image container yaml";

/// A line of the list of apps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// By its place among the offers.
    App(usize),
    Own,
}

/// The picks and the facts they are picked from.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) offers: Vec<Offer>,
    /// Nearest first.
    pub(super) regions: Vec<Region>,
    /// Latitude and longitude of the machine's time zone, when it is known.
    pub(super) position: Option<(f32, f32)>,
    /// The region that was named on the command line.
    pub(super) given: Option<Region>,
    pub(super) taken: Vec<String>,
    /// Default deployment name per offer.
    pub(super) names: Vec<DeploymentName>,
    /// Zones of the account, once they are known.
    pub(super) zones: Option<Vec<String>>,
    pub(super) picks: Picks,
    /// An app of the person's own.
    pub(super) own: Own,
    /// What was typed to find a region; only while that question is asked.
    pub(super) region_typed: String,
    /// What was typed to find an app; only while that question is asked.
    pub(super) app_typed: String,
    /// What an app's cheapest tier costs a month and how many seconds it usually takes, where the person probably is
    /// and with nothing picked; per offer, worked out once.
    pub(super) cheapest: Vec<OnceLock<Option<(Total, u32)>>>,
}

impl State {
    pub(super) fn offer(&self) -> &Offer {
        &self.offers[self.offer_index()]
    }

    /// Place of the picked app. While an app of one's own is not read yet it is the one that was picked before.
    pub(super) fn offer_index(&self) -> usize {
        match self.entry() {
            Entry::App(offer) => offer,
            Entry::Own => self.own.offer.unwrap_or(self.picks.offer),
        }
    }

    /// The picked line of the list of apps. While apps are looked for it is the first that is found, unless the picked
    /// one is found too.
    pub(super) fn entry(&self) -> Entry {
        let picked = if self.picks.own { Entry::Own } else { Entry::App(self.picks.offer) };
        if self.found_entry(picked) { picked } else { self.entries().first().copied().unwrap_or(picked) }
    }

    /// Whether it is an app of one's own that is picked.
    pub(super) fn own_chosen(&self) -> bool {
        self.entry() == Entry::Own
    }

    /// Lines of the list of apps that are found by what was typed, all when nothing was. One's own stands second: seen
    /// at once, and not what Enter means.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let apps = (0..self.offers.len()).filter(|offer| self.own.offer != Some(*offer)).map(Entry::App);
        let mut entries: Vec<Entry> = apps.filter(|app| self.found_entry(*app)).collect();
        if self.own.on_offer && self.found_entry(Entry::Own) {
            entries.insert(entries.len().min(1), Entry::Own);
        }
        entries
    }

    fn found_entry(&self, entry: Entry) -> bool {
        match entry {
            Entry::App(offer) => self.found_app(offer),
            Entry::Own => self.app_typed.is_empty() || answers_to(&self.app_typed, own::TITLE, OWN_FOUND_BY),
        }
    }

    fn found_app(&self, offer: usize) -> bool {
        let preset = &self.offers[offer].preset;
        self.app_typed.is_empty() || answers_to(&self.app_typed, &preset.title, &found_by(preset))
    }

    /// Where prices of an app are told for: nobody has chosen a region yet.
    pub(super) fn first_region(&self, offer: usize) -> Region {
        self.given.unwrap_or_else(|| self.usual_region(offer))
    }

    /// What an app costs a month at least, and the usual seconds until it answers; none where it cannot be planned.
    pub(super) fn cheapest(&self, offer: usize) -> Option<&(Total, u32)> {
        let preset = &self.offers[offer].preset;
        let plan = || {
            let planned = preset.tiers.keys().filter_map(|tier| {
                let answers = self.untouched(offer, tier);
                let blueprint = compose(preset, &answers).ok()?;
                let total = estimate(&blueprint, &answers.usage).monthly_total;
                Some((total, blueprint.critical_path_seconds()))
            });
            planned.min_by_key(|(total, _)| total.known())
        };
        self.cheapest[offer].get_or_init(plan).as_ref()
    }

    pub(super) fn preset(&self) -> &Preset {
        &self.offer().preset
    }

    /// The preset's name, made different from every existing deployment.
    pub(super) fn default_name(&self) -> &DeploymentName {
        &self.names[self.offer_index()]
    }

    /// The typed name, or why it cannot be used; `None` when nothing was typed.
    pub(super) fn typed_name(&self) -> Option<Result<DeploymentName, String>> {
        let typed = self.picks.name.as_deref().map(str::trim).filter(|name| !name.is_empty())?;
        if self.taken.iter().any(|taken| taken == typed) {
            return Some(Err(format!("you already have a deployment called `{typed}`: choose another name")));
        }
        Some(typed.parse::<DeploymentName>().map_err(|why| why.to_string()))
    }

    pub(super) fn name(&self) -> DeploymentName {
        match self.typed_name() {
            Some(Ok(name)) => name,
            _ => self.default_name().clone(),
        }
    }

    /// The smallest listed amount that pays for the cheapest tier, where the person probably is and with nothing
    /// picked.
    pub(super) fn suggested_budget(&self) -> u32 {
        let cheapest = self.cheapest(self.offer_index());
        amount_for(cheapest.map_or(Money::ZERO, |(total, _)| total.known()))
    }

    /// The answers of a person who says nothing but the app and the tier.
    pub(super) fn untouched(&self, offer: usize, tier: &str) -> Answers {
        let preset = &self.offers[offer].preset;
        Answers {
            name: self.names[offer].clone(),
            preset: self.offers[offer].reference.clone(),
            tier: tier.to_owned(),
            region: self.first_region(offer),
            budget: 0,
            arch: None,
            build: Builder::default(),
            domain: Domain::None,
            data: Data::default(),
            alerts: Alerts::default(),
            secrets: placeholders(preset, tier),
            images: preset.unnamed_images(),
            usage: Usage::default(),
        }
    }

    /// The typed amount, or why it cannot be used.
    pub(super) fn other_budget(&self) -> Result<u32, String> {
        dollars::read(&self.picks.other_budget).map(|dollars| dollars.whole)
    }

    /// What became of the cents of a typed amount.
    pub(super) fn cents_left_out(&self) -> Option<String> {
        let dollars = (self.picks.budget == Some(BudgetPick::Other))
            .then(|| dollars::read(&self.picks.other_budget).ok())
            .flatten()?;
        let typed = self.picks.other_budget.trim();
        dollars.cents.then(|| {
            format!(
                "{typed} counts as ${}: a budget is in whole dollars, and never more than you wrote.",
                dollars.whole
            )
        })
    }

    pub(super) fn budget(&self) -> u32 {
        match self.picks.budget {
            Some(BudgetPick::Listed(amount)) => amount,
            Some(BudgetPick::Other) => self.other_budget().unwrap_or_else(|_| self.suggested_budget()),
            None => self.suggested_budget(),
        }
    }

    /// The app's own region, or the nearest one that every account can use at once.
    pub(super) fn default_region(&self) -> Region {
        self.usual_region(self.offer_index())
    }

    fn usual_region(&self, offer: usize) -> Region {
        self.offers[offer].preset.region.unwrap_or_else(|| self.nearest_region())
    }

    /// The nearest region that every account can use at once.
    pub(super) fn nearest_region(&self) -> Region {
        self.regions.iter().copied().find(|region| region.default_on()).unwrap_or(Region::US_EAST_1)
    }

    /// The picked region. While regions are looked for it is the first that is found, unless the picked one is found
    /// too.
    pub(super) fn region(&self) -> Region {
        let picked = self.picks.region.unwrap_or_else(|| self.default_region());
        let first = |state: &Self| state.shown_regions().first().copied();
        if self.found(picked) { picked } else { first(self).unwrap_or(picked) }
    }

    /// The regions that are found by what was typed, all when nothing was.
    pub(super) fn shown_regions(&self) -> Vec<Region> {
        self.regions.iter().copied().filter(|region| self.found(*region)).collect()
    }

    fn found(&self, region: Region) -> bool {
        self.region_typed.is_empty() || answers_to(&self.region_typed, region.code(), &region.found_by())
    }

    /// What was found becomes what is picked, and nothing is looked for any more.
    pub(super) fn end_search(&mut self) {
        self.picks.region = self.region_picked();
        self.region_typed.clear();
        match self.entry() {
            Entry::App(found) => {
                self.picks.offer_picked |= found != self.picks.offer;
                self.picks.offer = found;
                self.picks.own = false;
            }
            Entry::Own => {
                self.picks.own = true;
                self.picks.offer_picked = true;
            }
        }
        self.app_typed.clear();
    }

    /// The region that a person chose or has found; `None` when it is the default that nobody touched.
    pub(super) fn region_picked(&self) -> Option<Region> {
        let region = self.region();
        self.picks.region.map(|_| region).or_else(|| (region != self.default_region()).then_some(region))
    }

    pub(super) fn domain_pick(&self) -> &DomainPick {
        self.picks.domain.as_ref().unwrap_or(&DomainPick::None)
    }

    pub(super) fn label(&self) -> &str {
        self.picks.label.as_deref().unwrap_or("app")
    }

    /// The app's name inside a zone, or why it cannot be used.
    pub(super) fn name_in(&self, zone: &str) -> Result<String, String> {
        domain::read_inside(self.label(), zone)
    }

    /// The domain as picked, or why it cannot be used.
    pub(super) fn domain(&self) -> Result<Domain, String> {
        match self.domain_pick() {
            DomainPick::None => Ok(Domain::None),
            DomainPick::Zone(zone) => match &self.zones {
                Some(zones) if !zones.contains(zone) => {
                    Err(format!("your account has no zone `{zone}`: choose another"))
                }
                _ => Ok(Domain::Route53 { name: self.name_in(zone)? }),
            },
            DomainPick::Elsewhere => Ok(Domain::External { name: domain::read(&self.picks.elsewhere)? }),
        }
    }

    pub(super) fn arch(&self) -> Architecture {
        let preset = self.preset();
        self.picks.arch.filter(|arch| preset.architectures.contains(arch)).unwrap_or(preset.arch)
    }

    /// Who builds images, where some are built.
    pub(super) fn builder(&self) -> Builder {
        self.picks.builder.unwrap_or_default()
    }

    /// The e-mail address, or why it cannot be used; none when nothing was typed.
    pub(super) fn email(&self) -> Result<Option<String>, String> {
        match self.picks.email.trim() {
            "" => Ok(None),
            typed => check_email(typed).map(|()| Some(typed.to_owned())).map_err(str::to_owned),
        }
    }

    /// Answers to the secrets that the present app asks for, in whichever tier.
    pub(super) fn secrets(&self) -> BTreeMap<String, SecretAnswer> {
        let asked = self.preset().secrets.iter().filter(|(_, need)| need.ask.is_some());
        let given = asked.filter_map(|(name, _)| Some((name.clone(), self.picks.secrets.get(name)?.clone())));
        // A reference without a name is still being typed.
        let nameless = |answer: &SecretAnswer| match answer {
            SecretAnswer::Env(name) | SecretAnswer::File(name) => name.is_empty(),
            _ => false,
        };
        given.filter(|(_, answer)| !nameless(answer)).collect()
    }

    /// A typed assumption, or why it cannot be used; `None` when nothing was typed.
    pub(super) fn typed_usage(&self, key: &str) -> Option<Result<u32, String>> {
        let typed = self.picks.usage.get(key).map(|text| text.trim()).filter(|text| !text.is_empty())?;
        let value = typed.parse().unwrap_or(u32::MAX);
        Some(check_usage(value).map(|()| value))
    }

    pub(super) fn usage(&self) -> Usage {
        let mut usage = Usage::default();
        for assumption in &Usage::ASSUMPTIONS {
            if let (Some(Ok(typed)), Some(value)) = (self.typed_usage(assumption.key), usage.value_mut(assumption.key))
            {
                *value = typed;
            }
        }
        usage
    }

    pub(super) fn images(&self) -> BTreeMap<String, String> {
        let preset = self.preset();
        let named = self.picks.images.iter().filter(|(name, image)| {
            preset.has_container(name) && self.named_image(name).is_none_or(|named| named.is_ok()) && !image.is_empty()
        });
        let named = named.map(|(name, image)| (name.clone(), image.trim().to_owned()));
        preset.unnamed_images().into_iter().chain(named).collect()
    }

    /// What was typed for a container's image, or why it cannot be used; none when nothing was.
    pub(super) fn named_image(&self, container: &str) -> Option<Result<(), String>> {
        let typed = self.picks.images.get(container).map(|typed| typed.trim()).filter(|typed| !typed.is_empty())?;
        let built = self.preset().containers().any(|(name, one)| name == container && one.build.is_some());
        Some(match source::check(typed) {
            Ok(()) if Reading::is_git(typed) && !built => Err("name an image such as ghcr.io/me/app:1.2".to_owned()),
            checked => checked,
        })
    }
}

/// Stand-ins for secrets that a plan cannot do without, until they are given.
fn placeholders(preset: &Preset, tier: &str) -> BTreeMap<String, SecretAnswer> {
    let required = preset.asked_secrets(tier).filter(|(_, need)| need.required);
    required.map(|(name, _)| (name.to_owned(), SecretAnswer::Value(Secret::new(String::new())))).collect()
}

/// The preset's name, or the first free one of `name-2`, `name-3` …
pub(super) fn free_name(base: &str, taken: &[String]) -> Option<DeploymentName> {
    let numbered = (2..1000).map(|number| {
        let suffix = format!("-{number}");
        let room = MAX_DEPLOYMENT_NAME - suffix.len();
        let kept: String = base.chars().take(room).collect();
        format!("{}{suffix}", kept.trim_end_matches('-'))
    });
    std::iter::once(base.to_owned()).chain(numbered).find(|name| !taken.contains(name))?.parse().ok()
}

/// Words that an app is found by beside its title.
pub(super) fn found_by(preset: &Preset) -> String {
    format!("{} {}", preset.name.replace('-', " "), preset.summary)
}
