//! Vectors of length one, a byte a dimension.

use serde::{Deserialize, Serialize};

/// A vector of length one in bytes; empty where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Vector(Vec<i8>);

impl Vector {
    /// The vector, scaled to length one and rounded.
    pub fn of(numbers: &[f32]) -> Self {
        let length = numbers.iter().map(|n| n * n).sum::<f32>().sqrt();
        if length == 0.0 || !length.is_finite() {
            return Self::default();
        }
        let most = numbers.iter().fold(0.0_f32, |most, n| most.max(n.abs()));
        Self(numbers.iter().map(|n| (n / most * 127.0).round() as i8).collect())
    }

    /// Cosine; none where either is empty.
    pub fn cosine(&self, other: &Self) -> Option<f32> {
        if self.0.is_empty() || self.0.len() != other.0.len() {
            return None;
        }
        let dot = |a: &[i8], b: &[i8]| -> i32 { a.iter().zip(b).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum() };
        let lengths = f64::from(dot(&self.0, &self.0)) * f64::from(dot(&other.0, &other.0));
        Some((f64::from(dot(&self.0, &other.0)) / lengths.sqrt().max(1.0)) as f32)
    }

    /// The bytes.
    pub fn bytes(&self) -> &[i8] {
        &self.0
    }
}

impl From<Vec<i8>> for Vector {
    fn from(bytes: Vec<i8>) -> Self {
        Self(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_is_its_own_like_and_nothing_like_its_opposite() {
        let one = Vector::of(&[0.1, -0.9, 0.4]);
        let other = Vector::of(&[-0.1, 0.9, -0.4]);
        assert!((one.cosine(&one).unwrap() - 1.0).abs() < 1e-3);
        assert!((one.cosine(&other).unwrap() + 1.0).abs() < 1e-3);
        assert_eq!(one.cosine(&Vector::default()), None);
        assert_eq!(Vector::of(&[0.0, 0.0]), Vector::default());
    }
}
