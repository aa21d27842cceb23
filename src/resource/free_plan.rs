//! What AWS refuses to accounts on its free plan, which new accounts begin with (AWSFACTS section 6).

const SERVERS: [&str; 6] = ["t3.micro", "t3.small", "t4g.micro", "t4g.small", "c7i-flex.large", "m7i-flex.large"];

/// The longest time that it keeps a database's backups.
const BACKUP_DAYS: u32 = 1;

/// Servers of a type that it does not have, in words.
pub(super) fn servers(instance_type: &str) -> Vec<String> {
    if SERVERS.contains(&instance_type) { Vec::new() } else { vec![format!("servers {instance_type}")] }
}

/// What it does not have of a managed database, in words.
pub(super) fn database(class: &str, backup_days: u32) -> Vec<String> {
    let mut beyond = Vec::new();
    if class.rsplit('.').next() != Some("micro") {
        beyond.push(format!("a database {class}"));
    }
    if backup_days > BACKUP_DAYS {
        beyond.push(format!("database backups kept for {backup_days} days"));
    }
    beyond
}
