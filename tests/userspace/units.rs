//! systemd's own opinion on the units that the script writes.

use super::server::Server;

const FOLDER: &str = "/etc/systemd/system";
/// The script writes these, on a server with a data disk and a database of its own.
const WRITTEN: [&str; 7] = [
    "cloudstead-backup.service",
    "cloudstead-backup.timer",
    "cloudstead-grow.service",
    "cloudstead-grow.timer",
    "cloudstead-watch.service",
    "cloudstead.service",
    "docker.service.d/cloudstead.conf",
];
/// A unit, a line of it, what stands there instead, and a piece of what must be found.
const FAULTS: [(&str, &str, &str, &str); 6] = [
    ("cloudstead.service", "Restart=on-failure", "Restart=always", "Restart= set to either"),
    ("cloudstead.service", "RestartSec=60", "RestartSeconds=60", "Unknown key"),
    ("cloudstead.service", "ExecStart=/usr/local/lib", "ExecStart=/usr/local/bin", "is not executable"),
    ("cloudstead-watch.service", "[Service]", "[Servce]", "Unknown section"),
    ("cloudstead-grow.timer", "OnUnitInactiveSec=50s", "OnUnitInactiveSec=1moment", "Failed to parse"),
    ("cloudstead-backup.timer", "OnCalendar=*-*-* 03:17:00", "OnCalendar=*-*-* 33:17:00", "Failed to parse"),
];

pub(crate) fn all_are_understood(server: &Server) {
    let machine = &server.machine;
    let found = machine.must(&format!("cd {FOLDER} && find . -path '*cloudstead*' -type f -printf '%P\\n' | sort"));
    assert_eq!(found.lines().collect::<Vec<_>>(), WRITTEN);
    for name in WRITTEN {
        let unit = name.split_once(".d/").map_or(name, |(unit, _)| unit);
        let said = machine.run(&format!("systemd-analyze verify --man=no --recursive-errors=no {unit}"));
        assert_eq!((said.code, said.text.trim()), (0, ""), "{unit}");
    }
}

/// Each is found, so that silence means something.
pub(crate) fn planted_faults_are_found(server: &Server) {
    for (unit, line, fault, finding) in FAULTS {
        let text = server.machine.must(&format!("cat {FOLDER}/{unit}"));
        assert_eq!(text.matches(line).count(), 1, "{line} in {unit}");
        std::fs::write(server.stub("planted"), text.replace(line, fault) + "\n").unwrap();
        let said = server.machine.run(&format!(
            "mkdir -p /tmp/planted && cp {FOLDER}/cloudstead* /tmp/planted && cp /stub/planted /tmp/planted/{unit} && \
             systemd-analyze verify --man=no --recursive-errors=no /tmp/planted/{unit}; rm -r /tmp/planted"
        ));
        assert!(said.text.contains(finding), "{fault}: {}", said.text);
    }
}
