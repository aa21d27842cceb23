//! What AWS refuses to accounts on its free plan, which new accounts begin with (AWSFACTS section 6). Known from the
//! plan, so that nobody finds out half-way.

use super::Blueprint;
use crate::resource::Spec;

const SERVERS: [&str; 6] = ["t3.micro", "t3.small", "t4g.micro", "t4g.small", "c7i-flex.large", "m7i-flex.large"];
const BACKUP_DAYS: u32 = 1;

/// What to do about it.
pub const WAY_OUT: &str = "upgrade the account's plan in the AWS console (Billing and Cost Management; your credits \
                           stay), or choose the managed tier with images that the account builds or that are \
                           ready-made, and backups kept for one day";

/// Things of the plan that the free plan does not include, in words; none when everything may be made.
#[must_use]
pub fn beyond_free_plan(blueprint: &Blueprint) -> Vec<String> {
    let mut beyond: Vec<String> = Vec::new();
    for (_, node) in blueprint.nodes() {
        let server = match &node.spec {
            Spec::Instance(server) => &server.instance_type,
            Spec::AutoScalingGroup(group) => &group.instance_type,
            Spec::DbInstance(database) => {
                if database.class.rsplit('.').next() != Some("micro") {
                    beyond.push(format!("a database {}", database.class));
                }
                if database.backup_days > BACKUP_DAYS {
                    beyond.push(format!("database backups kept for {} days", database.backup_days));
                }
                continue;
            }
            _ => continue,
        };
        if !SERVERS.contains(&server.as_str()) {
            beyond.push(format!("servers {server}"));
        }
    }
    beyond
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
