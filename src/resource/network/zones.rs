//! Two availability zones that offer the wanted server and database sizes. Letters differ between accounts, so they are
//! asked for once and recorded.

use serde::{Deserialize, Deserializer, Serialize};

use crate::resource::{Change, Engine, Fake, Lifecycle, Needed, Phase, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Zones {
    /// Server types that must be on offer, such as `t4g.small`.
    pub instance_types: Vec<String>,
    /// Database classes that must be on offer, such as `db.t4g.micro`, when there is a managed database. Earlier
    /// journals name one or none.
    #[serde(default, alias = "db_class", deserialize_with = "one_or_several")]
    pub db_classes: Vec<String>,
    #[serde(default, skip_serializing_if = "Engine::is_postgres")]
    pub db_engine: Engine,
    /// Major version that the database will have.
    #[serde(default)]
    pub db_version: Option<String>,
}

fn one_or_several<'de, D: Deserializer<'de>>(written: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Several(Vec<String>),
        OneOrNone(Option<String>),
    }
    Ok(match Written::deserialize(written)? {
        Written::Several(several) => several,
        Written::OneOrNone(one) => one.into_iter().collect(),
    })
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZonesOutputs {
    /// Two zone names, sorted.
    pub zones: Vec<String>,
}

impl Resource for Zones {
    type Outputs = ZonesOutputs;

    const KIND: &'static str = "zones";
    const PHASE: Phase = Phase::Network;
    const LIFECYCLE: Lifecycle = Lifecycle::Lookup;
    const ACTIONS: &'static [&'static str] = &[
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeInstanceTypeOfferings",
        "rds:DescribeOrderableDBInstanceOptions",
    ];

    fn title(&self) -> String {
        "two data centres (zones) for these servers".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        Vec::new()
    }

    // The zones are settled once: other sizes later do not move a network.
    fn change_from(&self, _old: &Self) -> Change {
        Change::Update
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        ZonesOutputs { zones: vec![format!("{}a", fake.region), format!("{}b", fake.region)] }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.zones.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_of_earlier_journals_are_read() {
        let read = |class: &str| {
            let text = format!("{{\"instance_types\":[\"t4g.small\"],{class}\"db_version\":\"17\"}}");
            serde_json::from_str::<Zones>(&text).unwrap().db_classes
        };
        assert_eq!(read("\"db_class\":\"db.t4g.micro\","), ["db.t4g.micro"]);
        assert_eq!([read("\"db_class\":null,"), read("")], [Vec::<String>::new(), Vec::new()]);
        let several = Zones {
            db_engine: Engine::Postgres,
            instance_types: Vec::new(),
            db_classes: vec!["a".to_owned(), "b".to_owned()],
            db_version: None,
        };
        let written = serde_json::to_string(&several).unwrap();
        assert_eq!(serde_json::from_str::<Zones>(&written).unwrap(), several);
    }
}
