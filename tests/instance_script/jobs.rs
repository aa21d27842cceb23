//! Jobs of the app: by their timers and by hand.

use serde_json::{Value, json};

use crate::given::release;
use crate::harness::{BOX, Server};
use crate::serve::with;

const SERVICE: &str = "etc/systemd/system/cloudstead-job-report.service";
const TIMER: &str = "etc/systemd/system/cloudstead-job-report.timer";

fn jobs(wanted: &mut Value) {
    wanted["jobs"] = json!([
        {"service": "report", "calendar": "*-*-* 03:00:00 UTC"},
        {"service": "clean-up.daily", "calendar": "*-*-* *:05:00 UTC"},
        {"service": "reset", "calendar": ""},
    ]);
}

fn with_jobs() -> Server {
    let server = with(jobs);
    server.succeed();
    server.forget();
    server
}

/// What the last report says of jobs.
fn said(server: &Server) -> String {
    server.stored(BOX).unwrap()["jobs"].as_str().unwrap_or("nothing").to_owned()
}

#[test]
fn a_scheduled_job_has_a_timer_and_one_by_hand_has_none() {
    let server = with(jobs);
    server.succeed();
    let timer = ["[Timer]", "OnCalendar=*-*-* 03:00:00 UTC", "AccuracySec=1s", "[Install]", "WantedBy=timers.target\n"];
    assert_eq!(server.read(TIMER), timer.join("\n"));
    let service = server.read(SERVICE);
    for line in [
        "ExecStart=/usr/local/lib/cloudstead/instance.sh job report",
        "Type=oneshot",
        "RemainAfterExit=no",
        "ExecCondition=/usr/bin/systemctl is-active -q cloudstead",
    ] {
        assert!(service.lines().any(|found| found == line), "{line} in {service}");
    }
    // Of two lines for one setting the last one holds: what failed is not repeated before its time.
    let restart: Vec<&str> = service.lines().filter(|line| line.starts_with("Restart=")).collect();
    assert_eq!(restart.last(), Some(&"Restart=no"));
    assert_eq!(server.called("systemctl enable --now cloudstead-job-report.timer"), 1);
    assert_eq!(server.called("systemctl enable --now cloudstead-job-clean-up.daily.timer"), 1);
    assert!(!server.root("etc/systemd/system/cloudstead-job-reset.timer").exists());
    // Their images are there before their time comes, though a profile hides them.
    assert_eq!(server.called(" pull -q app caddy clean-up.daily db migrate report reset"), 1);
    assert_eq!(server.called(" run --rm"), 1, "the migration alone");
}

#[test]
fn timers_of_an_earlier_release_go() {
    let server = with_jobs();
    let mut next = release();
    next["jobs"] = json!([{"service": "clean-up.daily", "calendar": "*-*-* *:06:00 UTC"}, {"service": "report",
        "calendar": ""}]);
    server.publish("r2", &next);
    server.tag("release", "r2");
    server.succeed();
    assert_eq!(server.called("systemctl disable --now cloudstead-job-report.timer"), 1);
    assert_eq!(server.called("systemctl disable"), 1);
    assert!(!server.root(TIMER).exists() && !server.root(SERVICE).exists());
    let kept = server.read("etc/systemd/system/cloudstead-job-clean-up.daily.timer");
    assert!(kept.contains("OnCalendar=*-*-* *:06:00 UTC\n"), "{kept}");
    // By hand it still runs.
    assert_eq!(server.run(&["job", "report"]).code, 0);
}

