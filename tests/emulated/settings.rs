//! What each tier's things must be set to: written down here once more, from the preset and the sizes that AWS bills.

use cloudstead::model::short_hash;
use cloudstead::resource::instance_script;
use serde_json::{Value, json};

use crate::account::item;

const EVERYONE: &str = "0.0.0.0/0";

/// Panics at the first setting that is another one. `account` is a masked inventory.
pub(crate) fn hold(account: &Value, tier: &str, domain: Option<&str>) {
    let mut wanted = common(tier);
    wanted.extend(match tier {
        "starter" => server(account, "t4g.medium", 20, domain),
        "managed" => {
            [server(account, "t4g.small", 10, domain), database("server-firewall", "database-from-server-firewall")]
                .concat()
        }
        _ => [fleet(domain), database("servers-firewall", "database-from-servers-firewall")].concat(),
    });
    for (kind, node, settings) in wanted {
        let found = item(account, kind, &node);
        for (name, value) in settings.as_object().unwrap() {
            assert_eq!(&found[name], value, "{name} of {kind} {node}: {found}");
        }
    }
    if tier == "standard" {
        template(account);
    }
    let budget = &account["budget"][0];
    assert_eq!(budget["BudgetLimit"], json!({"Amount": "60", "Unit": "USD"}));
    assert_eq!(budget["notifications"].as_array().unwrap().len(), 3);
    let policies = item(account, "iam-role", "server-role")["inline"]["deployment"]["Statement"].as_array().unwrap();
    assert!(policies.len() > 3, "{policies:?}");
    for policy in policies.iter().filter(|policy| policy["Effect"] == "Allow") {
        let named =
            policy["Resource"].as_array().is_some_and(|all| !all.is_empty() && all.iter().all(|one| *one != "*"));
        assert!(named, "a permission for everything: {policy}");
    }
    for parameter in
        account["parameter"].as_array().unwrap().iter().filter(|one| one["name"].to_string().contains("/demo/secrets/"))
    {
        assert_eq!(
            (&parameter["Type"], &parameter["Tier"]),
            (&json!("SecureString"), &json!("Standard")),
            "{parameter}"
        );
    }
    let release = item(account, "bucket", "files")["releases"].to_string();
    assert!(release.contains("example/app:1") && release.contains("example/migrate:1"), "{release}");
}

type Wanted = Vec<(&'static str, String, Value)>;

fn one(kind: &'static str, node: &str, settings: Value) -> (&'static str, String, Value) {
    (kind, node.to_owned(), settings)
}

/// A rule that lets `source` in: everyone, or a group.
fn rule(node: &str, group: &str, port: u16, source: &str) -> (&'static str, String, Value) {
    let (cidr, from) = if source == EVERYONE { (json!(EVERYONE), Value::Null) } else { (Value::Null, json!(source)) };
    let settings = json!({
        "GroupId": group, "IsEgress": false, "IpProtocol": "tcp", "FromPort": port, "ToPort": port, "CidrIpv4": cidr,
        "source": from,
    });
    one("security-group-rule", node, settings)
}

/// Without a domain every service has a port of its own.
fn ports(domain: Option<&str>) -> &'static [u16] {
    if domain.is_some() { &[80, 443] } else { &[80, 8081, 8082] }
}

