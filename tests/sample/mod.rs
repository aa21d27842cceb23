//! Which of many points a run of the tests tries.

use super::count;

/// Where a sample begins, unless `CLOUDSTEAD_SEED` says something else.
const SEED: usize = 3;

pub(crate) struct Sample {
    of: usize,
    first: usize,
    step: usize,
}

impl Sample {
    /// One of `step` points, and every point with `CLOUDSTEAD_EXHAUSTIVE=1`.
    pub(crate) fn of(points: usize, step: usize) -> Self {
        if std::env::var_os("CLOUDSTEAD_EXHAUSTIVE").is_some() {
            return Self { of: points, first: 0, step: 1 };
        }
        let seed =
            std::env::var("CLOUDSTEAD_SEED").map_or(SEED, |seed| seed.parse().expect("CLOUDSTEAD_SEED is a number"));
        Self { of: points, first: seed % step, step }
    }

    pub(crate) fn places(&self) -> impl Iterator<Item = usize> + use<> {
        (self.first..self.of).step_by(self.step)
    }

    /// Prints the count, which has to be that of all points when nothing is left out.
    pub(crate) fn tell(&self, what: &str, tried: usize, found: &str) {
        let how = if self.step == 1 {
            assert_eq!(tried, self.of, "{what}");
            "every one".to_owned()
        } else {
            assert!(tried >= self.of / self.step, "{what}: {tried} of {}", self.of);
            format!("one of {}, CLOUDSTEAD_SEED={}", self.step, self.first)
        };
        count::line(format!("{what}: {tried} of {} ({how}), {found}", self.of));
    }
}