#[test]
fn a_job_runs_with_the_apps_values_and_what_it_says_is_logged() {
    let server = with_jobs();
    let outcome = server.run(&["job", "reset"]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    assert!(outcome.log.contains("migrated"), "the stand-in's words: {}", outcome.log);
    assert_eq!(server.called("compose -p cloudstead"), 1);
    assert_eq!(server.called(" run --rm -T --name cloudstead-job-reset reset"), 1);
    assert_eq!(server.composed()[0]["env"]["DATABASE_URL"], "postgres://app:correct-horse@db/app");
    let calls = server.calls();
    let at = |what: &str| calls.iter().position(|call| call.contains(what)).unwrap();
    assert!(at("docker rm -f cloudstead-job-reset") < at(" run --rm"), "what a crash left is in the way");
}

#[test]
fn a_job_that_fails_leaves_the_server_well_and_a_word_until_it_succeeds() {
    let server = with_jobs();
    for (job, words) in [("report", "no printer"), ("clean-up.daily", "no broom")] {
        server.fail(" run --rm", 1, words);
        let outcome = server.run(&["job", job]);
        assert!(outcome.code == 1 && outcome.log.contains(words), "{}", outcome.log);
        let last = server.stored(BOX).unwrap();
        assert_eq!((&last["step"], &last["state"], &last["failures"]), (&json!("ready"), &json!("done"), &json!(0)));
    }
    let both = said(&server);
    for part in ["report ended with code 1 at 2", "no printer | clean-up.daily ended with code 1 at 2", "no broom"] {
        assert!(both.contains(part), "{both}");
    }
    assert_eq!(server.run(&["job", "report"]).code, 0);
    let one = said(&server);
    assert!(one.starts_with("clean-up.daily ended with code 1") && !one.contains("printer"), "{one}");
    // A word on certificates or a backup does not hide it.
    server.run(&["backup"]);
    assert_eq!(said(&server), one);
    assert_eq!(server.run(&["job", "clean-up.daily"]).code, 0);
    assert_eq!(said(&server), "");
}

#[test]
fn a_failed_job_hides_no_failure_of_the_server() {
    let server = with_jobs();
    server.fail(" up -d", 1, "exit 137");
    server.failure("start");
    server.fail(" run --rm", 1, "no printer");
    assert_eq!(server.run(&["job", "report"]).code, 1);
    let last = server.stored(BOX).unwrap();
    assert_eq!((&last["step"], &last["state"]), (&json!("start"), &json!("failed")), "{last}");
    assert!(last["detail"].as_str().unwrap().contains("exit 137") && said(&server).contains("no printer"), "{last}");
}

#[test]
fn long_words_of_many_jobs_fit_into_a_report() {
    let names: Vec<String> = (0..6).map(|number| format!("job{number}")).collect();
    let server =
        with(|wanted| wanted["jobs"] = names.iter().map(|name| json!({"service": name, "calendar": ""})).collect());
    server.fail(" up -d", 1, &"\u{1f980}\\".repeat(3000));
    server.failure("start");
    for name in &names {
        server.fail(" run --rm", 1, &"\u{1f980}\"\\".repeat(2000));
        assert_eq!(server.run(&["job", name]).code, 1);
    }
    let text = server.stored(BOX).unwrap().to_string();
    assert!(text.contains("job5 ended") || said(&server).len() > 100, "{text}");
}

#[test]
fn a_job_that_is_not_there_or_runs_already_is_refused_by_name() {
    let server = with_jobs();
    for job in [&["job", "migrate"][..], &["job", "repor"], &["job"]] {
        let outcome = server.run(job);
        assert_ne!(outcome.code, 0);
        assert!(outcome.log.contains("the jobs here are: report, clean-up.daily, reset"), "{}", outcome.log);
    }
    let lock = std::fs::File::create(server.root("run/cloudstead/job-report")).unwrap();
    lock.lock().unwrap();
    let outcome = server.run(&["job", "report"]);
    assert!(outcome.code != 0 && outcome.log.contains("the job report is running"), "{}", outcome.log);
    drop(lock);
    assert_eq!(server.called(" run --rm"), 0);
    let fresh = with(jobs);
    assert!(fresh.run(&["job", "report"]).log.contains("was not started on this server yet"));
}
