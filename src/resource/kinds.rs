//! The list of all kinds by their area, for everything that has a line for each. An area is a folder here, of drivers
//! and of writers.

/// Gives `area { module::Kind, … }` of all areas to the macro `$then`.
macro_rules! kinds {
    ($then:ident) => {
        $then! {
            /// Who may do what.
            identity {
                service_linked_role::ServiceLinkedRole,
                iam_role::IamRole,
                iam_role_policy::IamRolePolicy,
                instance_profile::InstanceProfile,
            }
            /// Networks, addresses and firewalls.
            network {
                zones::Zones,
                vpc::Vpc,
                internet_gateway::InternetGateway,
                subnet::Subnet,
                route_table::RouteTable,
                route::Route,
                route_table_association::RouteTableAssociation,
                elastic_ip::ElasticIp,
                nat_gateway::NatGateway,
                s3_endpoint::S3Endpoint,
                security_group::SecurityGroup,
                security_group_rule::SecurityGroupRule,
            }
            /// Databases, caches, files and secrets.
            data {
                db_subnet_group::DbSubnetGroup,
                db_parameter_group::DbParameterGroup,
                db_instance::DbInstance,
                cache_subnet_group::CacheSubnetGroup,
                replication_group::ReplicationGroup,
                bucket::Bucket,
                bucket_cors::BucketCors,
                secret_parameter::SecretParameter,
            }
            /// Images built in the account.
            build {
                ecr_repository::EcrRepository,
                codebuild_project::CodebuildProject,
                build_policy::BuildPolicy,
                built_image::BuiltImage,
            }
            /// Servers, their disks, and what runs on them.
            servers {
                release::Release,
                volume::Volume,
                machine_image::MachineImage,
                instance::Instance,
                volume_attachment::VolumeAttachment,
                elastic_ip_association::ElasticIpAssociation,
                launch_template::LaunchTemplate,
                auto_scaling_group::AutoScalingGroup,
                scaling_policy::ScalingPolicy,
                instance_report::InstanceReport,
                migration::Migration,
            }
            /// How people reach the app: balancer, names, certificates.
            edge {
                target_group::TargetGroup,
                load_balancer::LoadBalancer,
                listener::Listener,
                https_redirect::HttpsRedirect,
                hosted_zone::HostedZone,
                certificate::Certificate,
                validation_records::ValidationRecords,
                certificate_issued::CertificateIssued,
                dns_record::DnsRecord,
                dns_visible::DnsVisible,
                https_switch::HttpsSwitch,
                https_report::HttpsReport,
                answer::Answer,
            }
            /// Logs and the bill.
            watch {
                log_group::LogGroup,
                budget::Budget,
                // Shows that adding a kind takes what ARCHITECTURE.md says: `src/app/added_kind.rs`.
                #[cfg(test)]
                placard::Placard,
            }
        }
    };
}

pub(crate) use kinds;
