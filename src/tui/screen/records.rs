//! DNS records that a person adds where their domain is managed, one by one, to copy.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::scroll::Scroll;
use super::{Input, Next, Screen};
use crate::engine::Stage;
use crate::model::NodeId;
use crate::model::dns::{Record, records};
use crate::tui::frame::{Page, Pane, Room, View};
use crate::tui::keymap::{Action, Context};
use crate::tui::live::Live;
use crate::tui::model::Model;
use crate::tui::text;

/// The records that one step waits for.
pub(in crate::tui) struct RecordsScreen {
    node: NodeId,
    index: usize,
    scroll: Scroll,
}

impl RecordsScreen {
    pub(in crate::tui) fn new(node: NodeId) -> Self {
        Self { node, index: 0, scroll: Scroll::default() }
    }

    /// The step whose records are meant: the chosen one if it waits for some, else the first that does.
    pub(in crate::tui) fn wanted(live: &Live, chosen: Option<&NodeId>) -> Option<NodeId> {
        let waits = |id: &&NodeId| !of(live, id).is_empty();
        chosen.filter(waits).or_else(|| live.progress.rows.keys().find(waits)).cloned()
    }
}

fn of(live: &Live, node: &NodeId) -> Vec<Record> {
    match live.progress.rows.get(node).map(|row| &row.stage) {
        Some(Stage::Running { text, .. }) => records(text),
        _ => Vec::new(),
    }
}

impl Screen for RecordsScreen {
    fn context(&self, _: &Model) -> Context {
        Context::Records
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let theme = model.theme;
        let mut page = Page { title: model.title(), note: model.note(), ..Page::default() };
        let Some(live) = &model.live else { return page };
        let all = of(live, &self.node);
        let Some(record) = all.get(self.index.min(all.len().saturating_sub(1))) else {
            page.body = Pane::new(vec![Line::raw("The records are there: nothing is left to add.")], View::Top);
            return page;
        };
        let zone = live.view.zone.as_deref();
        let place = zone.or(live.view.domain.as_deref()).unwrap_or("your domain");
        let heading = format!("DNS record {} of {}", self.index.min(all.len() - 1) + 1, all.len());
        let mut lines = vec![Line::from(Span::styled(heading, theme.heading()))];
        let why = format!(
            "Add it where {place} is managed. This run goes on by itself once the record is seen; you may leave and \
            resume."
        );
        lines.extend(text::paragraph(&why, 0, room.width, Style::new()));
        lines.push(Line::default());
        lines.extend(text::labelled("Type", record.kind, 8, room.width, theme));
        lines.extend(whole("Name", &record.name, room, theme));
        if let Some(short) = zone.and_then(|zone| record.short_name(zone)) {
            lines.extend(whole("or", &short, room, theme));
            lines.extend(text::paragraph(
                "the short name, where the provider adds the zone itself",
                8,
                room.width,
                theme.quiet(),
            ));
        }
        lines.extend(whole("Value", &record.value, room, theme));
        if zone.is_none() {
            lines.push(Line::default());
            let hint = "Many providers add the zone themselves: then leave your domain off the end of the name.";
            lines.extend(text::paragraph(hint, 0, room.width, theme.quiet()));
        }
        page.body = Pane::new(lines, self.scroll.view());
        page
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        let (Input::Act(action), Some(live)) = (input, &model.live) else { return Next::Stay };
        let all = of(live, &self.node);
        let last = all.len().saturating_sub(1);
        self.index = self.index.min(last);
        let record = all.get(self.index);
        let zone = live.view.zone.clone();
        match action {
            Action::Back => return Next::Close,
            Action::More => self.index = if self.index == last { 0 } else { self.index + 1 },
            Action::Less => self.index = self.index.checked_sub(1).unwrap_or(last),
            Action::Copy => record.map(|record| record.value.clone()).iter().for_each(|text| model.copy(text)),
            Action::CopyName => record.map(|record| record.name.clone()).iter().for_each(|text| model.copy(text)),
            Action::CopyShort => match record.and_then(|record| record.short_name(zone.as_deref()?)) {
                Some(short) => model.copy(&short),
                None => model.notice = Some("its zone is not known: copy the name".to_owned()),
            },
            action => self.scroll.act(action, model.fit),
        }
        Next::Stay
    }
}

/// A value that must stay in one piece to be copied: on its own line when there is no room beside its label.
fn whole(label: &str, value: &str, room: Room, theme: crate::tui::theme::Theme) -> Vec<Line<'static>> {
    let head = Span::styled(text::pad(label, 8, theme), theme.heading());
    if 8 + text::width(value) <= room.width {
        return vec![Line::from(vec![head, Span::raw(value.to_owned())])];
    }
    let mut lines = vec![Line::from(head)];
    lines.extend(text::paragraph(value, 0, room.width, Style::new()));
    lines
}
