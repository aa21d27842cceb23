//! What servers may do.

use super::Composer;
use crate::model::aws_name;
use crate::resource::Grant;
use crate::resource::iam_role::IamRole;
use crate::resource::iam_role_policy::IamRolePolicy;
use crate::resource::instance_profile::InstanceProfile;

impl Composer<'_> {
    pub(super) fn permissions(&mut self) {
        let name = aws_name(64, &[self.layout.deployment().as_str(), self.layout.answers.region.code(), "servers"]);
        let role = IamRole {
            name: name.clone(),
            trusted_service: "ec2.amazonaws.com".to_owned(),
            managed_policies: vec!["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore".to_owned()],
        };
        let role = self.add("server-role", role);
        let policy = IamRolePolicy { role: role.clone(), name: "deployment".to_owned(), grants: self.grants() };
        self.add::<IamRolePolicy>("server-policy", policy);
        self.add::<InstanceProfile>("server-profile", InstanceProfile { name, role });
    }

    /// What the parts of the deployment hand to its servers.
    fn grants(&self) -> Vec<Grant> {
        let mut grants = vec![self.files_granted(), self.secrets_granted(), self.logs_granted()];
        grants.extend(self.hook_granted());
        grants.extend(self.images_granted());
        grants
    }
}
