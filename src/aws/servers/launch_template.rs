//! Calls for how the servers of a group are made. Every change is a new version; its description is a hash of what it
//! says, so that the same settings never become two versions.

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    CreditSpecificationRequest, InstanceType, LaunchTemplateBlockDeviceMappingRequest,
    LaunchTemplateEbsBlockDeviceRequest, LaunchTemplateHttpTokensState,
    LaunchTemplateIamInstanceProfileSpecificationRequest, LaunchTemplateInstanceMetadataEndpointState,
    LaunchTemplateInstanceMetadataOptionsRequest, LaunchTemplateInstanceMetadataTagsState,
    LaunchTemplateInstanceNetworkInterfaceSpecificationRequest, LaunchTemplateTagSpecificationRequest,
    LaunchTemplateVersion, RequestLaunchTemplateData, ResourceType, VolumeType,
};

use crate::aws::calls::server::{self, METADATA_HOPS};
use crate::aws::driver::{gone, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::ec2::{pairs, tag};
use crate::aws::{Call, Driver, Seen, tags};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::model::short_hash;
use crate::resource::burst;
use crate::resource::instance_script;
use crate::resource::launch_template::{LaunchTemplate, LaunchTemplateOutputs};

/// To be raised when [`Wanted::data`] says something else for the same specification.
const FORM: &str = "3";

#[async_trait]
impl Driver for LaunchTemplate {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<LaunchTemplateOutputs>, CloudError> {
        let ask = call.clients.ec2.describe_launch_templates().launch_template_names(&self.name);
        let Some(answer) = ask.send().await.or_absent()? else { return Ok(Seen::Absent) };
        let Some(found) = answer.launch_templates().first() else { return Ok(Seen::Absent) };
        let id = found.launch_template_id();
        Ok(Seen::named(
            call.owns(pairs(found.tags())),
            format!("the launch template `{}`", self.name),
            outputs(id, found.latest_version_number())?,
        ))
    }

    async fn create(&self, call: &Call<'_>) -> Result<LaunchTemplateOutputs, CloudError> {
        let wanted = self.wanted(call)?;
        let create =
            call.clients.ec2.create_launch_template().launch_template_name(&self.name).client_token(call.token);
        let create = create.version_description(wanted.hash()).launch_template_data(wanted.data(call)?);
        let answer =
            create.tag_specifications(tags::ec2::specification(call, ResourceType::LaunchTemplate)).send().await?;
        let found = answer.launch_template();
        outputs(
            found.and_then(|found| found.launch_template_id()),
            found.and_then(aws_sdk_ec2::types::LaunchTemplate::latest_version_number),
        )
    }

    async fn configure(&self, call: &Call<'_>, outputs: &LaunchTemplateOutputs) -> Result<(), CloudError> {
        let wanted = self.wanted(call)?;
        // Just made and not shown yet, or already as wanted.
        if !matches!(versions(call, outputs, &wanted.hash()).await?, Versions::Others) {
            return Ok(());
        }
        let create = call.clients.ec2.create_launch_template_version().launch_template_id(&outputs.launch_template_id);
        // The same node may get several versions: each its own token, the same for a repeat.
        let token = short_hash(&format!("{}/{}", call.token, wanted.hash()), call.token.len());
        let create = create.client_token(token).version_description(wanted.hash());
        create.launch_template_data(wanted.data(call)?).send().await?;
        Ok(())
    }

    /// A version cannot be changed, and one that somebody adds is used by nobody: the group names its own. But that can
    /// be removed.
    async fn changed(&self, call: &Call<'_>, outputs: &LaunchTemplateOutputs) -> Result<Option<String>, CloudError> {
        let gone = matches!(versions(call, outputs, &self.wanted(call)?.hash()).await?, Versions::Others);
        Ok(gone.then(|| "the version that servers are made from is gone".to_owned()))
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        outputs: &LaunchTemplateOutputs,
    ) -> Result<Poll<LaunchTemplateOutputs>, CloudError> {
        Ok(match versions(call, outputs, &self.wanted(call)?.hash()).await? {
            Versions::Wanted(version) => {
                Poll::Ready(self::outputs(Some(&outputs.launch_template_id), version.version_number())?)
            }
            Versions::None | Versions::Others => unseen(),
        })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &LaunchTemplateOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients
            .ec2
            .delete_launch_template()
            .launch_template_id(&outputs.launch_template_id)
            .send()
            .await
            .or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &LaunchTemplateOutputs) -> Result<Poll<()>, CloudError> {
        let ask = call.clients.ec2.describe_launch_templates().launch_template_ids(&outputs.launch_template_id);
        Ok(gone(ask.send().await.or_absent()?.is_none_or(|answer| answer.launch_templates().is_empty())))
    }
}

/// Everything that a version says, with the identifiers filled in.
struct Wanted<'a> {
    spec: &'a LaunchTemplate,
    image: String,
    root_device: String,
    group: String,
    profile: String,
    bucket: String,
}

