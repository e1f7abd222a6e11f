//! Whether candidates found by joins are what they seem.

use attache_archive::kin::{Key, KeyKind, Keys};
use attache_fusion as fusion;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::error::Result;

use super::report::key;
use crate::columns::{NUMBER, Rows, flags, list_of, structs_of_each};

/// The keys of two articles; to whether one is a reprint of the other.
pub fn types_of_reprints() -> (Vec<DataType>, DataType) {
    (vec![list_of(key()), list_of(key())], DataType::Boolean)
}

/// Whether each two articles are reprints of one text.
pub fn reprints(arguments: &[ArrayRef]) -> Result<ArrayRef> {
    let (ones, others) = (keys_of_each(&arguments[0])?, keys_of_each(&arguments[1])?);
    Ok(flags(ones.iter().zip(&others).map(|(one, other)| one.are_of_reprints(other))))
}

fn keys_of_each(column: &ArrayRef) -> Result<Vec<Keys>> {
    let each = structs_of_each(column)?;
    each.into_iter()
        .map(|keys| {
            let Some(keys) = keys else { return Ok(Keys::default()) };
            let rows = Rows(&keys);
            let (kinds, bits) = (rows.numbers("kind")?, rows.numbers("bits")?);
            let key = |row: usize| {
                let kind = u8::try_from(kinds.value(row)).ok().and_then(KeyKind::numbered)?;
                Some(Key { kind, bits: bits.value(row) })
            };
            Ok(Keys::of((0..keys.len()).filter_map(key).collect()))
        })
        .collect()
}

/// Day and day of publication of a mention, and those of another; to whether both may be of one event.
pub fn types_of_agree() -> (Vec<DataType>, DataType) {
    (vec![NUMBER, NUMBER, NUMBER, NUMBER], DataType::Boolean)
}

/// Whether the times of each two mentions that share a key allow one event.
pub fn agree(arguments: &[ArrayRef]) -> Result<ArrayRef> {
    let columns: Vec<&Int64Array> = arguments.iter().map(|column| column.as_primitive::<Int64Type>()).collect();
    let day = |column: usize, row: usize| {
        let days = columns[column];
        (!days.is_null(row)).then(|| i32::try_from(days.value(row)).ok()).flatten()
    };
    let key = |first: usize, row: usize| fusion::Key { key: 0, day: day(first, row), published: day(first + 1, row) };
    Ok(flags((0..arguments[0].len()).map(|row| key(0, row).agrees(&key(2, row), false))))
}
