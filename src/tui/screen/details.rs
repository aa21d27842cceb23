//! Everything known about one step of a run.

use ratatui::text::{Line, Span};

use super::scroll::Scroll;
use super::{Input, Next, Screen};
use crate::engine::{Operation, Row, Stage};
use crate::model::NodeId;
use crate::plan::Total;
use crate::tui::frame::{Page, Pane, Room};
use crate::tui::keymap::Context;
use crate::tui::live::Live;
use crate::tui::model::Model;
use crate::tui::text;

/// The page of one step.
pub(in crate::tui) struct DetailsScreen {
    node: NodeId,
    scroll: Scroll,
}

impl DetailsScreen {
    pub(in crate::tui) fn new(node: NodeId) -> Self {
        Self { node, scroll: Scroll::default() }
    }
}

impl Screen for DetailsScreen {
    fn context(&self, _: &Model) -> Context {
        Context::Reading
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let mut page = Page { title: model.title(), note: model.note(), ..Page::default() };
        let Some(live) = &model.live else { return page };
        let Some(row) = live.progress.rows.get(&self.node) else { return page };
        let mut lines =
            vec![Line::from(Span::styled(row.planned.title.clone(), model.theme.heading())), Line::default()];
        for (label, words) in facts(live, &self.node, row) {
            if !words.is_empty() {
                lines.extend(text::labelled(label, &words, 15, room.width, model.theme));
            }
        }
        page.body = Pane::new(lines, self.scroll.view());
        page
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        self.scroll.read(model, &input)
    }
}

fn facts(live: &Live, node: &NodeId, row: &Row) -> Vec<(&'static str, String)> {
    let planned = &row.planned;
    let mut facts = vec![
        ("Step", node.to_string()),
        ("Kind", planned.kind.name().to_owned()),
        ("Phase", planned.phase.title().to_owned()),
        ("Doing", planned.instead_of_removing().unwrap_or(doing(planned.operation)).to_owned()),
        ("State", state(live, row)),
    ];
    if let Stage::Running { text, .. } = &row.stage {
        facts.push(("Waits for", text.clone()));
    }
    if let Stage::Failed(error) = &row.stage {
        facts.push(("What happened", error.what.clone()));
        facts.push(("Why", error.why.clone()));
        facts.push(("What to do", error.hint.clone()));
        facts.push(("Code of AWS", error.code.clone()));
    }
    facts.push(("AWS id", row.aws_id.clone().unwrap_or_default()));
    facts.push(("Usually", text::usual(planned.seconds, planned.slow_seconds)));
    let cost = live.view.costs.iter().find(|(id, _)| id == node);
    facts.push(("Costs", cost.map(|(_, monthly)| price(monthly)).unwrap_or_default()));
    let needs: Vec<&str> =
        planned.depends_on.iter().map(|id| live.progress.rows.get(id).map_or("", |row| &row.planned.title)).collect();
    facts.push(("Needs first", needs.join(", ")));
    facts
}

fn price(monthly: &Total) -> String {
    if monthly.is_free() { "nothing by itself".to_owned() } else { monthly.per_month() }
}

const fn doing(operation: Operation) -> &'static str {
    match operation {
        Operation::Create => "create",
        Operation::Update => "change",
        Operation::Delete => "remove",
    }
}

fn state(live: &Live, row: &Row) -> String {
    match &row.stage {
        Stage::Pending => "not begun".to_owned(),
        Stage::Running { since, .. } => format!("under way for {}", text::clock((live.now - since) / 1000)),
        Stage::Done { took: Some(millis) } => format!("done in {}", text::clock(millis / 1000)),
        Stage::Done { took: None } => "done in an earlier run".to_owned(),
        Stage::Failed(_) => "failed".to_owned(),
        Stage::Skipped { because } => format!("not begun because {because} failed"),
    }
}
