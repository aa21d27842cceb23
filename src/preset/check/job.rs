//! Jobs: what runs to its end.

use crate::preset::{Preset, Run};

pub(super) fn jobs(preset: &Preset) -> Result<(), String> {
    for (name, job) in &preset.jobs {
        let named = !job.host.is_empty() || !job.paths.is_empty();
        if job.port.is_some() || job.public.is_some() || named || job.port_without_domain.is_some() {
            return Err(format!("job `{name}`: people reach services only: no `port`, `public` or `host`"));
        }
        match &job.run {
            None => {
                return Err(format!(
                    "job `{name}` needs `run`: \"before-release\", \"by-hand\" or {{ cron = \"0 3 * * *\" }}"
                ));
            }
            Some(Run::Cron(when)) if !is_cron(when) => {
                return Err(format!(
                    "job `{name}`: `cron` is five fields in UTC, such as \"0 3 * * *\" for each night at three, with \
                     a day of the month or of the week, not both"
                ));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Minute, hour, day of the month, month, day of the week: each `*`, a number, a range, a list, or one with a step.
fn is_cron(when: &str) -> bool {
    const FIELDS: [(u32, u32); 5] = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)];
    let fields: Vec<&str> = when.split_whitespace().collect();
    // Where both days are named, cron takes either and systemd's timers, which start jobs, only both.
    let one_day = fields.len() == FIELDS.len() && (fields[2] == "*" || fields[4] == "*");
    one_day && fields.iter().zip(FIELDS).all(|(field, (from, to))| is_field(field, from, to))
}

fn is_field(field: &str, from: u32, to: u32) -> bool {
    let number = |text: &str| text.parse::<u32>().ok().filter(|number| (from..=to).contains(number));
    field.split(',').all(|part| {
        let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
        let steps = step.is_none_or(|step| matches!(step.parse::<u32>(), Ok(1..=59)));
        let ranged = match range.split_once('-') {
            Some((first, last)) => number(first).zip(number(last)).is_some_and(|(first, last)| first <= last),
            None => range == "*" || number(range).is_some(),
        };
        steps && ranged
    })
}

#[cfg(test)]
mod tests {
    use super::is_cron;

    #[test]
    fn times_are_those_of_cron() {
        for good in ["0 3 * * *", "*/5 * * * *", "0 0 1,15 * *", "0 0 * * 1-5", "59 23 31 12 *", "0 0 * * 7"] {
            assert!(is_cron(good), "{good}");
        }
        for bad in [
            "",
            "0 3 * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "5-1 * * * *",
            "*/0 * * * *",
            "a b c d e",
            "0 0 1 * 1",
        ] {
            assert!(!is_cron(bad), "{bad}");
        }
    }
}
