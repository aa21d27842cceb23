//! Jobs of the app: by their timers and by hand.

use std::fs;
use std::os::unix::fs::symlink;

use serde_json::{Value, json};

use crate::given::release;
use crate::harness::{BOX, CHORES, RELEASE, Server};
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

/// What the server tells of a job.
fn told(server: &Server, job: &str) -> Value {
    server.stored(CHORES).unwrap()["jobs"][job].clone()
}

fn said(server: &Server, job: &str) -> String {
    told(server, job)["said"].as_str().unwrap_or("nothing").to_owned()
}

#[test]
fn a_scheduled_job_has_a_timer_and_one_by_hand_has_none() {
    let server = with(jobs);
    server.succeed();
    let timer = ["[Timer]", "OnCalendar=*-*-* 03:00:00 UTC", "AccuracySec=1s", "[Install]", "WantedBy=timers.target\n"];
    assert_eq!(server.read(TIMER), timer.join("\n"));
    let service = server.read(SERVICE);
    for line in [
        "ExecStart=/usr/local/lib/cloudstead/instance.sh job report timer",
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
fn a_job_that_fails_leaves_the_server_well_and_its_last_words_until_it_succeeds() {
    let server = with_jobs();
    let before = server.stored(BOX).unwrap();
    for (job, words) in [("report", "no printer"), ("clean-up.daily", "no broom")] {
        server.fail(" run --rm", 1, words);
        let outcome = server.run(&["job", job]);
        assert!(outcome.code == 1 && outcome.log.contains(words), "{}", outcome.log);
        let told = told(&server, job);
        assert_eq!((&told["code"], &told["said"]), (&json!(1), &json!(words)), "{told}");
        assert!(told["ran"].as_i64().unwrap() > 1_700_000_000, "{told}");
    }
    assert_eq!(server.stored(BOX).unwrap(), before, "the server is well");
    assert_eq!(server.run(&["job", "report"]).code, 0);
    assert_eq!((&told(&server, "report")["code"], said(&server, "report")), (&json!(0), String::new()));
    assert_eq!(said(&server, "clean-up.daily"), "no broom");
    // It is known after a reboot too.
    std::fs::remove_dir_all(server.root("run/cloudstead")).unwrap();
    server.succeed();
    assert_eq!(said(&server, "clean-up.daily"), "no broom");
}

#[test]
fn when_a_job_is_due_is_told_from_the_start_on_and_what_it_missed_stays_told() {
    let server = with(jobs);
    server.write("elapses", "2026-11-28 03:00:00");
    server.succeed();
    let due = |server: &Server| (told(server, "report")["due"].clone(), told(server, "reset")["due"].clone());
    assert_eq!(due(&server), (json!(1_795_834_800), json!(null)), "one that is started by hand is never due");
    // The server was off at that time, or its app was not up.
    server.write("elapses", "2026-11-29 03:00:00");
    server.succeed();
    assert_eq!(due(&server).0, 1_795_834_800);
    // It begins, and fails: it is due again all the same.
    server.fail(" run --rm", 1, "no printer");
    server.run(&["job", "report"]);
    assert_eq!(due(&server).0, 1_795_921_200);
    // Another time is another matter, and a job that went is not told of.
    let mut next = release();
    next["jobs"] = json!([{"service": "report", "calendar": "*-*-* 04:00:00 UTC"}]);
    server.publish("r2", &next);
    server.tag("release", "r2");
    server.write("elapses", "2026-11-28 04:00:00");
    server.succeed();
    assert_eq!(due(&server).0, 1_795_838_400);
    assert_eq!(server.stored(CHORES).unwrap()["jobs"].as_object().unwrap().len(), 1);
}

#[test]
fn a_job_runs_also_where_nothing_can_be_told_of_it() {
    let server = with_jobs();
    server.fail("ssm put-parameter", 2, "AccessDeniedException");
    let outcome = server.run(&["job", "reset"]);
    assert!(outcome.code == 0 && outcome.log.contains("could not report: AccessDenied"), "{}", outcome.log);
    // What a power cut left of the file is no reason either.
    std::fs::write(server.root("data/chores.json"), "{\"jobs\": {\"re").unwrap();
    server.fail(" run --rm", 1, "no printer");
    assert_eq!(server.run(&["job", "report"]).code, 1);
    assert_eq!(said(&server, "report"), "no printer");
}

#[test]
fn long_words_of_many_jobs_fit_into_a_parameter() {
    let names: Vec<String> = (0..20).map(|number| format!("job{number}")).collect();
    let server =
        with(|wanted| wanted["jobs"] = names.iter().map(|name| json!({"service": name, "calendar": ""})).collect());
    server.succeed();
    for name in &names {
        server.fail(" run --rm", 1, &"\u{1f980}\"\\{{".repeat(2000));
        assert_eq!(server.run(&["job", name]).code, 1);
    }
    for name in &names {
        assert!(told(&server, name)["code"] == 1 && said(&server, name).len() > 10, "{:?}", server.stored(CHORES));
    }
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

/// Two servers of a group, whose clocks stand at the same minute, and what they share.
fn of_a_group() -> (Server, Server) {
    let made = || {
        let server = with(jobs).patched("$((EPOCHSECONDS / 60))", "29930000");
        server.tag("role", "servers");
        server.tag("group", "demo-servers");
        server.write("held", "i-me");
        server.succeed();
        server.forget();
        server
    };
    let (one, other) = (made(), made());
    other.write("imds/meta-data/instance-id", "i-other");
    for folder in ["params", "versions"] {
        fs::remove_dir_all(other.stub(folder)).unwrap();
        symlink(one.stub(folder), other.stub(folder)).unwrap();
    }
    (one, other)
}

#[test]
fn of_a_group_one_server_runs_a_scheduled_job() {
    let (one, other) = of_a_group();
    // The store took the word, and its answer was lost.
    let turn = json!({"release": RELEASE, "minute": "29930000", "by": "i-me"});
    one.parameter("/cloudstead/demo/boxes/job-report", "String", &turn.to_string(), "2026-01-01T00:00:00+00:00");
    one.write("versions/%2Fcloudstead%2Fdemo%2Fboxes%2Fjob-report", &format!("{}\n", json!(turn.to_string())));
    for server in [&one, &other] {
        let outcome = server.run(&["job", "report", "timer"]);
        assert_eq!(outcome.code, 0, "{}", outcome.log);
    }
    assert_eq!([one.called(" run --rm"), other.called(" run --rm")], [1, 0]);
    // A person means this server, and another minute is another time.
    assert_eq!(other.run(&["job", "report"]).code, 0);
    let other = other.patched("$((EPOCHSECONDS / 60))", "29930001");
    assert_eq!(other.run(&["job", "report", "timer"]).code, 0);
    assert_eq!(other.called(" run --rm"), 2);
    // Where nobody can be asked it is not run twice, and it is seen that it was not run.
    one.fail("ssm put-parameter", 9, "no answer");
    assert_ne!(one.run(&["job", "report", "timer"]).code, 0);
    assert_eq!(one.called(" run --rm"), 1);
}
