//! Days as places across a drawing.

use attache_archive::words;
use jiff::civil::Date;

/// The width of drawings, in their own units.
pub const WIDE: f64 = 900.0;
/// What is left free at the right.
const MARGIN: f64 = 20.0;

/// The days that a drawing spans.
pub struct Axis {
    first: Date,
    days: f64,
    left: f64,
    /// It is one day, which stands in the middle.
    is_one: bool,
}

impl Axis {
    /// An axis from the first of some days to the last, that begins `left` of the drawing's edge.
    pub fn of(days: impl Iterator<Item = Date> + Clone, left: f64) -> Option<Self> {
        let (first, last) = (days.clone().min()?, days.max()?);
        let days = f64::from(first.until(last).map_or(0, |span| span.get_days())).max(1.0);
        Some(Self { first, days, left, is_one: first == last })
    }

    /// Where a day stands.
    pub fn x(&self, day: Date) -> f64 {
        let days = f64::from(self.first.until(day).map_or(0, |span| span.get_days()));
        let share = if self.is_one { 0.5 } else { (days / self.days).clamp(0.0, 1.0) };
        self.left + (WIDE - self.left - MARGIN) * share
    }

    /// First days of months or years, few enough to be read, with what they are called.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let months = self.days / 30.4;
        let step = [1.0, 3.0, 6.0, 12.0, 24.0, 60.0, 120.0, 240.0]
            .into_iter()
            .find(|step| months / step <= 9.0)
            .unwrap_or(600.0) as i32;
        if months < 1.5 {
            return vec![(self.x(self.first), words::day(&self.first.to_string()))];
        }
        let first = i32::from(self.first.year()) * 12 + i32::from(self.first.month()) - 1;
        let tick = |n: i32| {
            let month = (first / step + n) * step;
            let day =
                Date::new(i16::try_from(month.div_euclid(12)).ok()?, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1)
                    .ok()?;
            let called = if step < 12 { day.strftime("%b %Y").to_string() } else { day.year().to_string() };
            (day >= self.first).then(|| (self.x(day), called))
        };
        (0..12).filter_map(tick).filter(|(x, _)| *x < WIDE - MARGIN - 30.0).collect()
    }
}

/// A day, or the first of a month or year.
pub fn day(iso: &str) -> Option<Date> {
    match iso.len() {
        4 => Date::new(iso.parse().ok()?, 1, 1).ok(),
        7 => format!("{iso}-01").parse().ok(),
        _ => iso.get(..10)?.parse().ok(),
    }
}

/// A place in a drawing, as exact as can be seen.
pub fn tenth(place: f64) -> String {
    let text = format!("{place:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_and_years_are_places_across() {
        assert_eq!(day("2021").unwrap().to_string(), "2021-01-01");
        assert_eq!(day("2021-05").unwrap().to_string(), "2021-05-01");
        assert_eq!(day("2021-05-06T07:08:09Z").unwrap().to_string(), "2021-05-06");
        assert_eq!(day("spring"), None);
        let days = ["2011-03-05", "2021-05-06"].map(|iso| day(iso).unwrap());
        let axis = Axis::of(days.into_iter(), 40.0).unwrap();
        assert!((axis.x(days[0]) - 40.0).abs() < 0.01 && axis.x(days[1]) <= WIDE);
        let ticks = axis.ticks();
        assert!((2..=12).contains(&ticks.len()), "{ticks:?}");
    }
}
