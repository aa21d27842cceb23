//! What AWS refuses to accounts on its free plan, which new accounts begin with. Known from the plan, so that nobody
//! finds out half-way.

use super::Blueprint;

/// What to do about it.
pub const WAY_OUT: &str = "upgrade the account's plan in the AWS console (Billing and Cost Management; your credits \
                           stay), or choose the managed tier with images that the account builds or that are \
                           ready-made, and backups kept for one day";

/// Things of the plan that the free plan does not include, in words; none when everything may be made.
#[must_use]
pub fn beyond_free_plan(blueprint: &Blueprint) -> Vec<String> {
    blueprint.nodes().flat_map(|(_, node)| node.spec.beyond_free_plan()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Answers, compose};
    use crate::preset::by_name;

    #[test]
    fn what_the_way_out_names_is_allowed() {
        let ready = "[images]\napp='a'\nportal='a'\napi='a'\nmigrate='a'\n";
        let plan = |tier: &str, days: u32, images: &str, build: &str| {
            let text = format!(
                "name='demo'\npreset='compai'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\nbuild='{build}'\n\
                 [data]\n\
                 backup_days={days}\n\
                 {images}"
            );
            beyond_free_plan(&compose(&by_name("compai").unwrap(), &Answers::parse(&text).unwrap()).unwrap())
        };
        let beyond = |tier: &str, days: u32, images: &str| plan(tier, days, images, "account");
        assert_eq!(
            plan("managed", 1, "", "server"),
            ["servers t4g.large"],
            "building takes more than the free plan has"
        );
        assert_eq!(beyond("managed", 1, ready), [] as [&str; 0]);
        assert_eq!(beyond("managed", 7, ready), ["database backups kept for 7 days"]);
        assert_eq!(beyond("managed", 1, ""), [] as [&str; 0], "the account builds");
        assert_eq!(beyond("starter", 1, ready), ["servers t4g.medium"]);
        assert_eq!(beyond("standard", 7, ready).len(), 2);
    }
}
