//! What somebody may do next, drawn by lot.

use cloudstead::model::Region;
use cloudstead::preset::Preset;
use cloudstead::wizard::{AccountState, Msg, REVIEW};

use super::presets::made;

const TEXTS: [&str; 20] = [
    "./docker-compose.yml",
    "~/app",
    "ghcr.io/me/app:1.2",
    "",
    "compai-prod",
    "Bad Name",
    "a",
    "taken",
    "app.example.com",
    "example",
    "me@example.com",
    "me@",
    "90",
    "$40,50",
    "frank",
    "us",
    "0",
    "some-key",
    "\u{1b}[31m\u{202e}",
    "a-text-that-is-much-longer-than-anything-that-fits-into-any-of-these-fields-of-the-wizard",
];

/// xorshift64*: the same walks on every machine.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap() % sides
    }
}

/// What came of reading somebody's own app.
pub(crate) fn imported(dice: &mut Dice, turn: u32, own: &[Preset; 3]) -> Msg {
    let result = match dice.roll(4) {
        3 => Err("compose.yml:3:5: this is no list".to_owned()),
        which => Ok(Box::new(made(own[which].clone()))),
    };
    Msg::Imported { turn, result }
}

pub(crate) fn message(dice: &mut Dice, at: usize) -> Msg {
    // Otherwise hardly a walk would end with a deployment.
    if at == REVIEW && dice.roll(3) == 0 {
        return Msg::Confirm;
    }
    match dice.roll(24) {
        0..=4 => Msg::Next,
        5 | 6 => Msg::Enter,
        7 | 8 => Msg::Back,
        9 => Msg::Jump(dice.roll(REVIEW + 2)),
        10 | 11 => Msg::Down,
        12 => Msg::Up,
        13 | 14 => Msg::Choose(dice.roll(9)),
        15 => Msg::FocusNext,
        16 => Msg::FocusPrevious,
        17 => Msg::Focus(dice.roll(8)),
        18 | 19 => Msg::text(TEXTS[dice.roll(TEXTS.len())]),
        20 => Msg::ToggleAssumptions,
        21 => Msg::Confirm,
        22 => Msg::Zones(
            [vec![], vec!["example.com".to_owned()], vec!["example.org".to_owned(), "x".to_owned()]][dice.roll(3)]
                .clone(),
        ),
        _ => Msg::Account(account(dice)),
    }
}

fn account(dice: &mut Dice) -> AccountState {
    match dice.roll(5) {
        0 => AccountState::Checking,
        1 => AccountState::Ready { account: "123456789012".to_owned(), who: "anna".to_owned(), free_plan: false },
        2 => AccountState::SignedOut {
            detail: "you are not signed in to AWS".to_owned(),
            how: "run `aws login`".to_owned(),
            restart: dice.roll(2) == 0,
        },
        3 => AccountState::Unknown("no answer".to_owned()),
        _ => AccountState::RegionOff { region: Region::US_EAST_1 },
    }
}