impl LaunchTemplate {
    fn wanted(&self, call: &Call<'_>) -> Result<Wanted<'_>, CloudError> {
        let image = call.output(&self.image)?;
        Ok(Wanted {
            spec: self,
            image: image.image_id,
            root_device: image.root_device,
            group: call.output(&self.group)?.group_id,
            profile: call.output(&self.profile)?.name,
            bucket: call.output(&self.bucket)?.bucket,
        })
    }
}

impl Wanted<'_> {
    fn hash(&self) -> String {
        let LaunchTemplate { instance_type, root_gb, release, scaling_group, .. } = self.spec;
        let (form, size) = (FORM.to_owned(), root_gb.to_string());
        let all = [
            &form,
            instance_type,
            &size,
            release,
            scaling_group,
            &self.image,
            &self.root_device,
            &self.group,
            &self.profile,
            &self.bucket,
        ];
        short_hash(&format!("{}\n{}", all.map(String::as_str).join("\n"), instance_script()), 40)
    }

    fn data(&self, call: &Call<'_>) -> Result<RequestLaunchTemplateData, CloudError> {
        let profile = LaunchTemplateIamInstanceProfileSpecificationRequest::builder().name(&self.profile).build();
        let network =
            LaunchTemplateInstanceNetworkInterfaceSpecificationRequest::builder().device_index(0).groups(&self.group);
        let mut data = RequestLaunchTemplateData::builder();
        if burst::has_credits(&self.spec.instance_type) {
            data =
                data.credit_specification(CreditSpecificationRequest::builder().cpu_credits(server::CREDITS).build());
        }
        Ok(data
            .image_id(&self.image)
            .instance_type(InstanceType::from(self.spec.instance_type.as_str()))
            .iam_instance_profile(profile)
            .network_interfaces(network.associate_public_ip_address(false).delete_on_termination(true).build())
            .block_device_mappings(self.disk()?)
            .metadata_options(metadata())
            .user_data(server::user_data()?)
            .tag_specifications(self.tags(call, ResourceType::Instance))
            .tag_specifications(self.tags(call, ResourceType::Volume))
            .build())
    }

    fn disk(&self) -> Result<LaunchTemplateBlockDeviceMappingRequest, CloudError> {
        let disk = LaunchTemplateEbsBlockDeviceRequest::builder()
            .volume_type(VolumeType::from(server::DISK_TYPE))
            .encrypted(true);
        let disk = disk
            .kms_key_id(server::DISK_KEY)
            .delete_on_termination(true)
            .volume_size(server::gigabytes(self.spec.root_gb)?)
            .build();
        Ok(LaunchTemplateBlockDeviceMappingRequest::builder().device_name(&self.root_device).ebs(disk).build())
    }

    fn tags(&self, call: &Call<'_>, kind: ResourceType) -> LaunchTemplateTagSpecificationRequest {
        let tags = match kind {
            ResourceType::Instance => {
                let mut tags = server::tags(call, server::SERVERS, &self.bucket, &self.spec.release);
                tags.push((server::GROUP, self.spec.scaling_group.clone()));
                tags
            }
            _ => call.tags(),
        };
        let tags = tags.into_iter().map(|(key, value)| tag(key, value)).collect();
        LaunchTemplateTagSpecificationRequest::builder().resource_type(kind).set_tags(Some(tags)).build()
    }
}

fn metadata() -> LaunchTemplateInstanceMetadataOptionsRequest {
    LaunchTemplateInstanceMetadataOptionsRequest::builder()
        .http_endpoint(LaunchTemplateInstanceMetadataEndpointState::Enabled)
        .http_tokens(LaunchTemplateHttpTokensState::Required)
        .http_put_response_hop_limit(METADATA_HOPS)
        .instance_metadata_tags(LaunchTemplateInstanceMetadataTagsState::Enabled)
        .build()
}

fn outputs(id: Option<&str>, version: Option<i64>) -> Result<LaunchTemplateOutputs, CloudError> {
    let version = version.map(|number| number.to_string());
    Ok(LaunchTemplateOutputs {
        launch_template_id: needed(id, "launch template id")?,
        version: needed(version.as_deref(), "launch template's version")?,
    })
}

/// What versions there are, seen from the one that is wanted.
enum Versions {
    /// Not even the template is shown.
    None,
    Others,
    Wanted(Box<LaunchTemplateVersion>),
}

/// Looks for the version with this description: mostly the newest, else among all.
async fn versions(call: &Call<'_>, outputs: &LaunchTemplateOutputs, hash: &str) -> Result<Versions, CloudError> {
    let ask = || call.clients.ec2.describe_launch_template_versions().launch_template_id(&outputs.launch_template_id);
    let is_wanted = |version: &LaunchTemplateVersion| version.version_description() == Some(hash);
    let newest = ask().versions("$Latest").send().await.or_absent()?;
    let Some(newest) = newest.and_then(|answer| answer.launch_template_versions().first().cloned()) else {
        return Ok(Versions::None);
    };
    if is_wanted(&newest) {
        return Ok(Versions::Wanted(Box::new(newest)));
    }
    let mut pages = ask().into_paginator().items().send();
    while let Some(version) = pages.next().await {
        let version = version?;
        if is_wanted(&version) {
            return Ok(Versions::Wanted(Box::new(version)));
        }
    }
    Ok(Versions::Others)
}
