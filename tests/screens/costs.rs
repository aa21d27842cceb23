//! The cost beside the questions: explained, told apart, whole.

use cloudstead::tui::Ui;
use crossterm::event::KeyCode;

use super::picture;
use super::scenes::{press, wizard};

#[test]
fn e_explains_every_line_of_the_cost_wherever_a_question_is_asked() {
    let explained = |ui: &mut Ui, key: KeyCode| {
        picture(ui, 120, 200);
        press(ui, key);
        picture(ui, 120, 200)
    };
    let f3 = KeyCode::F(3);
    for (question, key) in [
        (0, KeyCode::Char('e')),
        (1, KeyCode::Char('e')),
        (2, f3),
        (4, KeyCode::Char('e')),
        (6, f3),
        (7, KeyCode::Char('e')),
    ] {
        let mut ui = wizard(false, question);
        let shown = explained(&mut ui, key);
        for words in [
            "What a month costs in eu-central-1, line by line",
            "rented by the hour",
            "14.02  34 %",
            "Log storage",
            "Prices of",
        ] {
            assert!(shown.contains(words), "question {question}, {words}: {shown}");
        }
        press(&mut ui, KeyCode::Esc);
        assert!(!picture(&mut ui, 120, 200).contains("line by line"));
    }
}

#[test]
fn no_two_lines_of_the_cost_look_the_same_and_all_are_whole_where_there_is_room() {
    for tier in 0..3 {
        let mut ui = wizard(false, 4);
        press(&mut ui, KeyCode::Home);
        (0..tier).for_each(|_| press(&mut ui, KeyCode::Down));
        for (width, height) in [(80, 24), (80, 50), (120, 40), (200, 50)] {
            let shown = picture(&mut ui, width, height);
            let column =
                shown.lines().find_map(|line| line.find("Per month, ").map(|at| line[..at].chars().count())).unwrap();
            let lines: Vec<String> = shown.lines().map(|line| line.chars().skip(column).collect()).collect();
            let labels: Vec<&str> =
                lines.iter().filter_map(|line| line.trim().rsplit_once(' ')).map(|(label, _)| label.trim()).collect();
            for (place, label) in labels.iter().enumerate() {
                assert!(!labels[..place].contains(label), "{label} twice at {width}: {shown}");
                assert!(width == 80 || !label.contains('…'), "{label} at {width}: {shown}");
            }
        }
    }
}

#[test]
fn in_a_wide_window_nothing_is_cut_and_the_cost_stands_beside_the_question() {
    for question in 0..7 {
        let mut ui = wizard(false, question);
        let shown = picture(&mut ui, 200, 50);
        assert!(!shown.contains('…'), "{shown}");
        let column =
            shown.lines().find_map(|line| line.find("Per month, ").map(|at| line[..at].chars().count())).unwrap();
        assert!((90..=110).contains(&column), "{column}: {shown}");
    }
}

#[test]
fn e_once_more_leads_to_the_cost_and_back() {
    let mut ui = wizard(false, 4);
    let press_e = |ui: &mut Ui| {
        picture(ui, 80, 24);
        press(ui, KeyCode::Char('e'));
        picture(ui, 80, 24)
    };
    let top = press_e(&mut ui);
    assert!(
        top.contains("One server and a database")
            && top.contains("e the cost")
            && !top.contains("The computer that the app runs on"),
        "{top}"
    );
    let cost = press_e(&mut ui);
    assert!(cost.lines().nth(2).unwrap().contains("What a month costs in eu-central-1, line by line"), "{cost}");
    assert!(cost.contains("Server t4g.small") && cost.contains("34 %"), "the dearest comes first: {cost}");
    assert_eq!(press_e(&mut ui), top);
}