fn common(tier: &str) -> Wanted {
    let closed = json!({"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true,
        "RestrictPublicBuckets": true});
    let subnet = |cidr: &str, zone: &str| json!({"VpcId": "<vpc>", "CidrBlock": cidr, "AvailabilityZone": zone});
    vec![
        one("vpc", "vpc", json!({"CidrBlock": "10.20.0.0/16", "enableDnsSupport": true, "enableDnsHostnames": true})),
        one("subnet", "public-a", subnet("10.20.0.0/20", "us-east-1a")),
        one("subnet", "public-b", subnet("10.20.16.0/20", "us-east-1b")),
        one("internet-gateway", "internet-gateway", json!({"attached": ["<vpc>"]})),
        one("route-table", "public-routes", table("public", "GatewayId", "<internet-gateway>")),
        one(
            "s3-endpoint",
            "s3-endpoint",
            json!({"ServiceName": "com.amazonaws.us-east-1.s3", "VpcEndpointType": "Gateway"}),
        ),
        one("iam-role", "server-role", json!({"attached": ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"]})),
        one("instance-profile", "server-profile", json!({"roles": ["demo-us-east-1-servers"]})),
        one(
            "bucket",
            "files",
            json!({"versioning": "Enabled", "public-access-block": closed, "lifecycle": lifecycle(tier)}),
        ),
        one("bucket", "files", json!({"ownership": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}})),
        one("log-group", "logs", json!({"retentionInDays": 14})),
    ]
}

/// A route table of two subnets of the same name.
fn table(subnets: &str, way: &str, out: &str) -> Value {
    json!({
        "VpcId": "<vpc>",
        "main": false,
        "subnets": [format!("<{subnets}-a>"), format!("<{subnets}-b>")],
        "routes": [
            {"DestinationCidrBlock": EVERYONE, way: out},
            {"DestinationCidrBlock": "10.20.0.0/16", "GatewayId": "local"},
            {"DestinationPrefixListId": "pl-…", "GatewayId": "<s3-endpoint>"},
        ],
    })
}

fn lifecycle(tier: &str) -> Value {
    let rule = |id: &str, prefix: &str, more: Value| {
        let mut rule = json!({"ID": id, "Filter": {"Prefix": prefix}, "Status": "Enabled"});
        rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        rule
    };
    let everything = json!({
        "Expiration": {"ExpiredObjectDeleteMarker": true},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    });
    let mut rules = vec![rule("everything", "", everything)];
    if tier == "starter" {
        let old = json!({"Expiration": {"Days": 187}, "NoncurrentVersionExpiration": {"NoncurrentDays": 1}});
        rules.insert(0, rule("backups", "backups/", old));
    }
    rules.push(rule("releases", "releases/", json!({"NoncurrentVersionExpiration": {"NoncurrentDays": 1}})));
    Value::Array(rules)
}

/// A server is in the zone of its disk, which leaves the first one where that has no room.
fn server(account: &Value, instance_type: &str, disk_gb: u32, domain: Option<&str>) -> Wanted {
    let zone = &item(account, "volume", "server-disk")["AvailabilityZone"];
    let subnet = match zone.as_str() {
        Some("us-east-1a") => "<public-a>",
        Some("us-east-1b") => "<public-b>",
        _ => panic!("a disk elsewhere: {zone}"),
    };
    let profile = "arn:aws:iam::123456789012:instance-profile/demo-us-east-1-servers";
    let mut wanted = vec![
        one(
            "instance",
            "server",
            json!({"InstanceType": instance_type, "SubnetId": subnet, "state": "running", "profile": profile}),
        ),
        one(
            "instance",
            "server",
            json!({"tokens": "required", "groups": ["<server-firewall>"], "user-data": script_digest()}),
        ),
        one("volume", "server", json!({"Size": 40, "VolumeType": "gp3", "Encrypted": true})),
        one("volume", "server-disk", json!({"Size": disk_gb, "VolumeType": "gp3", "Encrypted": true})),
        one("volume", "server-disk", json!({"attached": [{"Device": "/dev/sdf", "InstanceId": "<server>"}]})),
        one("elastic-ip", "server-address", json!({"InstanceId": "<server>"})),
    ];
    let https = if domain.is_some() { None } else { Some(&443) };
    let open = ports(domain).iter().chain(https);
    wanted.extend(open.map(|port| rule(&format!("server-firewall-{port}"), "<server-firewall>", *port, EVERYONE)));
    wanted
}

fn database(servers: &str, from: &str) -> Wanted {
    let database = json!({
        "DBInstanceClass": "db.t4g.micro", "Engine": "postgres", "EngineVersion": "17", "AllocatedStorage": 20,
        "StorageType": "gp3",
        "StorageEncrypted": true, "PubliclyAccessible": false, "MultiAZ": false, "BackupRetentionPeriod": 7,
        "DBName": "comp",
        "MasterUsername": "comp", "subnet-group": "demo-db", "groups": ["<database-firewall>"],
        "parameter-groups": ["demo-db-postgres17"],
    });
    let settings = json!({"DBParameterGroupFamily": "postgres17", "parameters": {"rds.force_ssl": "1"}});
    let subnet =
        |cidr: &str, zone: &str| json!({"CidrBlock": cidr, "AvailabilityZone": zone, "MapPublicIpOnLaunch": false});
    vec![
        one("subnet", "private-a", subnet("10.20.128.0/20", "us-east-1a")),
        one("subnet", "private-b", subnet("10.20.144.0/20", "us-east-1b")),
        one("db-subnet-group", "database-subnets", json!({"subnets": ["<private-a>", "<private-b>"]})),
        one("db-parameter-group", "database-settings", settings),
        one("db-instance", "database", database),
        rule(from, "<database-firewall>", 5432, &format!("<{servers}>")),
    ]
}

fn fleet(domain: Option<&str>) -> Wanted {
    let nat = json!({"SubnetId": "<public-a>", "State": "available", "addresses": ["<nat-address>"]});
    let balancer = json!({
        "Scheme": "internet-facing", "Type": "application", "SecurityGroups": ["<load-balancer-firewall>"],
        "state": "active",
        "subnets": ["<public-a>", "<public-b>"],
    });
    let targets = json!({
        "Protocol": "HTTP", "Port": 80, "TargetType": "instance", "HealthCheckPath": "/api/health",
        "HttpCode": "200-399",
        "HealthCheckIntervalSeconds": 10, "HealthCheckTimeoutSeconds": 5, "HealthyThresholdCount": 2,
        "UnhealthyThresholdCount": 3,
    });
    let group = json!({
        "MinSize": 1, "MaxSize": 3, "HealthCheckType": "ELB", "subnets": ["<private-a>", "<private-b>"],
        "TargetGroupARNs": ["<servers-targets>"], "HealthCheckGracePeriod": 0,
        "hooks": [{
            "LifecycleHookName": "cloudstead-healthy", "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING",
            "HeartbeatTimeout": 7200, "DefaultResult": "ABANDON",
        }],
    });
    let mut wanted = vec![
        one("route-table", "private-routes", table("private", "NatGatewayId", "<nat-gateway>")),
        one("nat-gateway", "nat-gateway", nat),
        one("load-balancer", "load-balancer", balancer),
        one("target-group", "servers-targets", targets),
        one("auto-scaling-group", "servers", group),
        rule("servers-firewall-80", "<servers-firewall>", 80, "<load-balancer-firewall>"),
    ];
    for port in ports(domain) {
        let protocol = if *port == 443 { "HTTPS" } else { "HTTP" };
        wanted.push(one("listener", &format!("listener-{port}"), json!({"Port": port, "Protocol": protocol})));
        wanted.push(rule(&format!("load-balancer-firewall-{port}"), "<load-balancer-firewall>", *port, EVERYONE));
    }
    wanted
}

/// How the inventory shows the instance script.
fn script_digest() -> String {
    short_hash(&instance_script(), 16)
}

/// How the servers of a group are made. Their own settings are not looked at: moto takes little of the template over.
fn template(account: &Value) {
    let data = &item(account, "launch-template", "servers-template")["latest"];
    let wanted = [
        ("InstanceType", json!("t4g.medium")),
        ("UserData", json!(script_digest())),
        ("CreditSpecification", json!({"CpuCredits": "unlimited"})),
        ("IamInstanceProfile", json!({"Name": "demo-us-east-1-servers"})),
    ];
    for (name, value) in wanted {
        assert_eq!(data[name], value, "{name}: {data}");
    }
    assert_eq!(data["MetadataOptions"]["HttpTokens"], "required");
    assert_eq!(data["NetworkInterfaces"][0]["Groups"], json!(["<servers-firewall>"]));
    let disk = &data["BlockDeviceMappings"][0]["Ebs"];
    assert_eq!(
        (&disk["VolumeSize"], &disk["VolumeType"], &disk["Encrypted"]),
        (&json!(40), &json!("gp3"), &json!(true))
    );
    let scaling = &account["scaling-policy"][0];
    assert_eq!(
        (&scaling["AutoScalingGroupName"], &scaling["PolicyType"]),
        (&json!("demo-servers"), &json!("TargetTrackingScaling"))
    );
    assert_eq!(scaling["TargetTrackingConfiguration"]["TargetValue"], 60.0);
    let attributes = &item(account, "load-balancer", "load-balancer")["attributes"];
    assert_eq!(attributes["routing.http.drop_invalid_header_fields.enabled"], "true");
}
