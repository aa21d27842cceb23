use super::*;

fn picture(wizard: &Wizard, columns: usize, ascii: bool) -> String {
    let lines = wizard.diagram(columns, ascii);
    let width = if columns >= 76 { 76 } else { 58 };
    assert!(lines.iter().all(|line| line.chars().count() <= width), "{lines:#?}");
    assert!(!ascii || lines.iter().all(|line| line.is_ascii()), "{lines:#?}");
    lines.join("\n")
}

fn with_tier(tier: &str, domain: &str) -> Wizard {
    let mut wizard = newcomer();
    go_to(&mut wizard, 3);
    if !domain.is_empty() {
        pick(&mut wizard, "domain", "a domain elsewhere");
        write(&mut wizard, "elsewhere", domain);
    }
    go_to(&mut wizard, 4);
    pick(&mut wizard, "tier", tier);
    wizard
}

#[test]
fn one_server() {
    insta::assert_snapshot!(picture(&with_tier("starter", ""), 76, false));
    insta::assert_snapshot!(picture(&with_tier("managed", "app.example.com"), 58, true));
}

#[test]
fn a_fleet() {
    insta::assert_snapshot!(picture(&with_tier("standard", "app.example.com"), 76, false));
    insta::assert_snapshot!(picture(&with_tier("standard", "app.example.com"), 58, true));
}

#[test]
fn long_names_are_cut_and_every_width_is_safe() {
    let wizard = with_tier("standard", "a-very-long-name-for-an-app.department.example-abc.co");
    for columns in [1, 58, 75, 76, 300] {
        picture(&wizard, columns, false);
        picture(&wizard, columns, true);
    }
}
