//! The plan as a picture of lines: people, address, servers, database and files, with the sizes of this very plan.

use super::Wizard;
use crate::plan::Blueprint;
use crate::preset::Preset;
use crate::resource::Pictured;

/// Characters of a picture and what stands for them where only ASCII is to be had.
const ASCII: [(char, char); 12] = [
    ('─', '-'),
    ('│', '|'),
    ('┌', '+'),
    ('┐', '+'),
    ('└', '+'),
    ('┘', '+'),
    ('┬', '+'),
    ('┴', '+'),
    ('▼', 'v'),
    ('▸', '>'),
    ('…', '~'),
    ('┼', '+'),
];

/// Widths that a picture is drawn at.
const WIDE: usize = 76;
const NARROW: usize = 58;

impl Wizard {
    /// The architecture as lines of text, at most `columns` wide (58 at least).
    #[must_use]
    pub fn diagram(&self, columns: usize, ascii: bool) -> Vec<String> {
        let Some(blueprint) = self.blueprint() else { return Vec::new() };
        let width = if columns >= WIDE { WIDE } else { NARROW };
        let lines = Facts::of(blueprint, self.preset(), self.answers().domain.name()).draw(width);
        if !ascii {
            return lines;
        }
        let plain = |c: char| ASCII.iter().find(|(line, _)| *line == c).map_or(c, |(_, plain)| *plain);
        lines.into_iter().map(|line| line.chars().map(plain).collect()).collect()
    }
}

/// What a picture shows of a plan.
#[derive(Default)]
struct Facts {
    arrow: &'static str,
    door: String,
    balancer: bool,
    server: String,
    /// Servers at first and when busy.
    servers: (u32, u32),
    inside: Vec<String>,
    database: Option<String>,
    standby: bool,
    files: &'static str,
}

impl Facts {
    fn of(blueprint: &Blueprint, preset: &Preset, domain: Option<&str>) -> Self {
        let mut facts = Self { arrow: "http", files: "files (S3)", ..Self::default() };
        facts
            .inside
            .push(format!("Caddy, {}", preset.services.keys().map(String::as_str).collect::<Vec<_>>().join(", ")));
        for pictured in blueprint.nodes().filter_map(|(_, node)| node.spec.pictured()) {
            match pictured {
                Pictured::Balancer => facts.balancer = true,
                Pictured::Server { instance_type } => facts.server = instance_type,
                Pictured::Servers { instance_type, minimum, maximum } => {
                    facts.server = instance_type;
                    facts.servers = (minimum, maximum);
                }
                Pictured::Disk { gigabytes, copied } => {
                    if let Some(tier) = preset.tiers.get(&blueprint.tier) {
                        let stores = preset.on_server(tier).filter(|(_, store)| store.kind.is_database());
                        let titles = stores.map(|(_, store)| format!("{} {}", store.kind.title(), store.version));
                        facts.inside.extend(titles);
                    }
                    if copied {
                        facts.files = "files and nightly copies (S3)";
                    }
                    facts.inside.push(format!("data disk {gigabytes} GB (EBS)"));
                }
                Pictured::Database { what, standby } => {
                    facts.standby = standby;
                    facts.database = Some(what);
                }
            }
        }
        facts.door = match domain {
            Some(name) => {
                facts.arrow = "https";
                name.to_owned()
            }
            None if facts.balancer => "address of the load balancer".to_owned(),
            None => {
                facts.arrow = "https";
                "fixed address (Elastic IP)".to_owned()
            }
        };
        facts
    }

    fn draw(&self, width: usize) -> Vec<String> {
        let mut canvas = Canvas { width, rows: Vec::new() };
        let middle = width / 2;
        canvas.centred(&[(middle, &format!("people ──{}──▸ {}", self.arrow, self.door))]);
        canvas.centred(&[(middle, "│")]);
        if self.balancer {
            self.servers(&mut canvas);
        } else {
            self.server(&mut canvas);
        }
        self.data(&mut canvas);
        canvas.finish()
    }

    fn server(&self, canvas: &mut Canvas) {
        let (left, right) = (canvas.width / 8, canvas.width - canvas.width / 8);
        canvas.line(left, right, '┌', '┐', None, &format!(" server {} (EC2), zone a ", self.server));
        for text in &self.inside {
            canvas.sides(left, right, text);
        }
        canvas.line(left, right, '└', '┘', Some('┬'), "");
    }

    fn servers(&self, canvas: &mut Canvas) {
        let (left, right) = (canvas.width / 4, canvas.width - canvas.width / 4);
        canvas.line(left, right, '┌', '┐', None, " load balancer (ALB) ");
        canvas.centred(&[(left, "▼"), (right, "▼")]);
        canvas.centred(&[(left, "zone a"), (right, "zone b")]);
        let server = format!("server {}", self.server);
        let (first, most) = self.servers;
        let second = match (first, most) {
            (1, 1) => "(takes over)".to_owned(),
            (1, most) => format!("(up to {most} when busy)"),
            _ => server.clone(),
        };
        canvas.centred(&[(left, &server), (right, &second)]);
        canvas.centred(&[(left, "│"), (right, "│")]);
        canvas.line(left, right, '└', '┘', Some('┬'), "");
    }

    fn data(&self, canvas: &mut Canvas) {
        let middle = canvas.width / 2;
        let Some(database) = &self.database else {
            canvas.centred(&[(middle, "│")]);
            canvas.centred(&[(middle, self.files)]);
            return;
        };
        let (left, right) = (canvas.width * 3 / 10, canvas.width * 5 / 6);
        canvas.line(left, right, '┌', '┐', Some('┴'), "");
        let place = if self.standby { "database (RDS), standby in zone b" } else { "database (RDS)" };
        canvas.centred(&[(left, place), (right, self.files)]);
        canvas.centred(&[(left, database)]);
    }
}

/// Rows of characters.
struct Canvas {
    width: usize,
    rows: Vec<Vec<char>>,
}

impl Canvas {
    /// A row of texts, each around its column; what does not fit is cut.
    fn centred(&mut self, texts: &[(usize, &str)]) {
        let mut row = vec![' '; self.width];
        for (column, text) in texts {
            let text = cut(text, self.width);
            let length = text.chars().count();
            let start = column.saturating_sub(length / 2).min(self.width - length);
            row.splice(start..start + length, text.chars());
        }
        self.rows.push(row);
    }

    /// A line from column to column, with a joint in the middle of the picture or a text on it.
    fn line(&mut self, left: usize, right: usize, first: char, last: char, joint: Option<char>, text: &str) {
        let middle = self.width / 2;
        let mut row = vec![' '; self.width];
        for (column, place) in row.iter_mut().enumerate().take(right + 1).skip(left) {
            *place = match column {
                column if column == left => first,
                column if column == right => last,
                column if column == middle => joint.unwrap_or('─'),
                _ => '─',
            };
        }
        let text = cut(text, right.saturating_sub(left + 2));
        let length = text.chars().count();
        let start = (left + right + 1 - length) / 2;
        row.splice(start..start + length, text.chars());
        self.rows.push(row);
    }

    /// A text between two sides of a box.
    fn sides(&mut self, left: usize, right: usize, text: &str) {
        let mut row = vec![' '; self.width];
        row[left] = '│';
        row[right] = '│';
        let text = cut(text, right.saturating_sub(left + 4));
        row.splice(left + 3..left + 3 + text.chars().count(), text.chars());
        self.rows.push(row);
    }

    fn finish(self) -> Vec<String> {
        self.rows.into_iter().map(|row| row.into_iter().collect::<String>().trim_end().to_owned()).collect()
    }
}

fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{kept}…")
}
