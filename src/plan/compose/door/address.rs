//! The fixed address of one server, and https that the server sees to itself.

use crate::model::NodeId;
use crate::plan::compose::Composer;
use crate::plan::compose::host::REPORTS;
use crate::resource::Ref;
use crate::resource::elastic_ip::{self, ElasticIp};
use crate::resource::elastic_ip_association::ElasticIpAssociation;
use crate::resource::https_report::HttpsReport;
use crate::resource::https_switch::HttpsSwitch;
use crate::resource::instance::Instance;

impl Composer<'_> {
    pub(in crate::plan::compose) fn address(&mut self) -> Ref<ElasticIp> {
        let name = format!("{}-server", self.layout.deployment());
        self.add("server-address", ElasticIp { name, purpose: elastic_ip::SERVER.to_owned() })
    }

    pub(in crate::plan::compose) fn attach(&mut self, address: Ref<ElasticIp>, instance: Ref<Instance>) {
        let association = ElasticIpAssociation { address, instance };
        self.add::<ElasticIpAssociation>("server-address-attached", association);
    }

    /// Certificates that the server gets itself, once its names lead to it; returns what must be there before people
    /// come.
    pub(in crate::plan::compose) fn address_secured(
        &mut self,
        instance: Ref<Instance>,
        release: String,
    ) -> Vec<NodeId> {
        let mut needs: Vec<NodeId> = ["server-report", "server-address-attached"].map(NodeId::from).to_vec();
        needs.extend(["server-firewall-80", "server-firewall-443"].map(NodeId::from));
        if self.layout.answers.domain.name().is_some() {
            let records = self.dns_records();
            let visible = self.dns_visible(records);
            let parameter = self.parameter(&self.https_switch());
            self.add::<HttpsSwitch>("https-switch", HttpsSwitch { parameter, visible });
            needs.push("https-switch".into());
        }
        let https = HttpsReport { instance, parameters: self.parameter(REPORTS), release, needs: needs.clone() };
        self.add::<HttpsReport>("server-https", https);
        needs
    }
}
