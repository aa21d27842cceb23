//! DNS records that a person adds where their domain is managed: all of them together, to copy at once or by
//! piece.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::scroll::moved;
use super::{Input, Next, Screen};
use crate::engine::{Operation, Stage};
use crate::model::dns::{Record, records};
use crate::resource::Kind;
use crate::tui::frame::{Page, Pane, Room, View};
use crate::tui::keymap::{Action, Context};
use crate::tui::live::Live;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};

/// Columns before a name or a value.
const COLUMN: usize = 9;
/// Kinds of steps that ask for records once they know them.
const ASKING: [Kind; 2] = [Kind::CertificateIssued, Kind::DnsVisible];

/// The records that steps wait for.
#[derive(Default)]
pub(in crate::tui) struct RecordsScreen {
    chosen: usize,
}

/// What all steps under way wait for, in their order, each record once.
pub(in crate::tui) fn wanted(live: &Live) -> Vec<Record> {
    let mut all: Vec<Record> = Vec::new();
    for row in live.progress.rows.values() {
        let Stage::Running { text, .. } = &row.stage else { continue };
        for record in records(text) {
            if !all.contains(&record) {
                all.push(record);
            }
        }
    }
    all
}

/// True while a step that asks for records has not come to that.
fn more_follow(live: &Live) -> bool {
    let asks = |row: &crate::engine::Row| {
        ASKING.contains(&row.planned.kind) && row.planned.operation == Operation::Create && row.stage == Stage::Pending
    };
    live.active() && live.progress.rows.values().any(asks)
}

impl Screen for RecordsScreen {
    fn context(&self, _: &Model) -> Context {
        Context::Records
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let theme = model.theme;
        let mut page = Page { title: model.title(), note: model.note(), ..Page::default() };
        let Some(live) = &model.live else { return page };
        let all = wanted(live);
        let zone = live.view.zone.as_deref();
        let place = zone.or(live.view.domain.as_deref()).unwrap_or("your domain");
        let heading = match all.len() {
            0 => "DNS records: all that are known are there".to_owned(),
            1 => "1 DNS record to add".to_owned(),
            count => format!("{count} DNS records to add"),
        };
        let mut lines = vec![Line::styled(heading, theme.heading())];
        let mut say = |words: &str, style: Style| lines.extend(text::paragraph(words, 0, room.width, style));
        if !all.is_empty() {
            let why = format!(
                "Add them where {place} is managed. The run goes on by itself once they are seen; you may quit \
                meanwhile and resume later."
            );
            say(&why, Style::new());
        }
        if more_follow(live) {
            say("More follow: this page has them as soon as they are known.", theme.quiet());
        }
        let chosen = self.chosen.min(all.len().saturating_sub(1));
        let mut at = 0;
        for (index, record) in all.iter().enumerate() {
            lines.push(Line::default());
            if index == chosen {
                at = lines.len();
            }
            lines.extend(block(record, zone, index == chosen, room.width, theme));
        }
        if !all.is_empty() {
            let hint = match zone {
                Some(_) => "\"or\" is the short name, where the provider adds the zone itself.",
                None => "Many providers add the zone themselves: then leave your domain off the end of the name.",
            };
            lines.push(Line::default());
            lines.extend(text::paragraph(hint, 0, room.width, theme.quiet()));
        }
        page.body = Pane::new(lines, if at == 0 { View::Top } else { View::Around(at) });
        page
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        let (Input::Act(action), Some(live)) = (input, &model.live) else { return Next::Stay };
        let all = wanted(live);
        let last = all.len().saturating_sub(1);
        self.chosen = self.chosen.min(last);
        let record = all.get(self.chosen);
        let zone = live.view.zone.clone();
        match action {
            Action::Back => return Next::Close,
            Action::Copy if !all.is_empty() => {
                let as_text = |Record { kind, name, value }: &Record| format!("{name} {kind} {value}\n");
                model.copy(&all.iter().map(as_text).collect::<String>());
            }
            Action::CopyValue => record.map(|record| record.value.clone()).iter().for_each(|text| model.copy(text)),
            Action::CopyName => record.map(|record| record.name.clone()).iter().for_each(|text| model.copy(text)),
            Action::CopyShort => match record.map(|record| record.short_name(zone.as_deref()?)) {
                Some(Some(short)) => model.copy(&short),
                Some(None) => model.notice = Some("its zone is not known: copy the name".to_owned()),
                None => {}
            },
            action => self.chosen = moved(self.chosen, last, 4, action),
        }
        Next::Stay
    }
}

/// One record: type, name (also without the zone where that is known) and value.
fn block(record: &Record, zone: Option<&str>, chosen: bool, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let sign = if chosen { theme.sign(Sign::Focus) } else { " " };
    let short = zone.and_then(|zone| record.short_name(zone));
    let parts = [("Type", Some(record.kind.to_owned())), ("Name", Some(record.name.clone())), ("or", short)];
    let parts = parts.into_iter().filter_map(|(label, value)| Some((label, value?)));
    let mut lines = Vec::new();
    for (index, (label, value)) in parts.chain([("Value", record.value.clone())]).enumerate() {
        let head = if index == 0 { sign } else { " " };
        let head = vec![
            Span::styled(head.to_owned(), theme.focus()),
            Span::styled(text::pad(&format!(" {label}"), COLUMN - 1, theme), theme.heading()),
        ];
        lines.extend(whole(head, value, width));
    }
    lines
}

/// A value that must stay in one piece to be copied: on its own line when there is no room beside its label.
fn whole(mut head: Vec<Span<'static>>, value: String, width: usize) -> Vec<Line<'static>> {
    if COLUMN + text::width(&value) <= width {
        head.push(Span::raw(value));
        return vec![Line::from(head)];
    }
    let mut lines = vec![Line::from(head)];
    lines.extend(text::paragraph(&value, 0, width, Style::new()));
    lines
}
