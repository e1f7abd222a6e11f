//! JSON values to columns of given types.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array, ListArray, StringArray, StructArray,
    new_null_array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Fields};
use jiff::civil::Date;
use serde_json::Value;

static NOTHING: Value = Value::Null;

/// The columns of some rows, each an object; members that are no columns are left out.
pub(super) fn columns(fields: &Fields, rows: &[&Value]) -> Result<Vec<ArrayRef>, ArrowError> {
    let cells = |name: &str| rows.iter().map(|row| row.get(name).unwrap_or(&NOTHING)).collect::<Vec<_>>();
    fields.iter().map(|field| column(field.data_type(), &cells(field.name()))).collect()
}

/// A column. What does not fit its type is null; a list that is missing is empty.
fn column(kind: &DataType, cells: &[&Value]) -> Result<ArrayRef, ArrowError> {
    let cells_of = cells.iter().copied();
    Ok(match kind {
        DataType::Utf8 => Arc::new(cells_of.map(Value::as_str).collect::<StringArray>()),
        DataType::Float64 => Arc::new(cells_of.map(Value::as_f64).collect::<Float64Array>()),
        DataType::Int64 => Arc::new(cells_of.map(Value::as_i64).collect::<Int64Array>()),
        DataType::Int32 => {
            let small = |cell: &Value| cell.as_i64().and_then(|number| i32::try_from(number).ok());
            Arc::new(cells_of.map(small).collect::<Int32Array>())
        }
        DataType::Boolean => Arc::new(cells_of.map(Value::as_bool).collect::<BooleanArray>()),
        DataType::Date32 => Arc::new(cells_of.map(|cell| days(cell.as_str()?)).collect::<Date32Array>()),
        DataType::List(item) => {
            let items: Vec<&Value> = cells_of.clone().filter_map(Value::as_array).flatten().collect();
            let offsets = OffsetBuffer::from_lengths(cells_of.map(|cell| cell.as_array().map_or(0, Vec::len)));
            Arc::new(ListArray::try_new(item.clone(), offsets, column(item.data_type(), &items)?, None)?)
        }
        DataType::Struct(fields) => {
            let known = NullBuffer::from_iter(cells_of.map(Value::is_object));
            Arc::new(StructArray::try_new(fields.clone(), columns(fields, cells)?, Some(known))?)
        }
        other => new_null_array(other, cells.len()),
    })
}

/// Days since 1970 of an ISO day, or of the day of an ISO time.
fn days(iso: &str) -> Option<i32> {
    let day: Date = iso.get(..10)?.parse().ok()?;
    Some(Date::constant(1970, 1, 1).until(day).ok()?.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(
            (days("1970-01-02"), days("1969-12-31T23:00:00Z"), days("2021-03-02")),
            (Some(1), Some(-1), Some(18_688))
        );
        assert_eq!((days("2021-13-01"), days("soon"), days("-000044-03-15")), (None, None, None));
    }

    #[test]
    fn what_does_not_fit_is_null_and_a_missing_list_empty() {
        let texts = DataType::List(Arc::new(arrow_schema::Field::new("item", DataType::Utf8, true)));
        let rows = [json!({"n": "x", "l": ["a", 1]}), json!({"n": 3_000_000_000_u32}), json!({"n": 7, "l": null})];
        let rows: Vec<&Value> = rows.iter().collect();
        let fields: Fields =
            vec![arrow_schema::Field::new("n", DataType::Int32, true), arrow_schema::Field::new("l", texts, true)]
                .into();
        let made = columns(&fields, &rows).unwrap();
        assert_eq!((made[0].null_count(), made[1].null_count()), (2, 0));
        let lists = made[1].as_any().downcast_ref::<ListArray>().unwrap();
        assert_eq!((lists.value_length(0), lists.value_length(1), lists.value(0).null_count()), (2, 0, 1));
    }
}
