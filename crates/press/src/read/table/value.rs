//! What stands in a cell of a table, as JSON.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_schema::{DataType, TimeUnit};
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Map, Value};

use crate::read::encoding;

/// A row, or a structure within one, as an object; what has no value is left out.
pub(super) fn object(columns: &[(&str, &dyn Array)], row: usize) -> Value {
    let members = columns.iter().map(|(name, column)| ((*name).to_owned(), value(*column, row)));
    Value::Object(members.filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
}

/// A cell. Bytes are decoded as text, as crawlers keep pages; days and times are written as ISO 8601 has them; of other types
/// (decimals, intervals) no part of an article is.
fn value(column: &dyn Array, row: usize) -> Value {
    if column.is_null(row) {
        return Value::Null;
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).into(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).into(),
        DataType::Utf8View => column.as_string_view().value(row).into(),
        DataType::Binary => text(column.as_binary::<i32>().value(row)),
        DataType::LargeBinary => text(column.as_binary::<i64>().value(row)),
        DataType::BinaryView => text(column.as_binary_view().value(row)),
        DataType::FixedSizeBinary(_) => hex(column.as_fixed_size_binary().value(row)),
        DataType::Boolean => column.as_boolean().value(row).into(),
        DataType::Int8 => column.as_primitive::<Int8Type>().value(row).into(),
        DataType::Int16 => column.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => column.as_primitive::<Int32Type>().value(row).into(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).into(),
        DataType::UInt8 => column.as_primitive::<UInt8Type>().value(row).into(),
        DataType::UInt16 => column.as_primitive::<UInt16Type>().value(row).into(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).into(),
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).into(),
        DataType::Float32 => column.as_primitive::<Float32Type>().value(row).into(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(row).into(),
        DataType::Date32 => day(column.as_primitive::<Date32Type>().value(row).into()),
        DataType::Date64 => day(column.as_primitive::<Date64Type>().value(row).div_euclid(86_400_000)),
        DataType::Timestamp(unit, zone) => instant(ticks(column, *unit, row), *unit, zone.is_some()),
        DataType::List(_) => list(&column.as_list::<i32>().value(row)),
        DataType::LargeList(_) => list(&column.as_list::<i64>().value(row)),
        DataType::FixedSizeList(..) => list(&column.as_fixed_size_list().value(row)),
        DataType::Struct(fields) => {
            let columns = column.as_struct().columns().iter().map(AsRef::as_ref);
            object(&fields.iter().map(|field| field.name().as_str()).zip(columns).collect::<Vec<_>>(), row)
        }
        DataType::Dictionary(..) => {
            let words = column.as_any_dictionary();
            words.normalized_keys().get(row).map_or(Value::Null, |key| value(words.values().as_ref(), *key))
        }
        _ => Value::Null,
    }
}

fn list(items: &dyn Array) -> Value {
    (0..items.len()).map(|n| value(items, n)).collect()
}

fn text(bytes: &[u8]) -> Value {
    encoding::decode(bytes).into_owned().into()
}

fn hex(bytes: &[u8]) -> Value {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
}

/// A day by its distance from 1970.
fn day(days: i64) -> Value {
    let day = Span::new().try_days(days).ok().and_then(|span| Date::constant(1970, 1, 1).checked_add(span).ok());
    day.map_or(Value::Null, |day| day.to_string().into())
}

fn ticks(column: &dyn Array, unit: TimeUnit, row: usize) -> i64 {
    match unit {
        TimeUnit::Second => column.as_primitive::<TimestampSecondType>().value(row),
        TimeUnit::Millisecond => column.as_primitive::<TimestampMillisecondType>().value(row),
        TimeUnit::Microsecond => column.as_primitive::<TimestampMicrosecondType>().value(row),
        TimeUnit::Nanosecond => column.as_primitive::<TimestampNanosecondType>().value(row),
    }
}

/// A moment: with `Z` where the column has a zone, else as the clock on the wall shows it.
fn instant(ticks: i64, unit: TimeUnit, is_zoned: bool) -> Value {
    let moment = match unit {
        TimeUnit::Second => Timestamp::from_second(ticks),
        TimeUnit::Millisecond => Timestamp::from_millisecond(ticks),
        TimeUnit::Microsecond => Timestamp::from_microsecond(ticks),
        TimeUnit::Nanosecond => Timestamp::from_nanosecond(ticks.into()),
    };
    match moment {
        Ok(moment) if is_zoned => moment.to_string().into(),
        Ok(moment) => moment.to_zoned(TimeZone::UTC).datetime().to_string().into(),
        Err(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{DictionaryArray, Float64Array, TimestampSecondArray, UInt64Array};

    #[test]
    fn cells_are_what_they_would_be_in_json() {
        let words: DictionaryArray<Int32Type> = [Some("rain"), None, Some("snow"), Some("rain")].into_iter().collect();
        assert_eq!((value(&words, 3), value(&words, 1), value(&words, 2)), ("rain".into(), Value::Null, "snow".into()));
        let zoned = TimestampSecondArray::from(vec![1_681_547_400]).with_timezone("Asia/Hanoi");
        assert_eq!(value(&zoned, 0), serde_json::Value::from("2023-04-15T08:30:00Z"));
        assert_eq!(value(&TimestampSecondArray::from(vec![i64::MAX]), 0), Value::Null);
        assert_eq!(value(&Float64Array::from(vec![f64::NAN]), 0), Value::Null);
        assert_eq!(value(&UInt64Array::from(vec![u64::MAX]), 0), serde_json::Value::from(u64::MAX));
        assert_eq!((day(-1), day(i64::MAX)), ("1969-12-31".into(), Value::Null));
    }
}
