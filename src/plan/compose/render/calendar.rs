//! Times of scheduled jobs: from cron's five fields to what systemd's timers read.

/// `OnCalendar` of systemd.time(7), in UTC. The preset's check has made sure that there are five fields.
pub(in crate::plan::compose) fn calendar(cron: &str) -> String {
    let fields: Vec<&str> = cron.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = fields.as_slice() else { return String::new() };
    let weekday = if *weekday == "*" { String::new() } else { format!("{} ", weekdays(weekday)) };
    format!("{weekday}*-{}-{} {}:{}:00 UTC", part(month, 1), part(day, 1), part(hour, 0), part(minute, 0))
}

/// Lists stay, ranges are written `1..5`, a step needs where it begins.
fn part(field: &str, first: u32) -> String {
    let one = |one: &str| {
        let (range, step) = one.split_once('/').map_or((one, None), |(range, step)| (range, Some(step)));
        match (range, step) {
            ("*", None) => "*".to_owned(),
            ("*", Some(step)) => format!("{first}/{step}"),
            (range, None) => range.replace('-', ".."),
            (range, Some(step)) => format!("{}/{step}", range.replace('-', "..")),
        }
    };
    field.split(',').map(one).collect::<Vec<_>>().join(",")
}

/// Days by name; cron counts from Sunday and has it twice. A step becomes the days that it means.
fn weekdays(field: &str) -> String {
    const NAMES: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    let mut days = [false; 7];
    for one in field.split(',') {
        let (range, step) = one.split_once('/').unwrap_or((one, "1"));
        let (first, last) = if range == "*" { ("0", "6") } else { range.split_once('-').unwrap_or((range, range)) };
        let number = |text: &str| text.parse::<usize>().unwrap_or_default();
        for day in (number(first)..=number(last)).step_by(number(step).max(1)) {
            days[day % 7] = true;
        }
    }
    let named = NAMES.iter().zip(days).filter(|(_, on)| *on).map(|(name, _)| *name);
    named.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::calendar;

    #[test]
    fn what_cron_means_is_what_systemd_reads() {
        let cases = [
            ("0 3 * * *", "*-*-* 3:0:00 UTC"),
            ("*/15 * * * *", "*-*-* *:0/15:00 UTC"),
            ("30 1,13 1 */3 *", "*-1/3-1 1,13:30:00 UTC"),
            ("0 9-17/2 * * 1-5", "Mon,Tue,Wed,Thu,Fri *-*-* 9..17/2:0:00 UTC"),
            ("5 4 * * 7", "Sun *-*-* 4:5:00 UTC"),
            ("5 4 * * 0,6", "Sun,Sat *-*-* 4:5:00 UTC"),
            ("5 4 * * */3", "Sun,Wed,Sat *-*-* 4:5:00 UTC"),
        ];
        for (cron, wanted) in cases {
            assert_eq!(calendar(cron), wanted, "{cron}");
        }
    }
}
