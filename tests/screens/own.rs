//! The first question: an app of one's own, and lists of apps of any length.

use cloudstead::preset::{Preset, by_name};
use cloudstead::tui::{Command, Start, Ui, Update};
use cloudstead::wizard::{AccountState, Effect, Made, Msg, Offer, Setup, Wizard};
use crossterm::event::KeyCode::{Char, Down, End, Enter, Esc};

use super::scenes::{options, press, pressed, write};

const GUESTBOOK: &str = include_str!("../guestbook.toml");
const DATABASE: &str = "[stores.db]\nkind = \"postgres\"\nversion = \"17\"\ndatabase = \"book\"\nuser = \"book\"\n";

fn guestbook() -> Preset {
    Preset::parse(&format!("{GUESTBOOK}{DATABASE}")).unwrap()
}

fn first(apps: usize, ascii: bool) -> Ui {
    let names = cloudstead::preset::CATALOG.iter().map(|entry| entry.name);
    let mut presets = vec![by_name("compai").unwrap()];
    presets.extend(names.filter(|name| *name != "compai").take(apps - 1).map(|name| by_name(name).unwrap()));
    for number in presets.len()..apps {
        let mut preset = guestbook();
        preset.name = format!("app-{number}");
        preset.title = format!("App number {number} with a rather long name");
        presets.push(preset);
    }
    let offers = presets.into_iter().map(Offer::from).collect();
    let setup = Setup { offers, own: true, time_zone: Some("Europe/Berlin".to_owned()), ..Setup::default() };
    let mut ui = Ui::new(Start::Wizard(Box::new(Wizard::new(setup).unwrap())), options(ascii));
    let account = AccountState::Ready { account: "123456789012".to_owned(), who: "anna".to_owned(), free_plan: false };
    ui.update(Update::Wizard(Msg::Account(account)));
    ui
}

/// At the field for the path, with this typed.
fn typed(source: &str, ascii: bool) -> Ui {
    let mut ui = pressed(first(26, ascii), &[Down, Enter]);
    write(&mut ui, source);
    ui
}

fn answered(source: &str, ascii: bool, result: Result<Made, &str>) -> Ui {
    let mut ui = pressed(typed(source, ascii), &[Enter]);
    let turn = ui.take_commands().iter().find_map(|command| match command {
        Command::Effect(Effect::Import { turn, .. }) => Some(*turn),
        _ => None,
    });
    let result = result.map(Box::new).map_err(str::to_owned);
    ui.update(Update::Wizard(Msg::Imported { turn: turn.unwrap(), result }));
    ui
}

fn made() -> Made {
    let mut preset = guestbook();
    preset.open = [
        "docker-compose.yml:12: services.web.volumes: the folder /srv/photos of your machine is not there on a \
         server: name a volume instead, or take it out",
        "docker-compose.yml:19: services.web.env_file: web.env was not there: bring it, or write its variables into \
         the preset",
    ]
    .map(str::to_owned)
    .to_vec();
    let left_out =
        ["tty: nobody types there", "networks: all containers of a server see each other", "devices: there is none"];
    let left_out = left_out.iter().zip(7..).map(|(why, line)| format!("docker-compose.yml:{line}  services.web.{why}"));
    Made {
        offer: Offer { reference: "/home/anna/guestbook/guestbook-2.toml".to_owned(), preset },
        shown: "guestbook/guestbook-2.toml".to_owned(),
        written: "guestbook/guestbook.toml is there already and stays as it is: the preset is in \
            guestbook/guestbook-2.toml."
            .to_owned(),
        left_out: left_out.collect(),
        changed: 4,
    }
}

const WRONG: &str = "docker-compose.yml:6:5: services.web.ports: a port is a number or a text such as 8080:80. What to \
    do: mend the file at this place, then press Enter again";

fn reviewed(ascii: bool) -> Ui {
    let mut ui = answered("guestbook", ascii, Ok(made()));
    press(&mut ui, Enter);
    for _ in 0..7 {
        ui.update(Update::Wizard(Msg::Next));
    }
    ui
}

pub(crate) fn all(ascii: bool) -> Vec<(&'static str, Ui)> {
    vec![
        ("apps_3", first(2, ascii)),
        ("apps_20", first(19, ascii)),
        ("apps_200", pressed(first(199, ascii), &[End])),
        ("own_list", pressed(first(26, ascii), &[Down])),
        ("own_asked", typed("", ascii)),
        ("own_image", typed("ghcr.io/me/app:1.2", ascii)),
        ("own_wrong", answered("guestbook", ascii, Err(WRONG))),
        ("own_points", answered("guestbook", ascii, Ok(made()))),
        ("own_points_end", pressed(answered("guestbook", ascii, Ok(made())), &[End])),
        ("own_name", pressed(answered("guestbook", ascii, Ok(made())), &[Enter])),
        ("own_back", pressed(answered("guestbook", ascii, Ok(made())), &[Esc])),
        ("own_review", reviewed(ascii)),
        ("own_review_refused", pressed(reviewed(ascii), &[Char('y')])),
    ]
}
