//! The land of the world, drawn from where its towns are: no map is shipped, the gazetteer is one.

use std::fmt::Write;
use std::sync::LazyLock;

use attache_world::Gazetteer;

/// Cells a degree, of the finest drawing.
const FINE: usize = 2;
const COLUMNS: usize = 360 * FINE;
const ROWS: usize = 180 * FINE;
/// Cells of a drawing, at most, across.
const ACROSS: usize = 230;

/// A part of the world, in degrees, drawn as degrees are: one east is as long as one north.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

/// Which cells hold a town, from north to south and west to east.
static SETTLED: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let mut cells = vec![false; COLUMNS * ROWS];
    for (lat, lon) in Gazetteer::embedded().points() {
        let (column, row) = cell(lat, lon);
        cells[row * COLUMNS + column] = true;
    }
    cells
});

fn cell(lat: f64, lon: f64) -> (usize, usize) {
    let column = ((lon + 180.0) * FINE as f64).clamp(0.0, COLUMNS as f64 - 1.0) as usize;
    let row = ((90.0 - lat) * FINE as f64).clamp(0.0, ROWS as f64 - 1.0) as usize;
    (column, row)
}

impl View {
    /// All where people live.
    pub const WORLD: Self = Self { west: -170.0, south: -56.0, east: 180.0, north: 76.0 };
    /// No view is narrower.
    const LEAST: f64 = 24.0;

    /// A view of some points with room around them; twice as wide as it is high.
    pub fn of(points: &[(f64, f64)]) -> Self {
        let (Some(south), Some(north)) = (least(points, |p| p.0), least(points, |p| -p.0).map(|n| -n)) else {
            return Self::WORLD;
        };
        let (Some(west), Some(east)) = (least(points, |p| p.1), least(points, |p| -p.1).map(|n| -n)) else {
            return Self::WORLD;
        };
        let width = ((east - west) * 1.3).max((north - south) * 2.6).max(Self::LEAST);
        if width > 240.0 {
            return Self::WORLD;
        }
        let (lat, lon) = (f64::midpoint(south, north), f64::midpoint(west, east));
        Self { west: lon - width / 2.0, east: lon + width / 2.0, south: lat - width / 4.0, north: lat + width / 4.0 }
    }

    /// Width and height, in degrees.
    pub fn size(&self) -> (f64, f64) {
        (self.east - self.west, self.north - self.south)
    }

    /// Where a point stands in the drawing.
    pub fn place(&self, lat: f64, lon: f64) -> (f64, f64) {
        (lon - self.west, self.north - lat)
    }

    /// The land in view as the path of a drawing: a row of dots for each stretch, to be drawn with round caps and dashes of no length
    /// one step apart; and the step.
    pub fn land(&self) -> (String, f64) {
        let step = ((self.size().0 * FINE as f64 / ACROSS as f64).ceil() as usize).max(1);
        let (mut path, wide) = (String::new(), step as f64 / FINE as f64);
        let ((first, top), (last, bottom)) = (cell(self.north, self.west), cell(self.south, self.east));
        for row in (top / step * step..=bottom).step_by(step) {
            let mut from = None;
            for column in (first / step * step..=last + step).step_by(step) {
                let settled = column <= last && is_settled(row, column, step);
                match (settled, from) {
                    (true, None) => from = Some(column),
                    (false, Some(start)) => {
                        let x = (start as f64 + step as f64 / 2.0) / FINE as f64 - 180.0 - self.west;
                        let y = self.north - (90.0 - (row as f64 + step as f64 / 2.0) / FINE as f64);
                        // a stretch of no length at all would be drawn by some browsers and not by others
                        let length = ((column - start) as f64 / FINE as f64 - wide).max(0.01);
                        let _ = write!(path, "M{} {}h{}", short(x), short(y), short(length));
                        from = None;
                    }
                    _ => {}
                }
            }
        }
        (path, wide)
    }
}

fn is_settled(row: usize, column: usize, step: usize) -> bool {
    let mut cells = (row..row + step).flat_map(|r| (column..column + step).map(move |c| (r, c)));
    cells.any(|(r, c)| r < ROWS && c < COLUMNS && SETTLED[r * COLUMNS + c])
}

fn least(points: &[(f64, f64)], of: impl Fn(&(f64, f64)) -> f64) -> Option<f64> {
    points.iter().map(of).filter(|x| x.is_finite()).min_by(f64::total_cmp)
}

/// A number in as few signs as it takes.
fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn land_is_drawn_where_towns_are_and_in_few_bytes() {
        let (path, step) = View::WORLD.land();
        assert!((5_000..60_000).contains(&path.len()), "{}", path.len());
        assert!(step > 1.0);
        let sea = View { west: -150.0, south: 20.0, east: -130.0, north: 30.0 };
        assert_eq!(sea.land().0, "");
    }

    #[test]
    fn a_view_holds_its_points_and_some_room() {
        let view = View::of(&[(-19.8, 34.8), (-12.9, 40.5)]);
        for (lat, lon) in [(-19.8, 34.8), (-12.9, 40.5)] {
            let (x, y) = view.place(lat, lon);
            assert!(x > 0.0 && y > 0.0 && x < view.size().0 && y < view.size().1, "{view:?}");
        }
        assert_eq!(View::of(&[]), View::WORLD);
        assert_eq!(View::of(&[(10.0, -170.0), (10.0, 170.0)]), View::WORLD);
        assert_eq!(View::of(&[(f64::NAN, f64::NAN)]), View::WORLD);
    }
}
