use super::*;

#[test]
fn every_binding_is_described() {
    for binding in BINDINGS {
        assert!(!binding.describe.is_empty() && !binding.label.is_empty(), "{}", binding.label);
        assert!(!binding.contexts.is_empty());
    }
}

#[test]
fn no_two_bindings_share_a_key_in_a_context() {
    for context in Context::ALL {
        let keys: Vec<Key> = bindings(context).flat_map(|binding| binding.keys).copied().collect();
        for (index, key) in keys.iter().enumerate() {
            assert!(!keys[..index].contains(key), "{key:?} twice in {context:?}");
        }
    }
}

#[test]
fn where_letters_are_text_no_letter_is_bound() {
    for context in Context::ALL.into_iter().filter(|context| context.typing()) {
        for key in bindings(context).flat_map(|binding| binding.keys) {
            assert!(!matches!(key, Key { code: KeyCode::Char(_), ctrl: false }), "{key:?} in {context:?}");
        }
    }
}

#[test]
fn every_screen_has_help_a_way_out_and_a_hint() {
    for context in Context::ALL {
        let has = |action| bindings(context).any(|binding| binding.action == action);
        assert!(has(Action::Help) && has(Action::Stop), "{context:?}");
        assert!(bindings(context).filter(|binding| !binding.hint.is_empty()).count() >= 2, "{context:?}");
    }
}

#[test]
fn capitals_and_control_keys_are_told_apart() {
    let press = |c, modifiers| action(Context::Review, KeyEvent::new(KeyCode::Char(c), modifiers));
    assert_eq!(press('Y', KeyModifiers::SHIFT), Some(Action::Yes));
    assert_eq!(press('y', KeyModifiers::CONTROL), None);
    assert_eq!(press('c', KeyModifiers::CONTROL), Some(Action::Stop));
}

#[test]
fn things_break_on_purpose_in_practice_only() {
    let breaks = |context: Context| bindings(context).any(|binding| binding.action == Action::Break);
    let where_: Vec<Context> = Context::ALL.into_iter().filter(|context| breaks(*context)).collect();
    assert_eq!(where_, [Context::Rehearsal]);
    // All other keys of a run are the same.
    let others = |context| {
        bindings(context)
            .filter(|binding| binding.action != Action::Break)
            .map(|binding| binding.label)
            .collect::<Vec<_>>()
    };
    assert_eq!(others(Context::Rehearsal), others(Context::Deploy));
}
