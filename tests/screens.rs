//! Every screen as a person sees it, at several sizes; no size may panic; keys do what the hints say.
//!
//! `INSTA_UPDATE=always cargo test --no-default-features --test screens` writes the pictures anew: look at them.

#[path = "screens/costs.rs"]
mod costs;
mod count;
#[path = "screens/deployments.rs"]
mod deployments;
#[path = "screens/keys.rs"]
mod keys;
#[path = "screens/own.rs"]
mod own;
#[path = "screens/records.rs"]
mod records;
#[path = "screens/runs.rs"]
mod runs;
#[path = "screens/scenes.rs"]
mod scenes;
#[path = "screens/starting.rs"]
mod starting;
#[path = "screens/truths.rs"]
mod truths;
#[path = "screens/typing.rs"]
mod typing;
#[path = "screens/under_way.rs"]
mod under_way;
#[path = "screens/unpriced.rs"]
mod unpriced;

use cloudstead::tui::Ui;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// The screen as text, ends of lines trimmed.
fn picture(ui: &mut Ui, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| ui.draw(frame)).unwrap();
    let buffer = terminal.backend().buffer();
    let row = |y: u16| {
        let line: String = (0..width).map(|x| buffer[(x, y)].symbol()).collect();
        line.trim_end().to_owned()
    };
    (0..height).map(row).collect::<Vec<_>>().join("\n")
}

fn snapshots(suffix: &str, ascii: bool, sizes: &[(u16, u16)], wanted: fn(&str) -> bool) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, mut ui) in scenes::all(ascii) {
            if wanted(name) {
                for (width, height) in sizes {
                    insta::assert_snapshot!(
                        format!("{name}{suffix}_{width}x{height}"),
                        picture(&mut ui, *width, *height)
                    );
                }
            }
        }
    });
}

#[test]
fn every_screen_at_usual_sizes() {
    let sizes = [(80, 24), (120, 40)];
    snapshots("", false, &sizes, |_| true);
    count::line(format!("screens: {} compared at {} sizes", scenes::all(false).len(), sizes.len()));
}

#[test]
fn some_screens_in_small_windows() {
    let some = |name: &str| {
        [
            "question_compute",
            "question_keys",
            "review",
            "run_middle",
            "run_failed",
            "done_https",
            "menu",
            "destroy_overview",
        ]
        .contains(&name)
    };
    snapshots("", false, &[(60, 20), (40, 10)], some);
    snapshots("", false, &[(30, 8)], |name| name == "menu");
}

#[test]
fn some_screens_in_ascii() {
    let some = |name: &str| ["question_compute", "review", "run_middle", "run_failed", "diff"].contains(&name);
    snapshots("_ascii", true, &[(80, 24)], some);
}

#[test]
fn ascii_screens_are_ascii_and_hold_no_colour() {
    let unknown = |ui: &mut Ui| picture(ui, 100, 40).matches('?').count();
    for ((name, mut ui), (_, mut unicode)) in scenes::all(true).into_iter().zip(scenes::all(false)) {
        // What nobody thought of is drawn as a question mark.
        assert_eq!(unknown(&mut ui), unknown(&mut unicode), "{name}: {}", picture(&mut ui, 100, 40));
        let mut terminal = Terminal::new(TestBackend::new(100, 40)).unwrap();
        terminal.draw(|frame| ui.draw(frame)).unwrap();
        for cell in &terminal.backend().buffer().content {
            assert!(cell.symbol().is_ascii(), "{name}: {}", cell.symbol());
            assert_eq!((cell.fg, cell.bg), Default::default(), "{name}");
        }
    }
}

#[test]
fn no_size_panics() {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        u16::try_from(seed % below).unwrap() + 1
    };
    let mut draws = 0;
    for ascii in [false, true] {
        for (_, mut ui) in scenes::all(ascii) {
            let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
            let mut sizes = vec![(1, 1), (300, 100), (1, 100), (300, 1), (40, 10), (39, 10), (60, 20), (80, 24)];
            sizes.extend((0..30).map(|_| (random(300), random(100))));
            sizes.extend((0..25).map(|_| (random(90), random(30))));
            for (width, height) in sizes {
                terminal.backend_mut().resize(width, height);
                terminal.draw(|frame| ui.draw(frame)).unwrap();
                draws += 1;
            }
        }
    }
    assert!(draws > 5_000, "{draws}");
    count::line(format!("screens: {draws} drawn at random sizes, 0 panics"));
}
