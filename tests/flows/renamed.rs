//! A tier that was renamed: who knows the old name goes on.

use crate::terminal::Machine;

#[test]
fn the_old_name_of_a_tier_is_understood_and_the_new_one_is_shown() {
    let machine = Machine::new();
    let text = std::fs::read_to_string(machine.answers("demo")).unwrap();
    let old = machine.write("old.toml", &text.replace("tier = \"managed\"", "tier = \"budget\""));
    assert_ne!(std::fs::read_to_string(&old).unwrap(), text);
    assert_eq!(machine.deploy_file(&old, &[]).code, 0);
    for arguments in [["list", "--practice", "--json"], ["status", "--practice", "--json"]] {
        let said = machine.run(&arguments);
        assert!(said.code == 0 && said.out.contains("\"tier\":\"managed\""), "{said:?}");
    }
    let kept = std::fs::read_to_string(machine.deployment("demo").join("answers.toml")).unwrap();
    assert!(kept.contains("tier = \"managed\""), "{kept}");

    // The file says the same as the deployment: nothing changes.
    let again = machine.deploy_file(&old, &[]);
    assert!(again.code == 0 && !again.err.contains("remove"), "{again:?}");
    let same = machine.run(&["upgrade", "--practice", "--tier", "budget", "--yes"]);
    assert!(same.code == 0 && !same.err.contains("replace"), "{same:?}");
    let estimate = machine.run(&["estimate", "--preset", "compai", "--tier", "budget", "--json"]);
    assert!(estimate.code == 0 && estimate.out.contains("\"tier\":\"managed\""), "{estimate:?}");
}
